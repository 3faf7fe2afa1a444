"""The pages of the kiosk, one class for one kind of page."""
