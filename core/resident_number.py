"""The 18-character resident number: its check character, its parts and how it is masked.

Source: GB 11643-1999 (ISO 7064 MOD 11-2). The region code is never a reason to block: codes are
those of the day when the number was given, and the lists change.
"""

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
OLDEST_BIRTH = date(1900, 1, 1)
# GB/T 2260: the first two digits. 81, 82 and 83 stand in the residence permits of people from Hong
# Kong, Macao and Taiwan, always with zeros behind; 9 opens the numbers of foreigners (2023).
_PROVINCES = frozenset(
    (
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
    )
)
_PERMIT_REGIONS = frozenset({"810000", "820000", "830000"})


def check_character(first17: str) -> str:
    """The 18th character for 17 digits. Raises ValueError for anything else."""
    if len(first17) != 17 or not (first17.isascii() and first17.isdigit()):
        raise ValueError("a resident number starts with 17 digits")
    return _CHECKS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def check_character_is_right(number: str) -> bool:
    """Whether the last character fits the 17 digits before it; x counts as X."""
    if len(number) != 18 or not (number.isascii() and number[:17].isdigit()):
        return False
    return check_character(number[:17]) == number[17].upper()


def region_is_known(number: str) -> bool:
    """Whether the first six digits can be a region. A region that cannot be is a reason to look
    twice and never one to refuse."""
    region = number[:6]
    if not (len(region) == 6 and region.isascii() and region.isdigit()):
        return False
    return region[0] == "9" or int(region[:2]) in _PROVINCES or region in _PERMIT_REGIONS


def birth_of(number: str) -> date | None:
    """The date of birth inside the number, or None where it is no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def age_on(birth: date, today: date) -> int:
    """Full years on a day; a person born on 29 February is a year older on 1 March."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def masked(number: str) -> str:
    """First three and last four characters, the rest as stars (GB/T 35273 practice)."""
    return number[:3] + "*" * max(len(number) - 7, 0) + number[-4:] if len(number) > 7 else "***"


def masked_phone(phone: str) -> str:
    """First three and last four digits of a phone number."""
    return phone[:3] + "****" + phone[-4:] if len(phone) >= 7 else "****"
