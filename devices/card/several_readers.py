"""Several card readers as one: behind PC/SC, on serial ports and on USB, all at once."""

from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Event, Thread, get_ident

from core.card import IdCard
from core.errors import CardError, Code
from core.ports import CardNews, CardReader, ReaderState

_LOST = (ReaderState.NO_READER, ReaderState.SERVICE_DOWN)


class SeveralReaders:
    """A CardReader over others. `watch` gives each of them a thread; news come one by one.

    A reader that fails while others work is told as NO_READER with its name. Only when the last
    one fails is it told without a name, with its own state and code.
    """

    def __init__(self, readers: Sequence[CardReader]) -> None:
        self._readers = tuple(readers)
        self._book = _Book(len(self._readers))
        self._heard: SimpleQueue[tuple[int, CardNews] | None] = SimpleQueue()
        self._stopping = Event()
        self._left = Event()
        self._left.set()
        self._watcher: int | None = None

    def watch(self, tell: Callable[[CardNews], None]) -> None:
        """Tell every change of any reader until `stop`."""
        if self._stopping.is_set():
            return
        self._left.clear()
        self._watcher = get_ident()
        threads = [
            Thread(target=reader.watch, args=(self._ear(at),), name=f"cards {at}")
            for at, reader in enumerate(self._readers)
        ]
        try:
            for thread in threads:
                thread.start()
            while (heard := self._heard.get()) is not None and not self._stopping.is_set():
                for news in self._book.see(*heard):
                    tell(news)
        finally:
            for reader in self._readers:
                reader.stop()
            for thread in threads:
                thread.join()
            self._watcher = None
            self._left.set()

    def stop(self) -> None:
        """End `watch` and wait until it has left. From the watching thread itself, only ask."""
        self._stopping.set()
        self._heard.put(None)
        if self._watcher == get_ident():
            return
        for reader in self._readers:
            reader.stop()
        self._left.wait()

    def read(self, reader: str) -> IdCard:
        """Read the card in the reader of this name, as it was told. Raises CardError."""
        owner = self._book.owner_of(reader)
        if owner is None:
            raise CardError(Code.READER_ABSENT, "no such reader")
        return self._readers[owner[0]].read(owner[1])

    def _ear(self, at: int) -> Callable[[CardNews], None]:
        return lambda news: self._heard.put((at, news))


class _Book:
    """Who has which reader, and what is told when one of them changes."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._names: dict[str, tuple[int, str]] = {}
        self._lost: dict[int, CardNews] = {}
        self._none_told = False

    def owner_of(self, shown: str) -> tuple[int, str] | None:
        """Place of the reader and the name that it has there."""
        return self._names.get(shown)

    def see(self, at: int, news: CardNews) -> list[CardNews]:
        """What is told of one reader's news."""
        if not news.reader and news.state in _LOST:
            return self._lose(at, news)
        self._lost.pop(at, None)
        self._none_told = False
        shown = self._shown(at, news.reader)
        self._names = {**self._names, shown: (at, news.reader)}
        # Visits of different readers never share a number.
        swap = news.swap * self._count + at if news.swap else 0
        return [CardNews(news.state, shown, swap, news.code)]

    def _lose(self, at: int, news: CardNews) -> list[CardNews]:
        """One reader is away whole, with all names that it had."""
        self._lost[at] = news
        gone = [shown for shown, (owner, _) in self._names.items() if owner == at]
        self._names = {shown: who for shown, who in self._names.items() if shown not in gone}
        if len(self._lost) < self._count:
            return [CardNews(ReaderState.NO_READER, shown, code=news.code) for shown in gone]
        if self._none_told:
            return []
        self._none_told = True
        return [CardNews(news.state, code=news.code)]

    def _shown(self, at: int, name: str) -> str:
        """The reader's own name, unless another reader has it already."""
        owner = self._names.get(name)
        return name if owner is None or owner[0] == at else f"{name} #{at + 1}"
