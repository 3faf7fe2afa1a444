"""The local receipt number (临时编号) that stands until the city gives its official number.

Form: `CD0128-261122-100037-K`: terminal, yymmdd, one epoch digit with five digits of sequence, and
one check character (ISO 7064 MOD 37,36 over the characters without dashes). It is unique by
terminal, epoch and sequence; the date is a label. The sequence never starts again within an epoch.

What the check character catches: every single wrong character, and every swap of two neighbours
but one pair of values per place (1 swap in 630 of letters and digits, 1 in 180 of two digits).
MOD 37,36 is blind to that pair; `is_right` cannot tell such a swap.
"""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.iso7064 import mod_37_36

_FORM = re.compile(r"([A-Z]{2}[0-9]{4})([0-9]{6})([1-9])([0-9]{5})([0-9A-Z])")
_TERMINAL = re.compile(r"[A-Z]{2}[0-9]{4}")


@dataclass(frozen=True, slots=True)
class ReceiptParts:
    """What a receipt number says."""

    terminal: str
    day: date
    epoch: int
    seq: int


def make(terminal: str, epoch: int, seq: int, day: date) -> str:
    """The number of one receipt. Raises ValueError for a terminal that is not two capital letters
    and four digits, an epoch outside 1–9, a seq outside 1–99999 or a year outside 2000–2099."""
    if not _TERMINAL.fullmatch(terminal):
        raise ValueError("a terminal code is two capital letters and four digits")
    if not (1 <= epoch <= 9 and 1 <= seq <= 99999 and 2000 <= day.year <= 2099):
        raise ValueError("epoch 1–9, seq 1–99999 and a day of this century make a receipt number")
    label, count = day.strftime("%y%m%d"), f"{epoch}{seq:05d}"
    check = mod_37_36.calc_check_digit(terminal + label + count)
    return f"{terminal}-{label}-{count}-{check}"


def is_right(number: str) -> bool:
    """Whether form, date and check character fit; dashes, spaces and lower case do not matter."""
    return _read(number) is not None


def parts(number: str) -> ReceiptParts:
    """What the number says. Raises ValueError where it is not right."""
    read = _read(number)
    if read is None:
        raise ValueError("not a receipt number")
    return read


def written(number: str) -> str:
    """The number as it stands on paper, however it was typed. Raises ValueError where it is not
    right."""
    parts(number)
    plain = _compact(number)
    return "-".join((plain[:6], plain[6:12], plain[12:18], plain[18:]))


def _compact(number: str) -> str:
    return re.sub(r"[-\s]", "", number).upper()


def _read(number: str) -> ReceiptParts | None:
    compact = _compact(number)
    form = _FORM.fullmatch(compact)
    if form is None or not mod_37_36.is_valid(compact):
        return None
    terminal, label, epoch, seq, _ = form.groups()
    try:
        day = date(2000 + int(label[:2]), int(label[2:4]), int(label[4:]))
    except ValueError:
        return None
    return ReceiptParts(terminal, day, int(epoch), int(seq)) if int(seq) else None
