"""A slip laid out in the columns of 80 mm paper, the same for the printer and for its picture."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from core.payable_form import asks_for_money
from core.ports import Line, Slip

COLUMNS = 48  # half-width columns of 12 dots: 576 dots on 72 mm
NEVER_FIRST = "，。、；：？！”’）》】」』…—·,.;:?!)%"
NEVER_LAST = "“‘（《【「『("


@dataclass(frozen=True, slots=True)
class Row:
    """One row of paper. `kind`: text, rule, qr, feed. `large` is twice as wide and high."""

    text: str = ""
    kind: str = "text"
    bold: bool = False
    large: bool = False
    centred: bool = False

    @property
    def is_rare(self) -> bool:
        """Does it hold a character that the printer's own Chinese font has not?"""
        return any(width_of(char) == 2 and _octets(char) != 2 for char in self.text)


def width_of(char: str) -> int:
    """Columns of a character as GB18030 printers count them: ASCII 1, everything else 2."""
    return 1 if char.isascii() else 2


def columns_of(text: str) -> int:
    """Columns of a text."""
    return sum(width_of(char) for char in text)


def lay_out(slip: Slip) -> list[Row]:
    """All rows of a slip, each at most COLUMNS wide, or half of that when large."""
    return [row for line in slip.lines for row in _rows(line)]


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into rows. Numbers and Latin words stay whole where they fit, and no row begins
    or ends with punctuation that belongs to its neighbour."""
    rows, row = [], ""
    for part in _parts(text, columns):
        if row and columns_of(row) + columns_of(part) > columns:
            rows.append(row.rstrip())
            row = part.lstrip()
        else:
            row += part
    rows.append(row.rstrip())
    return rows


def _rows(line: Line) -> Iterator[Row]:
    text = _printable(line.text)
    match line.kind:
        case "rule":
            yield Row("-" * COLUMNS, kind="rule")
        case "feed":
            yield Row(kind="feed")
        case "qr":
            if asks_for_money(line.text):
                raise ValueError("a payable text comes from the city only")
            yield Row(line.text, kind="qr", centred=True)
        case "title":
            for row in wrap(text, COLUMNS // 2):
                yield Row(row, bold=True, large=True, centred=True)
        case "pair":
            for row in _pair(text, _printable(line.right)):
                yield Row(row, bold=line.bold)
        case "small":
            # Chinese printers have no smaller Chinese font: small means a caption or a foot line.
            rows = wrap(text, COLUMNS)
            for row in rows:
                yield Row(row, centred=len(rows) == 1)
        case _:
            for row in wrap(text, COLUMNS):
                yield Row(row, bold=line.bold)


def _pair(left: str, right: str) -> Iterator[str]:
    gap = COLUMNS - columns_of(left) - columns_of(right)
    if gap >= 1:
        yield left + " " * gap + right
        return
    yield from wrap(left, COLUMNS)
    rows = wrap(right, COLUMNS - 4)
    for row in rows:
        indent = COLUMNS - columns_of(row) if len(rows) == 1 else 4
        yield " " * indent + row


def _parts(text: str, columns: int) -> Iterator[str]:
    """Pieces that must not be broken: words, and characters with their punctuation."""
    piece = ""
    for char in text:
        joins = piece and (
            char in NEVER_FIRST
            or piece[-1] in NEVER_LAST
            or (_is_wordlike(char) and _is_wordlike(piece[-1]))
        )
        if piece and not (joins and columns_of(piece + char) <= columns):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _is_wordlike(char: str) -> bool:
    return char.isascii() and not char.isspace()


def _printable(text: str) -> str:
    """Without control characters: an ESC inside a text would command the printer."""
    return "".join(char for char in text if unicodedata.category(char) not in {"Cc", "Cf", "Cs"})


def _octets(char: str) -> int:
    return len(char.encode("gb18030"))
