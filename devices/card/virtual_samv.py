"""A SAM_V reader made of software, on a pseudo terminal: for training, demos and tests.

It answers as the published interface says: a card is found once and must be lifted and laid again
after a read that failed. Octets leave at the speed of the wire it plays, because a pseudo terminal
has none. Its time on the wire is honest; the time that a real security module takes is not played.
"""

import fcntl
import os
import select
import time
import tty
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Event, Lock, Thread
from types import MappingProxyType, TracebackType
from typing import Self

from core.card import IdCard
from devices.card.layout import encode_address, encode_blob
from devices.card.samv import EMPTY_ITEM, FOUND, NO_CARD, OK
from devices.card.samv_frames import FrameParser, encode_frame

_BITS_PER_OCTET = 10  # 8N1
_BURST = 64  # octets that are sent at once
_SAM_ID = bytes.fromhex("05000100 09B83201 05BE1200 ADC5B111")
_NOISE = bytes.fromhex("00FFAAAAAA96690008AAAA55")


class SamFault(StrEnum):
    """What goes wrong, until another fault is ordered; `PULL` happens once."""

    NONE = ""
    PULL = "pull"  # the card leaves while it is read
    MUTE = "mute"  # the reader says nothing
    CHECKSUM = "checksum"  # every answer is damaged
    ONE_CHECKSUM = "one_checksum"  # the next answer is damaged
    UNAUTHORISED = "unauthorised"  # the security module is not authorised
    NOISE = "noise"  # octets of nobody around every answer
    HALF = "half"  # every answer breaks off
    UNKNOWN = "unknown"  # the card is of a kind that the reader does not know
    UNVERIFIED = "unverified"  # what is on the card does not verify


_REFUSALS: Mapping[SamFault, int] = MappingProxyType(
    {SamFault.UNKNOWN: 0x40, SamFault.UNVERIFIED: 0x33}
)


@dataclass
class VirtualSam:
    """What a reader answers to the body of a frame; no wire.

    The card leaves at the `pull_at`-th command that is for it, counted from the order (0: never).
    `sends_prints` plays a reader that gives fingerprints unasked, as some do.
    """

    fault: SamFault = SamFault.NONE
    pull_at: int = 0
    sends_prints: bool = False
    knows_address: bool = True
    _card: IdCard | None = None
    _is_fresh: bool = False  # laid and not yet found
    _is_selected: bool = False

    def lay(self, card: IdCard) -> None:
        """Put a card on the reader, in place of any."""
        self._card, self._is_fresh, self._is_selected = card, True, False

    def lift(self) -> None:
        """Take it away."""
        self._card, self._is_fresh, self._is_selected = None, False, False

    def answer(self, body: bytes) -> bytes:
        """The body of the answer to the body of a request."""
        if self.fault is SamFault.UNAUTHORISED:
            return _status(0x66)
        if self.pull_at and body[:1] in (b"\x20", b"\x30"):
            self.pull_at -= 1
            if not self.pull_at:
                self.lift()
        match body:
            case b"\x10\xff" | b"\x11\xff":
                return _status(OK)
            case b"\x12\xff":
                return _status(OK) + _SAM_ID
            case b"\x20\x01":
                return self._find()
            case b"\x20\x02":
                return self._select()
            case b"\x30\x01":
                return self._read()
            case b"\x30\x03" if self.knows_address:
                return self._address()
            case _:
                return _status(0x21)

    def _find(self) -> bytes:
        if self._card is None or not self._is_fresh:
            return _status(NO_CARD)
        self._is_fresh = False
        return _status(FOUND) + bytes(4)

    def _select(self) -> bytes:
        if self._card is None or self._is_selected:
            return _status(0x81)
        self._is_selected = True
        return _status(OK) + bytes(8)

    def _read(self) -> bytes:
        if self.fault is SamFault.PULL:
            self.lift()
            self.fault = SamFault.NONE
        if self._card is None or not self._is_selected:
            self._is_selected = False
            return _status(0x41)
        if self.fault in _REFUSALS:
            return _status(_REFUSALS[self.fault])
        blob = encode_blob(self._card)
        if self.sends_prints:
            blob = blob[:4] + (1024).to_bytes(2, "big") + blob[4:] + b"C" * 1024
        return _status(OK) + blob

    def _address(self) -> bytes:
        if self._card is None or not self._is_selected:
            return _status(0x41)
        if not self._card.appended_address:
            return _status(EMPTY_ITEM)
        return _status(OK) + encode_address(self._card.appended_address)


class PtySamReader:
    """A VirtualSam behind a serial port at `path`, a link to a pseudo terminal.

    A context manager; `plug` and `unplug` make the port appear and vanish within it.
    """

    def __init__(self, path: Path, rate: int = 115200) -> None:
        self.sam = VirtualSam()
        self.path = path
        self._seconds_per_octet = _BITS_PER_OCTET / rate
        self._guard = Lock()
        self._ended = Event()
        self._thread: Thread | None = None
        self._ends: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        self.plug()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.unplug()

    def plug(self) -> None:
        """Make the port appear."""
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        self._ends = ours, theirs
        self._ended.clear()
        beside = self.path.with_name(f".{self.path.name}.new")
        beside.unlink(missing_ok=True)
        beside.symlink_to(os.ttyname(theirs))
        os.replace(beside, self.path)
        self._thread = Thread(target=self._serve, args=(ours,), name="virtual SAM_V")
        self._thread.start()

    def unplug(self) -> None:
        """Make it vanish; an open port of the other side is dead afterwards."""
        self._ended.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join()
        ends, self._ends = self._ends, None
        for end in ends or ():
            os.close(end)
        self.path.unlink(missing_ok=True)

    def lay(self, card: IdCard) -> None:
        """Put a card on the reader."""
        with self._guard:
            self.sam.lay(card)

    def lift(self) -> None:
        """Take it away."""
        with self._guard:
            self.sam.lift()

    def order(self, fault: SamFault) -> None:
        """What goes wrong from now on."""
        with self._guard:
            self.sam.fault = fault

    def occupy(self) -> int:
        """Hold the port as another program would; close the descriptor to let go of it."""
        port = os.open(self.path, os.O_RDWR | os.O_NOCTTY)
        fcntl.flock(port, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return port

    def _serve(self, ours: int) -> None:
        parser = FrameParser()
        while not self._ended.is_set():
            if not select.select([ours], [], [], 0.02)[0]:
                continue
            with suppress(OSError):  # the other side closed its port
                for body in parser.feed(os.read(ours, 4096)):
                    with self._guard:
                        octets = self._spoilt(encode_frame(self.sam.answer(body)))
                    self._send(ours, octets)

    def _spoilt(self, frame: bytes) -> bytes:
        match self.sam.fault:
            case SamFault.MUTE:
                return b""
            case SamFault.CHECKSUM:
                return frame[:-1] + bytes((frame[-1] ^ 0x5A,))
            case SamFault.ONE_CHECKSUM:
                self.sam.fault = SamFault.NONE
                return frame[:-1] + bytes((frame[-1] ^ 0x5A,))
            case SamFault.NOISE:
                return b"\x00\xff\xaa" + _NOISE[:3] + frame + _NOISE
            case SamFault.HALF:
                return frame[: len(frame) // 2]
            case _:
                return frame

    def _send(self, ours: int, octets: bytes) -> None:
        """Each burst is there when its last octet would have come over the wire."""
        due = time.monotonic()
        for start in range(0, len(octets), _BURST):
            burst = octets[start : start + _BURST]
            due += len(burst) * self._seconds_per_octet
            if self._ended.wait(max(due - time.monotonic(), 0)):
                return
            os.write(ours, burst)


def _status(third: int) -> bytes:
    return bytes((0, 0, third))
