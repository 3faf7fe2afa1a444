"""The rig for tests with the real PC/SC service."""

from tests.rigs import pcscd_rig

__all__ = ["pcscd_rig"]
