"""Rows read straight from the pages of a SQLite file, without trusting any page to be whole.

Only the leaves of tables are read (file format, sqlite.org/fileformat2.html, sections 1.6 and 2.1):
each is enough for its own rows, so that damage to the header, to inner pages, to indexes or to the
schema loses nothing by itself. Long rows go on in a chain of overflow pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_LEAF = 0x0D
_USUAL = 4096
Value = int | float | str | bytes | None


@dataclass(frozen=True, slots=True)
class _File:
    octets: bytes
    size: int  # of a page
    usable: int


def records_of(octets: bytes) -> Iterator[tuple[Value, ...]]:
    """Every row of every table that can still be read, in the order of the pages; the same row may
    come twice. A row that is cut or makes no sense is left out."""
    size = int.from_bytes(octets[16:18], "big")
    size = 65536 if size == 1 else size
    if size < 512 or size & (size - 1) or octets[:15] != b"SQLite format 3":
        size = _USUAL
    reserved = octets[20] if len(octets) > 20 and octets[:15] == b"SQLite format 3" else 0
    file = _File(octets, size, size - min(reserved, size - 480))
    for start in range(0, len(octets), size):
        yield from _rows_of_page(file, octets[start : start + size], 100 if start == 0 else 0)


def _rows_of_page(file: _File, page: bytes, head: int) -> Iterator[tuple[Value, ...]]:
    if len(page) < head + 8 or page[head] != _LEAF:
        return
    count = int.from_bytes(page[head + 3 : head + 5], "big")
    for place in range(count):
        pointer = head + 8 + 2 * place
        at = int.from_bytes(page[pointer : pointer + 2], "big")
        try:
            yield _record(_payload(file, page, at))
        except (IndexError, ValueError):
            continue


def _payload(file: _File, page: bytes, at: int) -> bytes:
    """The octets of one row. Raises ValueError or IndexError where a part is missing."""
    length, at = _varint(page, at)
    _, at = _varint(page, at)
    if length > len(file.octets):
        raise ValueError("longer than the file")
    here = _held_here(file.usable, length)
    octets = bytearray(page[at : at + here])
    following = int.from_bytes(page[at + here : at + here + 4], "big") if here < length else 0
    while len(octets) < length:
        start = (following - 1) * file.size
        piece = file.octets[start : start + file.usable] if following > 0 else b""
        if len(piece) < 5:
            raise ValueError("the chain is cut")
        following = int.from_bytes(piece[:4], "big")
        octets += piece[4 : 4 + length - len(octets)]
    if len(octets) != length:
        raise ValueError("a row is cut")
    return bytes(octets)


def _held_here(usable: int, length: int) -> int:
    """How much of a row lies in the leaf itself (section 1.6)."""
    most = usable - 35
    if length <= most:
        return length
    least = (usable - 12) * 32 // 255 - 23
    held = least + (length - least) % (usable - 4)
    return held if held <= most else least


def _record(payload: bytes) -> tuple[Value, ...]:
    head, at = _varint(payload, 0)
    if head > len(payload):
        raise ValueError("no row")
    kinds = []
    while at < head:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Value] = []
    at = head
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind in (10, 11):
        raise ValueError("not used")
    size = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8}.get(kind, (kind - 12) // 2)
    octets = payload[at : at + size]
    if len(octets) < size:
        raise ValueError("a value is cut")
    if kind < 7:
        return int.from_bytes(octets, "big", signed=True), at + size
    if kind == 7:
        return octets, at + size  # a real: none of our tables has one
    return (octets if kind % 2 == 0 else octets.decode()), at + size


def _varint(octets: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(8):
        octet = octets[at + place]
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            return value, at + place + 1
    return value << 8 | octets[at + 8], at + 9
