"""The one failure of this package."""


class SealBroken(Exception):
    """A seal cannot be made or opened: wrong key, wrong additional data, altered or cut octets."""
