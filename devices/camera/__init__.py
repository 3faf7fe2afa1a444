"""Cameras: where frames come from, and whether a face in them is good enough."""
