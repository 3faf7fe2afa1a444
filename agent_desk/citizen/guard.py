"""What may reach the citizen's window: touches of its own glass, and nothing of the clerk's."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QInputDevice, QPointerEvent
from PySide6.QtWidgets import QWidget

_KEYS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.InputMethod,
    }
)
_POINTER = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
    }
)
_CLERKS = frozenset({QInputDevice.DeviceType.Mouse, QInputDevice.DeviceType.TouchPad})


class CitizenGuard(QObject):
    """An event filter for the whole application. Keys never come in; `touch_only` keeps mice and
    touch pads out too, because the clerk's pointer can wander onto the second display. What a
    touch screen or a pen does comes as mouse events of their own devices and is let through."""

    def __init__(self, window: QWidget, *, touch_only: bool) -> None:
        super().__init__(window)
        self._window = window
        self.touch_only = touch_only

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _KEYS:
            return self._is_inside(watched)
        if kind in _POINTER and self.touch_only and isinstance(event, QPointerEvent):
            return event.pointingDevice().type() in _CLERKS and self._is_inside(watched)
        return False

    def _is_inside(self, watched: QObject) -> bool:
        if isinstance(watched, QWidget):
            return watched.window() is self._window
        handle = self._window.windowHandle()
        return handle is not None and watched is handle
