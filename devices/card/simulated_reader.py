"""A reader made of a folder: a file card.json in it is an inserted card.

The file holds a training citizen by name, or a whole synthetic card, and may order a fault:

    {"training": "zhangsan"}
    {"training": "lisi", "fault": "pulled"}
    {"card": {"kind": "citizen", "name": "测试孙七", …}}
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from threading import Event
from types import MappingProxyType

import msgspec

from core.card import IdCard
from core.errors import CardError, Code
from core.ports import CardNews, ReaderState
from devices.card.layout import decode_blob, encode_blob
from devices.card.training_cards import training_card
from devices.simulator_orders import order_file, take_back, write_order

READER_NAME = "Simulated reader"
_LOOK_SECONDS = 0.05


class CardFault(StrEnum):
    """What goes wrong when the card is read."""

    NONE = ""
    PULLED = "pulled"  # and the card is out afterwards
    MUTE = "mute"
    UNKNOWN = "unknown"
    CONTENT_WRONG = "content_wrong"
    BUSY = "busy"


_CODES: Mapping[CardFault, Code] = MappingProxyType(
    {
        CardFault.PULLED: Code.CARD_PULLED,
        CardFault.MUTE: Code.CARD_MUTE,
        CardFault.UNKNOWN: Code.CARD_UNKNOWN,
        CardFault.CONTENT_WRONG: Code.CARD_CONTENT_WRONG,
        CardFault.BUSY: Code.READER_BUSY,
    }
)


class _CardFile(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    card: IdCard | None = None
    training: str = ""
    fault: CardFault = CardFault.NONE


def insert_card(
    folder: Path, card: IdCard, fault: CardFault = CardFault.NONE, number: int = 1
) -> None:
    """Put a synthetic card into a reader, whole at once; the folder is made when missing."""
    write_order(folder, orders_of(number), _CardFile(card=card, fault=fault))


def remove_card(folder: Path, number: int = 1) -> None:
    """Take the card out; nothing happens when there is none."""
    take_back(folder, orders_of(number))


def orders_of(number: int) -> str:
    """The stem of the order file of the first, second … simulated reader: card, card2 …"""
    return "card" if number == 1 else f"card{number}"


def ordered_card(folder: Path, number: int = 1) -> tuple[IdCard, CardFault]:
    """The card that is ordered and what goes wrong with it. Raises CardError where there is none,
    or a damaged one."""
    try:
        octets = order_file(folder, orders_of(number)).read_bytes()
    except OSError:
        raise CardError(Code.CARD_PULLED, "no card file") from None
    file = _parse(octets)
    return _card_of(file), file.fault


class SimulatedCardReader:
    """CardReader over a folder. Without the folder there is no reader. A stopped reader stays
    stopped, and `stop` does not wait: `watch` leaves within its next look. `number` tells several
    of one folder apart."""

    def __init__(self, folder: Path, number: int = 1) -> None:
        self._folder = folder
        self._number = number
        self._file = order_file(folder, orders_of(number))
        self._name = READER_NAME if number == 1 else f"{READER_NAME} {number}"
        self._stopping = Event()

    def watch(self, tell: Callable[[CardNews], None]) -> None:
        """Look at the folder twenty times a second and tell every change until `stop`."""
        before: tuple[ReaderState, tuple[int, int] | None] | None = None
        swap = 0
        while not self._stopping.is_set():
            state, mark = now = self._look()
            if now != before:
                swap += mark is not None
                tell(_news(state, self._name, swap))
                before = now
            self._stopping.wait(_LOOK_SECONDS)

    def stop(self) -> None:
        """End `watch`; may be called from any thread and more than once."""
        self._stopping.set()

    def read(self, reader: str) -> IdCard:
        """Read the card in the folder, through the bytes of a real card. Raises CardError."""
        if reader != self._name or not self._folder.is_dir():
            raise CardError(Code.READER_ABSENT, "no such simulated reader")
        try:
            octets = self._file.read_bytes()
        except OSError:
            raise CardError(Code.CARD_PULLED, "no card file") from None
        file = _parse(octets)
        if file.fault is CardFault.PULLED:
            remove_card(self._folder, self._number)
        if file.fault is not CardFault.NONE:
            raise CardError(_CODES[file.fault], "ordered fault")
        return _card_of(file)

    def _look(self) -> tuple[ReaderState, tuple[int, int] | None]:
        """State, and what tells this card file from the next: its inode and time of change."""
        try:
            found = self._file.stat()
        except OSError:
            there = self._folder.is_dir()
            return (ReaderState.EMPTY if there else ReaderState.NO_READER), None
        return ReaderState.CARD_PRESENT, (found.st_ino, found.st_mtime_ns)


def _news(state: ReaderState, name: str, swap: int) -> CardNews:
    if state is ReaderState.NO_READER:
        return CardNews(state, code=Code.READER_ABSENT)
    return CardNews(state, name, swap)


def _parse(octets: bytes) -> _CardFile:
    try:
        return msgspec.json.decode(octets, type=_CardFile)
    except msgspec.MsgspecError:
        raise CardError(Code.CARD_CONTENT_WRONG, "card file is damaged") from None


def _card_of(file: _CardFile) -> IdCard:
    try:
        card = file.card if file.card is not None else training_card(file.training)
        return decode_blob(encode_blob(card))
    except (KeyError, ValueError):
        raise CardError(Code.CARD_CONTENT_WRONG, "card file holds no card") from None
