"""What every page must hold: nothing cut, nothing over another thing, everything touchable."""

from itertools import combinations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

LEAST_TARGET = 60  # px; the look asks for 72, a key in a grid may be a little narrower
_SLACK = 2  # px of rounding


def assert_nothing_is_cut(page: QWidget) -> None:
    """Every visible widget lies inside its parent, texts have their room, targets their size."""
    problems = [*_outside(page), *_short_of_room(page), *_too_small(page), *_overlapping(page)]
    assert not problems, "\n".join(problems)


def _visible(page: QWidget) -> list[QWidget]:
    return [widget for widget in page.findChildren(QWidget) if widget.isVisibleTo(page)]


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {widget.objectName()!r} {text[:20]!r}"


def _outside(page: QWidget) -> list[str]:
    problems = []
    for widget in _visible(page):
        parent = widget.parentWidget()
        assert parent is not None
        room = parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
        if not isinstance(parent, QLineEdit) and not room.contains(widget.geometry()):
            problems.append(f"{_name(widget)} leaves {type(parent).__name__}: {widget.geometry()}")
    return problems


def _short_of_room(page: QWidget) -> list[str]:
    return [
        f"{_name(widget)} needs {_needed(widget)} and has {widget.contentsRect()}"
        for widget in _visible(page)
        if isinstance(widget, QLabel) and widget.text() and not _fits(widget)
    ]


def _needed(label: QLabel) -> QRect:
    """How much room the words take in the label's width."""
    if "<" in label.text():
        document = QTextDocument()
        document.setDefaultFont(label.font())
        document.setHtml(label.text())
        document.setDocumentMargin(0)
        if label.wordWrap():
            document.setTextWidth(label.contentsRect().width())
        size = document.size()
        return QRect(0, 0, round(min(size.width(), document.idealWidth())), round(size.height()))
    flags = int(label.alignment().value)
    room = QRect(0, 0, label.contentsRect().width() if label.wordWrap() else 100_000, 100_000)
    wrap = 0x1000 if label.wordWrap() else 0  # Qt.TextFlag.TextWordWrap
    return label.fontMetrics().boundingRect(room, flags | wrap, label.text())


def _fits(label: QLabel) -> bool:
    needed, room = _needed(label), label.contentsRect()
    wide = needed.width() <= room.width() + _SLACK
    return wide and needed.height() <= room.height() + _SLACK


def _too_small(page: QWidget) -> list[str]:
    return [
        f"{_name(widget)} is only {widget.width()} × {widget.height()}"
        for widget in _visible(page)
        if isinstance(widget, QAbstractButton)
        and (widget.height() < LEAST_TARGET or widget.width() < LEAST_TARGET)
    ]


def _overlapping(page: QWidget) -> list[str]:
    """Words over other words: labels and buttons that do not lie inside each other."""
    said = [widget for widget in _visible(page) if isinstance(widget, QLabel | QAbstractButton)]
    said = [widget for widget in said if not isinstance(widget, QLabel) or widget.text()]
    problems = []
    for one, other in combinations(said, 2):
        if one.isAncestorOf(other) or other.isAncestorOf(one):
            continue
        both = _on_page(one, page).intersected(_on_page(other, page))
        if both.width() > _SLACK and both.height() > _SLACK:
            problems.append(f"{_name(one)} and {_name(other)} overlap in {both}")
    return problems


def _on_page(widget: QWidget, page: QWidget) -> QRect:
    return QRect(widget.mapTo(page, QPoint(0, 0)), widget.size())
