"""FileChoice: the window in which a file is chosen for a material; it goes with the case."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from core.ports import WordSource


class FileChoice:
    """At most one such window at a time. `take` gets the material's code and the chosen file."""

    def __init__(
        self, window: QWidget, words: WordSource, take: Callable[[str, Path], None]
    ) -> None:
        self._window = window
        self._words = words
        self._take = take
        self._dialog: QFileDialog | None = None

    def open(self, material: str) -> None:
        """Let the agent choose; nothing waits for it."""
        self.close()
        dialog = QFileDialog(self._window, self._words("desk.file.title"), str(Path.home()))
        dialog.setNameFilter(self._words("desk.file.kinds"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._take(material, Path(path)))
        dialog.finished.connect(lambda _: self._forget(dialog))
        self._dialog = dialog
        dialog.open()

    def close(self) -> None:
        """The case was left."""
        if self._dialog is not None:
            self._dialog.close()

    def _forget(self, dialog: QFileDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None
