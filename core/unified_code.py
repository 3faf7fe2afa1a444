"""The unified social credit code (统一社会信用代码) of organisations: form and check character.

Source: GB 32100-2015. 18 characters: registering authority, kind, region (6 digits), subject (9)
and check (MOD 31). The letters I, O, S, V and Z are never used. Codes may start with a letter:
village collectives carry N2.
"""

from stdnum.cn import uscc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def first_fault(start: str) -> int | None:
    """The place (from 0) of the first character that no code can have there, or None. Works on
    the beginning of a code as it is typed, in capitals; the check character is not judged."""
    for place, letter in enumerate(start):
        allowed = "0123456789" if 2 <= place < 8 else ALPHABET
        if letter not in allowed or place >= LENGTH:
            return place
    return None


def check_character(first17: str) -> str:
    """The 18th character for 17 characters. Raises ValueError for anything else."""
    if len(first17) != LENGTH - 1 or first_fault(first17) is not None:
        raise ValueError("a unified code starts with 17 characters of its alphabet")
    return str(uscc.calc_check_digit(first17))


def is_right(code: str) -> bool:
    """Whether form and check character fit; lower case counts as capitals."""
    code = code.upper()
    if len(code) != LENGTH or first_fault(code) is not None:
        return False
    return check_character(code[:17]) == code[17]
