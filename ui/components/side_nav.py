"""SideNav: the pages of the desk at the left, with their keys, and who is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.components.header import LogoMark
from ui.components.text import Text
from ui.icons import paint_icon
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class NavItem:
    """`shortcut` is shown and bound by the window; a `badge` is shown in its place."""

    key: str
    icon: str
    text: str
    shortcut: str = ""
    badge: str = ""


class NavButton(QPushButton):
    """One page."""

    def __init__(self, theme: Theme, item: NavItem) -> None:
        super().__init__(item.text)
        self._theme = theme
        self._item = item
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAutoDefault(False)
        self.setFont(theme.font("body"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{item.text} {item.badge}".strip())
        self.setAccessibleDescription(item.shortcut)

    def set_badge(self, badge: str) -> None:
        """Show how many need a person, or empty."""
        self._item = NavItem(
            self._item.key, self._item.icon, self._item.text, self._item.shortcut, badge
        )
        self.setAccessibleName(f"{self._item.text} {badge}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.frame("nav"), 38)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = smooth_painter(self)
        rect = QRectF(self.rect())
        ink = theme.color("on_dock")
        if self.isChecked():
            painter.fillRect(rect, theme.color("dock_selected"))
            ink = theme.color("on_lake") if theme.is_contrast else ink
            painter.fillRect(QRectF(0, 0, 3, rect.height()), ink)
        size = 18.0
        top = (rect.height() - size) / 2
        paint_icon(painter, self._item.icon, QRectF(17, top, size, size), ink)
        painter.setPen(ink)
        painter.setFont(theme.font("body"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(45, 0, 0, 0), flags, self._item.text)
        self._paint_end(painter, rect)

    def _paint_end(self, painter: QPainter, rect: QRectF) -> None:
        theme = self._theme
        font = theme.font("micro", bold=bool(self._item.badge))
        painter.setFont(font)
        if not self._item.badge:
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(rect.adjusted(0, 0, -14, 0), flags, self._item.shortcut)
            return
        width = QFontMetrics(font).horizontalAdvance(self._item.badge) + 12
        box = QRectF(rect.right() - 14 - width, (rect.height() - 18) / 2, width, 18)
        paint_box(painter, box, 4, theme.color("warn_soft"))
        painter.setPen(theme.color("warn"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._item.badge)


class SideNav(QWidget):
    """Tells the key of the page that was asked for; `locked` when the person locks the desk."""

    touched = Signal(str)
    locked = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        line: str,
        items: Sequence[NavItem],
        *,
        lock_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: dict[str, NavButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._brand(name, line))
        for item in items:
            button = NavButton(theme, item)
            button.clicked.connect(lambda _=False, key=item.key: self.touched.emit(key))
            column.addWidget(button)
            self._buttons[item.key] = button
        column.addStretch(1)
        self._who = Text(theme, "", size="small", role="on_dock", bold=True)
        self._post = Text(theme, "", size="micro", role="on_dock")
        self._lock = _LockButton(theme, lock_name)
        self._lock.clicked.connect(self.locked)
        column.addLayout(self._person())
        self.setFixedWidth(theme.frame("nav"))

    def set_current(self, key: str) -> None:
        """Light the page that is shown. Raises KeyError."""
        self._buttons[key].setChecked(True)

    def set_badge(self, key: str, badge: str) -> None:
        """Show how many things of a page need a person."""
        self._buttons[key].set_badge(badge)

    def set_person(self, name: str, post: str) -> None:
        """Show who is signed in."""
        self._who.setText(name)
        self._post.setText(post)
        self._lock.setVisible(bool(name))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("dock"))
        line = self._theme.color("dock_selected")
        painter.fillRect(0, self.height() - 52, self.width(), 1, line)

    def _brand(self, name: str, line: str) -> QHBoxLayout:
        theme = self._theme
        row = QHBoxLayout()
        row.setContentsMargins(12, 6, 8, 8)
        row.setSpacing(8)
        row.addWidget(LogoMark(theme, 28, inverted=True))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(theme, name, role="on_dock"))
        words.addWidget(Text(theme, line, size="small", role="on_dock"))
        row.addLayout(words, 1)
        return row

    def _person(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(14, 8, 10, 6)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._who)
        words.addWidget(self._post)
        row.addLayout(words, 1)
        row.addWidget(self._lock)
        return row


class _LockButton(QPushButton):
    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__("")
        self._theme = theme
        self.setFixedSize(theme.target("min"), theme.target("min"))
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        square = QRectF(self.rect()).adjusted(6, 6, -6, -6)
        paint_icon(painter, "lock", square, self._theme.color("on_dock"))
