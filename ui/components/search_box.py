"""SearchBox: one large field to look for something, with its action or a cross inside."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from ui.components.button import PrimaryButton
from ui.components.focus_ring import AROUND_PARENT
from ui.icons import IconLabel, paint_icon
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


class _Cross(QPushButton):
    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__("")
        self._theme = theme
        self.setFixedSize(theme.target("min"), theme.target("min"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.setAccessibleName(name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        size = self._theme.icon("s")
        square = QRectF((self.width() - size) / 2, (self.height() - size) / 2, size, size)
        paint_icon(smooth_painter(self), "cross", square, self._theme.color("text_2"))


class SearchBox(QWidget):
    """A target for the keyboard. With `action` it is the way in of the idle page: a touch anywhere
    tells `opened`. Without, it is typed in and tells `edited`."""

    edited = Signal(str)
    opened = Signal()

    def __init__(
        self,
        theme: Theme,
        placeholder: str,
        *,
        action: str = "",
        clear_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._opens = bool(action)
        self._edit = self._line_edit(placeholder)
        row = QHBoxLayout(self)
        row.setContentsMargins(36, 8, 10, 8)
        row.setSpacing(20)
        row.addWidget(IconLabel(theme, "search", "lake", theme.icon("m")))
        row.addWidget(self._edit, 1)
        if action:
            button = PrimaryButton(theme, action)
            button.clicked.connect(self.opened)
            row.addWidget(button)
        else:
            self._cross = _Cross(theme, clear_name)
            self._cross.clicked.connect(self.clear)
            self._cross.hide()
            row.addWidget(self._cross)
            self._edit.textChanged.connect(self._on_edited)
        self.setMinimumHeight(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(placeholder)
        if self._opens:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def insert(self, text: str) -> None:
        """Type at the caret."""
        self._edit.insert(text)

    def backspace(self) -> None:
        """Take the last character away."""
        self._edit.backspace()

    def clear(self) -> None:
        """Empty the field."""
        self._edit.clear()

    def value(self) -> str:
        """What was typed."""
        return self._edit.text()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self._edit.setFocus(reason)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._opens:
            self.opened.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        width = theme.border("control" if self._opens else "selected")
        rect = QRectF(self.rect())
        fill, line = theme.color("surface"), theme.color("lake")
        paint_box(smooth_painter(self), rect, theme.radius("card"), fill, line, width)

    def _line_edit(self, placeholder: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setFrame(False)
        edit.setProperty(AROUND_PARENT, True)
        edit.setPlaceholderText(placeholder)
        edit.setAccessibleName(placeholder)
        edit.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        edit.setPalette(self._theme.widget_palette())
        edit.setStyleSheet("QLineEdit { background: transparent; border: none; }")
        edit.setFont(self._theme.font("body"))
        if self._opens:
            edit.setReadOnly(True)
            edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            edit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return edit

    def _on_edited(self, text: str) -> None:
        self._edit.setFont(self._theme.font("h1" if text else "body", bold=bool(text)))
        self._cross.setVisible(bool(text))
        self.edited.emit(text)
