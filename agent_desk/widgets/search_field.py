"""SearchField: one line to look for something, with the key that leads to it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from ui.components import KeyCap
from ui.icons import IconLabel
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


class SearchField(QWidget):
    """`edited` carries the whole text, `entered` the Enter key, `descended` the down key."""

    edited = Signal(str)
    entered = Signal()
    descended = Signal()

    def __init__(self, theme: Theme, placeholder: str, key: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._edit = QLineEdit()
        self._edit.setFrame(False)
        self._edit.setPlaceholderText(placeholder)
        self._edit.setAccessibleName(placeholder)
        self._edit.setFont(theme.font("body"))
        palette = theme.widget_palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self._edit.setPalette(palette)
        self._edit.textChanged.connect(self.edited)
        self._edit.returnPressed.connect(self.entered)
        self._edit.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space("m"), 0, theme.space("m"), 0)
        row.setSpacing(theme.space("s"))
        row.addWidget(IconLabel(theme, "search", "text_2", theme.icon("s")))
        row.addWidget(self._edit, 1)
        if key:
            row.addWidget(KeyCap(theme, key))
        self.setMinimumWidth(260)
        self.setFixedHeight(theme.target("field"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(placeholder)

    def text(self) -> str:
        """What was typed."""
        return self._edit.text()

    def set_text(self, text: str) -> None:
        """Show a text without telling it."""
        self._edit.blockSignals(True)
        self._edit.setText(text)
        self._edit.blockSignals(False)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self._edit.setFocus(reason)
        self._edit.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down:
            self.descended.emit()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        focused = self._edit.hasFocus()
        line = theme.color("focus" if focused else "line_strong")
        width = theme.border("selected" if focused else "control")
        surface = theme.color("surface")
        rect = QRectF(self.rect())
        paint_box(smooth_painter(self), rect, theme.radius("field"), surface, line, width)
