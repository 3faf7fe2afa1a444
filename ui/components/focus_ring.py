"""FocusRing: one overlay that follows the focus, because a style sheet cannot draw outside."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.paint import paint_box, smooth_painter
from ui.theme import Theme

# A widget with this property is the inner part of a control: the ring goes around its parent.
AROUND_PARENT = "ring_around_parent"
_MOVES = {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.LayoutRequest}


class FocusRing(QWidget):
    """Lies over `window`. `always`: at the desk. Otherwise it shows once a key or switch was used
    and hides with the next touch."""

    def __init__(self, theme: Theme, window: QWidget, *, always: bool = False) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._always = always
        self._on = always
        self._target: QWidget | None = None
        self._gap = 1 if theme.mode == "desk" else 3
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)
        window.installEventFilter(self)
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and not self._on:
            self._on = True
            self._place()
        elif kind == QEvent.Type.MouseButtonPress and self._on and not self._always:
            self._on = False
            self.hide()
        elif kind in _MOVES and (watched is self._target or watched is self._window):
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        painter = smooth_painter(self)
        rect = QRectF(self.rect())
        width = theme.border("focus")
        radius = theme.radius("button") + self._gap + width
        paint_box(painter, rect, radius, None, theme.color("focus"), width)
        inner = rect.adjusted(width, width, -width, -width)
        paint_box(painter, inner, radius - width, None, theme.color("surface"), self._gap)

    @Slot(QWidget, QWidget)
    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        inside = now is not None and self._window.isAncestorOf(now)
        self._target = now if inside else None
        if now is not None and inside and now.property(AROUND_PARENT):
            self._target = now.parentWidget()
        self._place()

    def _place(self) -> None:
        target = self._target
        if target is None or not self._on or not target.isVisible():
            self.hide()
            return
        corner = target.mapTo(self._window, QPoint(0, 0))
        out = self._gap + self._theme.border("focus")
        around = QRect(corner, target.size()).adjusted(-out, -out, out, out)
        self.setGeometry(around.intersected(self._window.rect()))
        self.show()
        self.raise_()
