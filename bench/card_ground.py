"""Readers, watches and cards for the figures of the card readers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Thread

from core.card import IdCard
from core.ports import CardNews, CardReader, ReaderState
from devices.card.samv_reader import SamCardReader
from devices.card.virtual_card import VirtualCard
from devices.card.virtual_samv import PtySamReader

_PATIENCE_SECONDS = 30.0


class Watched:
    """A reader that is watched in a thread; its news are waited for."""

    def __init__(self, reader: CardReader) -> None:
        self.reader = reader
        self._news: Queue[CardNews] = Queue()
        self._thread = Thread(target=reader.watch, args=(self._news.put,), name="bench watch")

    def begin(self) -> None:
        """Start the watch."""
        self._thread.start()

    def end(self) -> None:
        """Stop the watch and wait for its thread."""
        self.reader.stop()
        self._thread.join()

    def until(self, state: ReaderState, reader: str = "") -> CardNews:
        """The next news of this state. Raises queue.Empty when there is none for 30 s."""
        while True:
            news = self._news.get(timeout=_PATIENCE_SECONDS)
            if news.state is state and reader in ("", news.reader):
                return news

    def until_all(self, state: ReaderState, readers: set[str]) -> None:
        """Wait until each of these readers has told this state."""
        left = set(readers)
        while left:
            left.discard(self.until(state).reader)


@contextmanager
def watched(reader: CardReader) -> Iterator[Watched]:
    """A reader under watch."""
    watch = Watched(reader)
    watch.begin()
    try:
        yield watch
    finally:
        watch.end()


@contextmanager
def laid(port: int, card: IdCard) -> Iterator[VirtualCard]:
    """A card in a virtual slot."""
    virtual = VirtualCard("127.0.0.1", port, card)
    virtual.insert()
    thread = Thread(target=virtual.serve, name="virtual card")
    thread.start()
    try:
        yield virtual
    finally:
        virtual.pull()
        thread.join()


def serial_cycle(
    wire: PtySamReader, watch: Watched, reader: SamCardReader, card: IdCard
) -> Callable[[], None]:
    """Lay a card, read it when it is told, lift it, and wait until that is told."""

    def cycle() -> None:
        wire.lay(card)
        watch.until(ReaderState.CARD_PRESENT)
        if reader.read(reader.name) != card:
            raise RuntimeError("another card was read")
        wire.lift()
        watch.until(ReaderState.EMPTY)

    return cycle
