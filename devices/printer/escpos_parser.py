"""ESC/POS bytes taken apart as a printer takes them: what is obeyed at once, then one by one."""

import re
from dataclasses import dataclass

AT_ONCE = re.compile(rb"\x10\x04[\x01-\x04]|\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")
# Commands of a fixed length: name by first octets, with how many octets of settings follow.
_FIXED: dict[bytes, tuple[str, int]] = {
    b"\x1b@": ("init", 0),
    b"\x1b2": ("line spacing", 0),
    b"\x1bE": ("bold", 1),
    b"\x1ba": ("align", 1),
    b"\x1bd": ("feed", 1),
    b"\x1c&": ("chinese", 0),
    b"\x1c!": ("chinese size", 1),
    b"\x1d!": ("size", 1),
    b"\x1da": ("status by itself", 1),
    b"\x1dr": ("report", 1),
}
_QR, _RASTER, _CUT = b"\x1d(k", b"\x1dv0", b"\x1dV"
_CUTS_WITH_FEED = frozenset({65, 66})


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name and what it carries. `text` carries GB18030 octets, `raster` its size
    before the pixels, `strange` an octet that no printer knows."""

    name: str
    body: bytes = b""


def take_orders_at_once(octets: bytes) -> tuple[list[bytes], bytes]:
    """The real-time commands, wherever they stand, and the rest. One that is cut in two by the way
    is not known: whoever sends it sends it whole."""
    return AT_ONCE.findall(octets), AT_ONCE.sub(b"", octets)


def next_command(octets: bytes) -> tuple[Command, int] | None:
    """The first command and how many octets it took; None while it is not there whole."""
    if not octets:
        return None
    if octets[0] == 0x0A:
        return Command("line"), 1
    if octets[0] >= 0x20:
        end = next((at for at, octet in enumerate(octets) if octet < 0x20), len(octets))
        return Command("text", octets[:end]), end
    for start, (name, more) in _FIXED.items():
        if octets.startswith(start):
            return _of(octets, name, len(start), len(start) + more)
    for start, length in ((_QR, _qr_length), (_RASTER, _raster_length), (_CUT, _cut_length)):
        if octets.startswith(start):
            return length(octets)
        if start.startswith(octets):
            return None
    if any(start.startswith(octets) for start in _FIXED):
        return None
    return Command("strange", octets[:1]), 1


def _of(octets: bytes, name: str, start: int, end: int) -> tuple[Command, int] | None:
    return (Command(name, octets[start:end]), end) if len(octets) >= end else None


def _qr_length(octets: bytes) -> tuple[Command, int] | None:
    if len(octets) < 5:
        return None
    return _of(octets, "qr", 5, 5 + int.from_bytes(octets[3:5], "little"))


def _raster_length(octets: bytes) -> tuple[Command, int] | None:
    if len(octets) < 8:
        return None
    width, height = (int.from_bytes(octets[at : at + 2], "little") for at in (4, 6))
    return _of(octets, "raster", 4, 8 + width * height)


def _cut_length(octets: bytes) -> tuple[Command, int] | None:
    if len(octets) < 3:
        return None
    return _of(octets, "cut", 2, 4 if octets[2] in _CUTS_WITH_FEED else 3)
