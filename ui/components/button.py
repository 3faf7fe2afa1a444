"""Buttons: the one primary action of a page, second actions, and links with words."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.icons import paint_icon
from ui.paint import paint_box, paint_ring, smooth_painter
from ui.theme import Theme

# These point onwards and stand after the words; all other icons stand before them.
_TRAILING = frozenset({"arrow_right", "check", "chevron_right", "chevron_down"})
_TICK_MS = 40


class Button(QPushButton):
    """Words and an optional icon, painted from the tokens. `kind`: primary, second, lake (filled
    in the house colour), quiet (soft fill). `small` is for rows and panels."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon: str = "",
        *,
        kind: str = "second",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self._kind = kind
        self._small = small
        self._words = text
        self._reason = ""
        self._busy = ""
        self._angle = 90.0
        self._turning = QTimer(self)
        self._turning.setInterval(_TICK_MS)
        self._turning.timeout.connect(self._turn)
        self.setFont(theme.font(self._text_size(), bold=self._is_bold()))
        self.setMinimumHeight(theme.target("min" if small else "button"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setAccessibleName(text)

    def set_words(self, text: str, icon: str | None = None) -> None:
        """Show other words."""
        self._words = text
        self._icon = self._icon if icon is None else icon
        self._show_words()

    def set_offered(self, offered: bool, reason: str = "") -> None:
        """Offer the button or not; a button that is not offered shows the reason instead."""
        self._reason = "" if offered else reason
        self.setEnabled(offered and not self._busy)
        self._show_words()

    def set_busy(self, words: str) -> None:
        """Show a ring and what is being done, and take no touch; empty words end it."""
        self._busy = words
        self.setEnabled(not words and not self._reason)
        if words and self._theme.motion("ring_pulse"):
            self._turning.start()
        else:
            self._turning.stop()
        self._show_words()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.text()) + 2 * self._padding()
        if self._icon or self._busy:
            width += self._icon_size() + self._icon_gap()
        height = max(self.minimumHeight(), metrics.height() + 2 * self._theme.space("xs"))
        return QSize(max(width, self._least_width()), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        fill, words, line, width = self._colours()
        radius = self._theme.radius("field" if self._small else "button")
        paint_box(painter, QRectF(self.rect()), radius, fill, line, width)
        self._paint_words(painter, words)

    def _text_size(self) -> str:
        if self._theme.mode == "desk":
            return "body"
        return "body" if self._small else "h2"

    def _is_bold(self) -> bool:
        return self._theme.mode != "desk" and not self._small

    def _padding(self) -> int:
        if self._theme.mode == "desk":
            return self._theme.space("l")
        if self._small:
            return self._theme.space("l")
        return self._theme.space("l") + (0 if self._icon else self._theme.space("m"))

    def _least_width(self) -> int:
        if self._theme.mode == "desk":
            return 0
        return self._theme.target("min") * 2 if self._small else self._theme.target("button") * 2

    def _icon_size(self) -> int:
        return self._theme.icon("s" if self._small or self._theme.mode == "desk" else "m")

    def _icon_gap(self) -> int:
        return self._theme.space("s")

    def _colours(self) -> tuple[QColor | None, QColor, QColor | None, float]:
        """Fill, words, line and its width."""
        theme = self._theme
        control = float(theme.border("control"))
        if self._busy:
            return theme.color("surface"), theme.color("lake"), theme.color("lake_line"), control
        if not self.isEnabled():
            line = theme.color("line")
            hairline = float(theme.border("hairline"))
            return theme.color("sunken"), theme.color("disabled_text"), line, hairline
        pressed = self.isDown()
        if self._kind == "primary":
            fill = theme.color("act_pressed" if pressed else "act")
            return fill, theme.color("on_act"), None, 0
        if self._kind == "lake":
            fill = theme.color("lake_deep" if pressed else "lake")
            return fill, theme.color("on_lake"), None, 0
        if self._kind == "quiet":
            line_or_none = theme.color("lake_line") if theme.is_contrast or pressed else None
            return theme.color("lake_soft"), theme.color("lake"), line_or_none, control
        fill = theme.color("lake_soft" if pressed else "surface")
        return fill, theme.color("lake"), theme.color("lake"), control

    def _paint_words(self, painter: QPainter, colour: QColor) -> None:
        metrics = QFontMetrics(self.font())
        painter.setFont(self.font())
        size = self._icon_size() if (self._icon and not self._reason) or self._busy else 0
        gap = self._icon_gap() if size else 0
        room = self.width() - 2 * self._theme.space("xs") - size - gap
        taken = min(metrics.horizontalAdvance(self.text()), room)
        left = (self.width() - taken - size - gap) / 2
        trails = self._icon in _TRAILING and not self._busy
        text_left = left if trails else left + size + gap
        icon_left = left + taken + gap if trails else left
        painter.setPen(colour)
        flags = Qt.AlignmentFlag.AlignCenter
        if metrics.horizontalAdvance(self.text()) > room:
            flags |= Qt.TextFlag.TextWordWrap
        text_rect = QRectF(text_left, 0, taken, self.height()).toAlignedRect()
        painter.drawText(text_rect, flags, self.text())
        if not size:
            return
        square = QRectF(icon_left, (self.height() - size) / 2, size, size)
        if self._busy:
            theme = self._theme
            ring = square.adjusted(2, 2, -2, -2)
            soft, strong = theme.color("lake_line"), theme.color("lake")
            paint_ring(painter, ring, soft, strong, size / 9, self._angle)
        else:
            paint_icon(painter, self._icon, square, colour)

    def _show_words(self) -> None:
        shown = self._busy or self._reason or self._words
        self.setText(shown)
        self.setAccessibleName(shown)
        self.updateGeometry()
        self.update()

    def _turn(self) -> None:
        self._angle = (self._angle - 360 * _TICK_MS / self._theme.motion("ring_pulse")) % 360
        self.update()


class PrimaryButton(Button):
    """The one orange action of a page."""

    def __init__(
        self, theme: Theme, text: str, icon: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, text, icon, kind="primary", parent=parent)


class SecondButton(Button):
    """An action beside the primary one, or inside a row when `small`."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon: str = "",
        *,
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text, icon, kind="second", small=small, parent=parent)


class TextLink(QPushButton):
    """Words in the house colour that lead somewhere, as tall as a touch needs."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        icon: str = "",
        *,
        role: str = "lake",
        size: str = "body",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self._role = role
        self.setFont(theme.font(size, bold=theme.mode != "desk"))
        self.setMinimumHeight(theme.target("min"))
        self.setMinimumWidth(theme.target("min"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text())
        if self._icon:
            width += self._theme.icon("s") + self._theme.space("xs")
        return QSize(max(width, self.minimumWidth()), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth_painter(self)
        theme = self._theme
        if self.isDown():
            paint_box(painter, QRectF(self.rect()), theme.radius("chip"), theme.color("lake_soft"))
        colour = theme.color(self._role if self.isEnabled() else "disabled_text")
        size = theme.icon("s") if self._icon else 0
        gap = theme.space("xs") if self._icon else 0
        taken = self.fontMetrics().horizontalAdvance(self.text())
        # Links end where the column ends, so the words lean to the right edge.
        text_left = self.width() - taken
        if self._icon in _TRAILING:
            text_left -= size + gap
        painter.setPen(colour)
        painter.drawText(
            QRect(text_left, 0, taken + 2, self.height()),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            self.text(),
        )
        if self._icon:
            left = text_left + taken + gap if self._icon in _TRAILING else text_left - gap - size
            square = QRectF(left, (self.height() - size) / 2, size, size)
            paint_icon(painter, self._icon, square, colour)
