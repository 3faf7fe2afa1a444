"""Small widgets that only the kiosk has."""
