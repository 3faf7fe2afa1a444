"""Tile: a way in, with an icon in a soft square, a title and one line."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.components.laid_out import LaidOut, let_through
from ui.components.text import Text
from ui.icons import paint_icon
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


class IconSquare(QWidget):
    """An icon on a soft ground."""

    def __init__(self, theme: Theme, icon: str, size: int, *, round_: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._round = round_
        self.setFixedSize(size, size)
        let_through(self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        theme = self._theme
        rect = QRectF(self.rect())
        radius = self.width() / 2 if self._round else theme.radius("button")
        line = theme.color("lake") if theme.is_contrast else None
        width = theme.border("hairline")
        paint_box(painter, rect, radius, theme.color("lake_soft"), line, width)
        inset = self.width() * 0.25
        inner = rect.adjusted(inset, inset, -inset, -inset)
        paint_icon(painter, self._icon, inner, theme.color("lake"))


class Tile(LaidOut, QPushButton):
    """`key` says which one was touched."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        line: str = "",
        *,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._theme = theme
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch()
        for label in (
            Text(theme, title, size="h2", bold=True, wrap=theme.scale > 1),
            Text(theme, line, size="small", role="text_2", wrap=True),
        ):
            let_through(label)
            if not label.text():  # showing it now would make it a window: it has no parent yet
                label.hide()
            words.addWidget(label)
        words.addStretch()
        row = QHBoxLayout(self)
        edge = theme.space("l") - 4
        row.setContentsMargins(edge, theme.space("s"), edge - 12, theme.space("s"))
        row.setSpacing(theme.space("m"))
        row.addWidget(IconSquare(theme, icon, round(104 * min(theme.scale, 1.25))))
        row.addLayout(words, 1)
        self._tall = min(theme.target("tile"), 240)
        self.setMinimumHeight(self._tall - 32)  # landscape has less room
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAutoDefault(False)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(0, self._tall))

    def heightForWidth(self, width: int) -> int:
        return max(super().heightForWidth(width), self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        fill = "lake_soft" if self.isDown() else "surface"
        paint_box(
            smooth_painter(self),
            QRectF(self.rect()),
            theme.radius("card"),
            theme.color(fill),
            theme.color("line"),
            theme.border("hairline"),
        )


class BigTile(LaidOut, QPushButton):
    """The large square of elder mode: icon above, title, one line. `strong` fills it."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        line: str = "",
        *,
        key: str = "",
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.key = key
        self._theme = theme
        self._icon = icon
        self._strong = strong
        column = QVBoxLayout(self)
        column.setSpacing(theme.space("s"))
        column.addStretch(3)
        column.addSpacing(theme.icon("xl") + theme.space("m"))
        roles = ("on_lake", "on_lake_2") if strong else ("text", "text_2")
        centre = Qt.AlignmentFlag.AlignHCenter
        for label in (
            Text(theme, title, size="h1", role=roles[0], bold=True, align=centre),
            Text(theme, line, size="small", role=roles[1], align=centre),
        ):
            let_through(label)
            column.addWidget(label)
        column.addStretch(2)
        self.setMinimumHeight(theme.target("tile"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAutoDefault(False)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)

    def sizeHint(self) -> QSize:
        return super().sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = smooth_painter(self)
        rect = QRectF(self.rect())
        radius = theme.radius("card")
        if self._strong:
            paint_box(painter, rect, radius, theme.color("lake_deep" if self.isDown() else "lake"))
        else:
            fill = theme.color("lake_soft" if self.isDown() else "surface")
            line = theme.color("line_strong")
            paint_box(painter, rect, radius, fill, line, theme.border("control"))
        size = theme.icon("xl")
        free = self.height() - self._inner().totalMinimumSize().height()
        top = max(0.0, free * 0.6) + theme.space("s")
        square = QRectF((self.width() - size) / 2, top, size, size)
        paint_icon(painter, self._icon, square, theme.color("on_lake" if self._strong else "lake"))
