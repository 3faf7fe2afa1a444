"""Faces machines: cards, cameras, scanners and printers, behind the ports of the core."""
