"""Resident identity cards: what is on them, and the readers and simulators that give them."""
