"""Pictures of windows: for golden tests and for the eyes."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget


def settle(widget: QWidget) -> None:
    """Lay everything out as if it were shown, and let go of what was deleted."""
    widget.ensurePolished()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def grab(widget: QWidget, path: Path) -> None:
    """Write a widget as PNG. Raises OSError when the file cannot be written."""
    settle(widget)
    if not widget.grab().save(str(path), "PNG"):
        raise OSError(f"not written: {path.name}")
