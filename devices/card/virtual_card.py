"""A card made of software, for virtual readers (vpcd): it runs demos, training and tests.

Wire format of vpcd: TCP, each message a 16-bit big-endian length and that many octets. One octet
is a control (00 power off, 01 power on, 02 reset, 04 give the ATR; only 04 is answered), more are
a command to the card. An open connection is an inserted card.
"""

import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from operator import xor
from threading import Event

from core.card import IdCard
from core.social_card import SocialSecurityCard
from devices.card.layout import encode_blob
from devices.card.pages import page_answer
from devices.card.virtual_social import VirtualSocialCard

_GIVE_ATR = b"\x04"
_CONNECT_SECONDS = 10.0
# Readers of identity cards give the chip's number and 90 00 as historical bytes.
_CARD_UID = bytes.fromhex("0000000000000000")
_UNKNOWN_CLASS = bytes.fromhex("6E00")
_UNKNOWN_ATR = bytes.fromhex("3B80800101")
_SOCIAL_ATR = bytes.fromhex("3B6500002063CB6800")  # T=0


def atr_of(historical: bytes) -> bytes:
    """A T=1 answer to reset with these historical bytes (ISO/IEC 7816-3): 3B 8n 80 01 … TCK."""
    body = bytes((0x80 | len(historical), 0x80, 0x01)) + historical
    return b"\x3b" + body + bytes((reduce(xor, body),))


@dataclass(frozen=True, slots=True)
class OrderedFault:
    """What goes wrong, at which command: the first is 1, and 0 is never.

    `mute_seconds` is how long the card says nothing before the reader's driver gives up on it.
    """

    pull_at_apdu: int = 0
    mute_at_apdu: int = 0
    mute_seconds: float = 2.0


NO_FAULT = OrderedFault()


class VirtualCard:
    """One card for one virtual slot. `serve` blocks until the card is pulled or the reader is
    gone; `pull` may come from another thread. Raises OSError when no reader listens.

    It carries an identity card or a social-security card of any generation. With nothing inside it
    is a stranger: it answers the reset and knows no command. `muted` is
    set when an ordered silence begins.
    """

    def __init__(
        self,
        host: str,
        port: int,
        card: IdCard | SocialSecurityCard | None = None,
        fault: OrderedFault = NO_FAULT,
    ) -> None:
        self._address = (host, port)
        self._fault = fault
        self.answer_to_reset, self._application = _inside(card)
        self.muted = Event()
        self._link: socket.socket | None = None
        self._pulled = Event()
        self._apdus = 0

    def insert(self) -> None:
        """Put the card into the slot."""
        self._pulled.clear()
        self.muted.clear()
        self._apdus = 0
        self._connect()

    def pull(self) -> None:
        """Take the card out; a card that is out stays out."""
        self._pulled.set()
        link, self._link = self._link, None
        if link is not None:
            _hang_up(link)

    def serve(self) -> None:
        """Answer the reader until the card is pulled or the reader is gone."""
        while (link := self._link) is not None:
            message = _receive(link)
            if message is None:
                self.pull()
            elif message == _GIVE_ATR:
                _send(link, self.answer_to_reset)
            elif len(message) > 1:
                self._answer(link, message)

    def _answer(self, link: socket.socket, command: bytes) -> None:
        self._apdus += 1
        if self._apdus == self._fault.pull_at_apdu:
            self.pull()
        elif self._apdus == self._fault.mute_at_apdu:
            self._stay_mute(link)
        else:
            _send(link, self._application(command))

    def _stay_mute(self, link: socket.socket) -> None:
        """Say nothing, then break the connection as a driver's time-out would, and be back at
        once: the reader never saw the card leave."""
        self.muted.set()
        if self._pulled.wait(self._fault.mute_seconds):
            return
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        link.close()
        self._connect()
        if self._pulled.is_set():
            self.pull()

    def _connect(self) -> None:
        link = socket.create_connection(self._address, _CONNECT_SECONDS)
        link.settimeout(None)
        self._link = link


def _inside(
    card: IdCard | SocialSecurityCard | None,
) -> tuple[bytes, Callable[[bytes], bytes]]:
    """The answer to reset and the application of a card."""
    match card:
        case IdCard():
            blob = encode_blob(card)
            return atr_of(_CARD_UID + b"\x90\x00"), lambda command: page_answer(blob, command)
        case SocialSecurityCard():
            return _SOCIAL_ATR, VirtualSocialCard(card).answer
        case _:
            return _UNKNOWN_ATR, lambda command: _UNKNOWN_CLASS


def _send(link: socket.socket, octets: bytes) -> None:
    try:
        link.sendall(struct.pack(">H", len(octets)) + octets)
    except OSError:
        _hang_up(link)  # pulled meanwhile: the next receive says so


def _receive(link: socket.socket) -> bytes | None:
    """One message, or None when the connection is over."""
    head = _receive_exactly(link, 2)
    if head is None:
        return None
    return _receive_exactly(link, int.from_bytes(head, "big"))


def _receive_exactly(link: socket.socket, length: int) -> bytes | None:
    octets = b""
    try:
        while len(octets) < length:
            part = link.recv(length - len(octets))
            # Without this each command takes 44 ms: vpcd sends length and command apart, and the
            # kernel holds back the second until the first is acknowledged.
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            if not part:
                return None
            octets += part
    except OSError:
        return None
    return octets


def _hang_up(link: socket.socket) -> None:
    with suppress(OSError):  # the other side may have been faster
        link.shutdown(socket.SHUT_RDWR)
    link.close()
