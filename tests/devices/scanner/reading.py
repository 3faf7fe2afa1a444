"""Watches a code reader in a thread and keeps what it tells, in order."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Thread

from core.errors import Code
from core.ports import CodeReader, ScanNews

DEADLINE_S = 30.0


class Listener:
    """News of one reader."""

    def __init__(self, reader: CodeReader) -> None:
        self._news: Queue[ScanNews] = Queue()
        self.reader = reader
        self.thread = Thread(target=reader.watch, args=(self._news.put,), name="code-reader")

    def next(self) -> ScanNews:
        """The next news, waited for."""
        return self._news.get(timeout=DEADLINE_S)

    def text(self) -> str:
        """The text of the next news, which must be a scan."""
        news = self.next()
        assert news.code is None
        return news.text

    def fault(self) -> Code | None:
        """The fault of the next news; None where the reader is well again."""
        news = self.next()
        assert not news.text
        return news.code

    def is_silent(self) -> bool:
        """Whether nothing waits to be taken."""
        return self._news.empty()


@contextmanager
def listening(reader: CodeReader) -> Iterator[Listener]:
    """Watch a reader while the block lasts; afterwards its thread has ended."""
    listener = Listener(reader)
    listener.thread.start()
    try:
        yield listener
    finally:
        reader.stop()
        listener.thread.join(timeout=DEADLINE_S)
    assert not listener.thread.is_alive()
