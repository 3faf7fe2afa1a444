"""Listens to all code readers of a room and tells what was scanned, on the main thread."""

import threading
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal

from core.device_report import Condition, DeviceReport
from core.errors import Code
from core.payer_code import PayerCode, SpentCodes
from core.ports import CodeReader, ScanNews
from core.scanned_code import PaymentScanned, recognise
from ui.typing_filter import TypingFilter, TypingReader

_KIND = "code_reader"  # in devices.toml and in what the doctor knows


class CodeIntake(QObject):
    """`scanned` carries a core.scanned_code.ScannedCode, `refused` the code of a failure: a payment
    code that comes a second time. A payment code is held here until it is
    taken, forgotten or followed by another one; its text is nowhere else."""

    scanned = Signal(object)
    refused = Signal(str)
    _news = Signal(int, object)  # which of the readers, ScanNews

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
        self._faults: dict[int, Code] = {}
        self._news.connect(self._take)

    def start(self) -> None:
        """Begin to listen: a thread for each reader, a filter for each that types."""
        application = QCoreApplication.instance()
        assert application is not None
        self._filters = [TypingFilter(application, reader) for reader in self._typing]
        for number, reader in enumerate(self._readers):
            tell = partial(self._news.emit, number)
            thread = threading.Thread(
                target=reader.watch, args=(tell,), name="code-reader", daemon=True
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

    def known(self) -> dict[str, DeviceReport]:
        """How the readers are, for the doctor, who must not touch what is listened to. Nothing for
        a room without readers. May be called from any thread."""
        faults = list(self._faults.values())
        if not self._readers:
            return {}
        if faults:
            return {_KIND: DeviceReport(Condition.BAD, "fault", faults[0])}
        if len(self._typing) == len(self._readers):  # keyboards cannot be asked
            return {_KIND: DeviceReport(Condition.UNKNOWN, "types")}
        return {_KIND: DeviceReport(Condition.GOOD, "ready")}

    def _take(self, number: int, news: ScanNews) -> None:
        if not news.text:
            if news.code is None:
                self._faults.pop(number, None)
            else:
                self._faults[number] = news.code
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
