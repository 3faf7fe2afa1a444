"""The 18-character resident number: its check character, its parts and how it is masked.

Source: GB 11643-1999 (ISO 7064 MOD 11-2). The region code is never a reason to block: codes are
those of the day when the number was given, and the lists change.
"""

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


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
