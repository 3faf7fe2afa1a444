"""The commands of SAM_V, what their answers mean, and one exchange over any link.

Fingerprints are never asked for: there is no command for them here.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Protocol

from core.errors import CardError, Code
from devices.card.samv_frames import FrameParser, encode_frame

OK, FOUND, NO_CARD, EMPTY_ITEM = 0x90, 0x9F, 0x80, 0x91
UNKNOWN_COMMAND = (0x21, 0x23, 0x24)
_REQUEST_DAMAGED = (0x10, 0x11)
_TRIES = 2
_QUIET_SECONDS = 0.2  # after damage, for which the next try need not wait longer


class Command(Enum):
    """Command and parameter; seconds until an answer is given up; whether asking twice is the
    same as asking once, so that a damaged answer may be asked for again."""

    STATUS = (0x11FF, 0.6, True)
    SAM_ID = (0x12FF, 0.6, True)
    FIND = (0x2001, 1.0, False)
    SELECT = (0x2002, 1.0, False)
    READ = (0x3001, 4.0, True)  # at 9,600 baud 1.35 s on the wire
    APPENDED_ADDRESS = (0x3003, 1.5, True)

    @property
    def body(self) -> bytes:
        return self.value[0].to_bytes(2, "big")

    @property
    def patience(self) -> float:
        return self.value[1]

    @property
    def is_repeatable(self) -> bool:
        return self.value[2]


# SW1 and SW2 are zero or arbitrary; only SW3 counts.
CODES: Mapping[int, Code] = MappingProxyType(
    {
        0x31: Code.CARD_NOT_VERIFIED,  # the card refused the security module
        0x32: Code.CARD_NOT_VERIFIED,  # the security module refused the card
        0x33: Code.CARD_NOT_VERIFIED,  # what is on it does not verify
        0x40: Code.CARD_UNKNOWN,
        0x41: Code.CARD_PULLED,  # reading broke off
        0x47: Code.CARD_MUTE,
        0x60: Code.SAM_REFUSES,  # self-test failed
        0x66: Code.SAM_REFUSES,  # not authorised
        NO_CARD: Code.CARD_PULLED,
        0x81: Code.CARD_MUTE,  # found and not selectable
        EMPTY_ITEM: Code.CARD_CONTENT_WRONG,
    }
)


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """SW3 and what came behind it."""

    status: int
    octets: bytes = b""

    def __repr__(self) -> str:
        return f"Answer({self.status:02X}, {len(self.octets)} octets)"


class SamLink(Protocol):
    """Octets to and from one reader. Every method raises CardError when the reader is gone."""

    def send(self, frame: bytes) -> None:
        """Drop what waits unread, then send one frame."""
        ...

    def receive(self, patience: float) -> bytes:
        """What has come, or comes within so many seconds; empty when nothing does."""
        ...

    def cancel(self) -> None:
        """Wake a blocked `receive`; may come from any thread."""
        ...

    def close(self) -> None:
        """Let go of the port; a second time does nothing."""
        ...


class SamPort(Protocol):
    """Where a reader is attached. `name` tells it from others."""

    @property
    def name(self) -> str: ...
    def open(self) -> SamLink:
        """Raises CardError: READER_ABSENT, READER_BUSY or READER_DENIED."""
        ...


def ask(link: SamLink, command: Command) -> Answer:
    """One command and its answer, whatever its status. A damaged exchange is tried once more,
    where that changes nothing. Raises CardError(READER_MUTE) when no answer comes."""
    tries = _TRIES if command.is_repeatable else 1
    for _ in range(tries):
        link.send(encode_frame(command.body))
        answer = _await(link, command.patience)
        if answer is not None and answer.status not in _REQUEST_DAMAGED:
            return answer
    raise CardError(Code.READER_MUTE, f"no answer to {command.name.lower()}")


def must(answer: Answer, status: int = OK) -> bytes:
    """What an answer brought. Raises CardError for any other status than this one."""
    if answer.status != status:
        code = CODES.get(answer.status, Code.READER_MUTE)
        raise CardError(code, f"SW3 {answer.status:02X}")
    return answer.octets


def sam_id(link: SamLink) -> str:
    """The number of the reader's security module as it stands on its label.

    Raises CardError."""
    octets = must(ask(link, Command.SAM_ID))
    if len(octets) < 16:
        raise CardError(Code.READER_MUTE, "short SAM id")
    low = [int.from_bytes(octets[a:b], "little") for a, b in ((0, 2), (2, 4), (4, 8), (8, 12))]
    last = int.from_bytes(octets[12:16], "little")
    return f"{low[0]:02}.{low[1]:02}-{low[2]:08}-{low[3]:010}-{last:010}"


def _await(link: SamLink, patience: float) -> Answer | None:
    """The first whole answer, or None when the time is over or what came was damaged."""
    parser = FrameParser()
    deadline = time.monotonic() + patience
    bodies: list[bytes] = []
    while not bodies:
        left = deadline - time.monotonic()
        if parser.damaged:
            left = min(left, _QUIET_SECONDS)
        came = link.receive(left) if left > 0 else b""
        if not came:
            bodies = parser.give_up()
            break
        bodies = parser.feed(came)
    answers = [body for body in bodies if len(body) >= 3]
    return Answer(answers[0][2], answers[0][3:]) if answers else None
