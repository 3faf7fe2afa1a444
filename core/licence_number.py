"""The identifier of an electronic licence (电子证照标识): its parts and its check character.

Source: GB/T 36904-2018. `1.2.156.3005.2.<type 21>.<issuer>.<serial>.<version 3>.<check 1>`, where
the type is the unified code of the organ that manages it and three more characters, and the issuer
a unified code or, in some cities, a region of six digits. The check is ISO/IEC 7064 MOD 37,36 over
the parts without dots. Licences in use carry wrong ones, so a wrong check is told and refuses
nothing.
"""

import re
from dataclasses import dataclass

from stdnum.iso7064 import mod_37_36

ROOT = "1.2.156.3005.2"
_SHAPE = re.compile(
    re.escape(ROOT) + r"\.([0-9A-Z]{21})\.([0-9A-Z]{18}|[0-9]{6})\.([0-9A-Z]{1,64})\.([0-9]{3})"
    r"\.([0-9A-Z])"
)


@dataclass(frozen=True, slots=True, repr=False)
class LicenceNumber:
    """An identifier in its parts, in capitals."""

    type: str
    issuer: str
    serial: str
    version: str
    check: str

    @property
    def check_is_right(self) -> bool:
        return check_character(self.type + self.issuer + self.serial + self.version) == self.check

    def __repr__(self) -> str:
        """Say nothing: the identifier leads to a person's licence."""
        return "LicenceNumber()"

    def __str__(self) -> str:
        parts = (self.type, self.issuer, self.serial, self.version, self.check)
        return ".".join((ROOT, *parts))


def read_licence_number(text: str) -> LicenceNumber | None:
    """The parts of an identifier, whatever its check says, or None for anything else."""
    found = _SHAPE.fullmatch(text.strip().upper())
    return LicenceNumber(*found.groups()) if found is not None else None


def check_character(characters: str) -> str:
    """The check for digits and capitals. Raises ValueError for anything else."""
    if not characters or not (characters.isascii() and characters.isalnum()):
        raise ValueError("an identifier has digits and capitals")
    return str(mod_37_36.calc_check_digit(characters.upper()))
