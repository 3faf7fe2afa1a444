"""Listens to all code readers of a room and tells what was scanned, on the main thread."""

import threading
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, Signal

from core.errors import Code
from core.payer_code import PayerCode, SpentCodes
from core.ports import CodeReader, ScanNews
from core.scanned_code import PaymentScanned, recognise
from ui.typing_filter import TypingFilter, TypingReader


class CodeIntake(QObject):
    """`scanned` carries a core.scanned_code.ScannedCode, `refused` the code of a failure: a payment
    code that comes a second time. `faulted` carries the code of a reader that is gone, for staff,
    and an empty text when it is back. A payment code is held here until it is
    taken, forgotten or followed by another one; its text is nowhere else."""

    scanned = Signal(object)
    refused = Signal(str)
    faulted = Signal(str)
    _news = Signal(object)

    def __init__(
        self,
        readers: Sequence[CodeReader],
        typing: Sequence[TypingReader],
        public_url: str,
        key: bytes,
        parent: QObject | None = None,
    ) -> None:
        """`typing` are those of the readers whose scans come as keys. `key`: 16 random octets or
        more, made anew at each start."""
        super().__init__(parent)
        self._readers, self._typing = tuple(readers), tuple(typing)
        self._public_url = public_url
        self._spent = SpentCodes(key)
        self._payment: PayerCode | None = None
        self._filters: list[TypingFilter] = []
        self._threads: list[threading.Thread] = []
        self._news.connect(self._take)

    def start(self) -> None:
        """Begin to listen: a thread for each reader, a filter for each that types."""
        application = QCoreApplication.instance()
        assert application is not None
        self._filters = [TypingFilter(application, reader) for reader in self._typing]
        for reader in self._readers:
            thread = threading.Thread(
                target=reader.watch, args=(self._news.emit,), name="code-reader", daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def close(self) -> None:
        """Listen no more; returns when the threads have ended."""
        for filter_ in self._filters:
            filter_.close()
        for reader in self._readers:
            reader.stop()
        for thread in self._threads:
            thread.join(timeout=3)
        self._filters, self._threads = [], []
        self.forget()

    def forget(self) -> None:
        """Wipe a payment code that nobody took."""
        if self._payment is not None:
            self._payment.wipe()
            self._payment = None

    def _take(self, news: ScanNews) -> None:
        if not news.text:
            self.faulted.emit(news.code.value if news.code else "")
            return
        found = recognise(news.text, self._public_url)
        if not isinstance(found, PaymentScanned):
            self.scanned.emit(found)
            return
        self.forget()
        if not self._spent.is_first(found.code):
            found.code.wipe()
            self.refused.emit(Code.CODE_SPENT.value)
            return
        self._payment = found.code
        self.scanned.emit(found)
