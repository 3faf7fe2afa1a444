"""Cuts the octets of a serial scanner into scans, however they arrive."""

from dataclasses import dataclass

LONGEST = 8192  # octets; longer is noise and is dropped to its end


@dataclass(frozen=True, slots=True)
class FrameRule:
    """How a scanner frames a scan. `ends` end it, any of them; without one, a pause ends it
    (`quiet`). `prefix` and `suffix` are taken off; a scan without them is not ours and is
    dropped."""

    prefix: bytes = b""
    suffix: bytes = b""
    ends: tuple[bytes, ...] = (b"\r", b"\n")


class ScanFrames:
    """Take octets, give scans. Keeps only what has no end yet."""

    def __init__(self, rule: FrameRule) -> None:
        self._rule = rule
        self._open = bytearray()
        self._is_too_long = False

    def take(self, octets: bytes) -> list[bytes]:
        """The scans that these octets complete."""
        found = []
        self._open += octets
        while (end := self._next_end()) is not None:
            place, length = end
            piece = bytes(self._open[:place])
            del self._open[: place + length]
            found += self._closed(piece)
        if len(self._open) > LONGEST:
            self._open.clear()
            self._is_too_long = True
        return found

    def quiet(self) -> list[bytes]:
        """Nothing came for a while. Where a pause ends a scan, that scan; where an end should have
        come, what is open was torn and is dropped."""
        piece = bytes(self._open)
        self._open.clear()
        if self._rule.ends:
            self._is_too_long = False
            return []
        return self._closed(piece)

    def _next_end(self) -> tuple[int, int] | None:
        places = [(self._open.find(end), len(end)) for end in self._rule.ends]
        return min((one for one in places if one[0] >= 0), default=None)

    def _closed(self, piece: bytes) -> list[bytes]:
        too_long, self._is_too_long = self._is_too_long, False
        prefix, suffix = self._rule.prefix, self._rule.suffix
        framed = piece.startswith(prefix) and piece.endswith(suffix)
        inside = piece[len(prefix) : len(piece) - len(suffix)]
        if too_long or not framed or not inside:
            return []
        return [inside]
