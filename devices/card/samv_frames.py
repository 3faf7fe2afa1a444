"""Frames of the SAM_V protocol, which most identity-card readers speak.

A frame is `AA AA AA 96 69`, two octets of length (big endian, of what follows), the body, and one
octet: XOR of length and body. Source: the published SAM_V interface (GA 450, readers' manuals).
"""

from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AAAAAA9669")
HEAD_LENGTH = len(PREAMBLE) + 2
_SHORTEST = 3  # of the length field: two octets and the check
_LONGEST = 4096  # text, photo and two fingerprints are 2,314


def check_of(octets: bytes) -> int:
    """XOR of all octets."""
    return reduce(xor, octets, 0)


def encode_frame(body: bytes) -> bytes:
    """The frame around a body. Raises ValueError for a body that no frame carries."""
    if not _SHORTEST <= len(body) + 1 <= _LONGEST:
        raise ValueError("a body has 2 to 4095 octets")
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes((check_of(counted),))


class FrameParser:
    """Finds frames in what comes, however it was split or joined, and past any noise.

    `damaged` counts preambles whose frame was wrong: an impossible length or a wrong check.
    """

    def __init__(self) -> None:
        self.damaged = 0
        self._waiting = bytearray()

    def feed(self, octets: bytes) -> list[bytes]:
        """Take what came; give the bodies of the frames that are complete now."""
        self._waiting += octets
        bodies = []
        while (body := self._next()) is not None:
            bodies.append(body)
        return bodies

    def give_up(self) -> list[bytes]:
        """Nothing more comes: count a frame that is not complete as damaged, and give those that
        were hidden behind its preamble."""
        bodies: list[bytes] = []
        while len(self._waiting) >= HEAD_LENGTH:
            self._drop_preamble()
            bodies += self.feed(b"")
        return bodies

    def _next(self) -> bytes | None:
        """The next whole frame's body, or None when more must come."""
        while self._begins_with_preamble():
            length = int.from_bytes(self._waiting[len(PREAMBLE) : HEAD_LENGTH], "big")
            end = HEAD_LENGTH + length
            if not _SHORTEST <= length <= _LONGEST:
                self._drop_preamble()
            elif len(self._waiting) < end:
                return None
            elif check_of(bytes(self._waiting[len(PREAMBLE) : end])) != 0:
                self._drop_preamble()
            else:
                body = bytes(self._waiting[HEAD_LENGTH : end - 1])
                del self._waiting[:end]
                return body
        return None

    def _begins_with_preamble(self) -> bool:
        """Drop noise; whether what is left begins with a preamble and a length."""
        at = self._waiting.find(PREAMBLE)
        if at < 0:
            # The last octets may be the beginning of one.
            del self._waiting[: max(len(self._waiting) - len(PREAMBLE) + 1, 0)]
            return False
        del self._waiting[:at]
        return len(self._waiting) >= HEAD_LENGTH

    def _drop_preamble(self) -> None:
        self.damaged += 1
        del self._waiting[:1]
