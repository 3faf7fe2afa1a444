"""Widgets that only the desk has."""
