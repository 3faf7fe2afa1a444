"""What the notice bar says for a moment after a code was scanned that is of no use here."""

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import Code
from core.ports import WordSource

_STAY_MS = 8000  # two short sentences, read slowly


class CodeNotice(QObject):
    """`changed` when it comes and when it goes."""

    changed = Signal()

    def __init__(self, words: WordSource, parent: QObject) -> None:
        super().__init__(parent)
        self._words = words
        self._code: Code | None = None
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(_STAY_MS)
        self._leaving.timeout.connect(self.clear)

    def say(self, code: Code) -> None:
        """Show the code's words from now on for eight seconds."""
        self._code = code
        self._leaving.start()
        self.changed.emit()

    def clear(self) -> None:
        """Say nothing more."""
        self._leaving.stop()
        if self._code is not None:
            self._code = None
            self.changed.emit()

    def shown(self) -> tuple[str, str, str] | None:
        """Kind, text and link for the notice bar, or None."""
        if self._code is None:
            return None
        key = f"error.{self._code.value}"
        title, line = self._words(f"{key}.title"), self._words(f"{key}.line")
        return ("warn", f"{title}。{line}　{self._code.value}", "")
