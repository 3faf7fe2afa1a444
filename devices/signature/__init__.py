"""Signature pads: only whether one is there; its strokes come as pen events of the screen."""
