"""Real parts that tests of several floors start: the PC/SC service with its virtual readers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

from core.card import IdCard
from core.ports import CardNews, CardReader, ReaderState
from core.social_card import SocialSecurityCard
from devices.card.pcscd_rig import PcscdRig
from devices.card.virtual_card import NO_FAULT, OrderedFault, VirtualCard

DEADLINE_SECONDS = 30.0


@pytest.fixture
def pcscd_rig(tmp_path: Path) -> Iterator[PcscdRig]:
    """A PC/SC service of its own for one test; starting takes about 30 ms. Other processes wait
    for it, so that tests may run in parallel."""
    with PcscdRig(tmp_path / "pcscd") as rig:
        yield rig


class Watcher:
    """Lets a reader watch in a thread and keeps its news in order."""

    def __init__(self, reader: CardReader) -> None:
        self.reader = reader
        self.told: list[CardNews] = []
        self._news: Queue[CardNews] = Queue()
        self.thread = Thread(target=reader.watch, args=(self._news.put,), name="watcher")

    def next(self) -> CardNews:
        """The next news, waited for."""
        news = self._news.get(timeout=DEADLINE_SECONDS)
        self.told.append(news)
        return news

    def until(self, is_it: Callable[[CardNews], bool]) -> CardNews:
        """The next news of which this is true."""
        while True:
            news = self.next()
            if is_it(news):
                return news

    def until_state(self, state: ReaderState, reader: str = "") -> CardNews:
        """The next news of this state, of one reader or any."""
        return self.until(lambda n: n.state is state and reader in ("", n.reader))

    def rest(self) -> list[CardNews]:
        """What was told and not yet taken, without waiting."""
        while not self._news.empty():
            self.next()
        return self.told


@contextmanager
def watching(reader: CardReader) -> Iterator[Watcher]:
    """A watching reader that has left when the block ends."""
    watcher = Watcher(reader)
    watcher.thread.start()
    try:
        yield watcher
    finally:
        reader.stop()
        watcher.thread.join(DEADLINE_SECONDS)
        assert not watcher.thread.is_alive()


@contextmanager
def inserted(
    port: int, card: IdCard | SocialSecurityCard | None, fault: OrderedFault = NO_FAULT
) -> Iterator[VirtualCard]:
    """A virtual card in a slot, pulled when the block ends if it was not before."""
    virtual = VirtualCard("127.0.0.1", port, card, fault)
    virtual.insert()
    thread = Thread(target=virtual.serve, name="virtual card")
    thread.start()
    try:
        yield virtual
    finally:
        virtual.pull()
        thread.join(DEADLINE_SECONDS)
        assert not thread.is_alive()
