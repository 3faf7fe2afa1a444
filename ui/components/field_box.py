"""FieldBox: a field with its label above, its live check inside and what to do below."""

from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.components.focus_ring import AROUND_PARENT
from ui.components.text import Text
from ui.icons import IconLabel
from ui.paint import paint_box, smooth_painter
from ui.theme import Theme


class FieldKind(StrEnum):
    """What a touch does: type, choose from a list, or nothing because the card filled it."""

    TEXT = "text"
    CHOICE = "choice"
    LOCKED = "locked"


class FieldState(StrEnum):
    """What the live check says. OPEN also while still typing: never red then."""

    OPEN = "open"
    GOOD = "good"
    WRONG = "wrong"


class _Box(QWidget):
    """The box itself, drawn by state."""

    touched = Signal()

    def __init__(self, theme: Theme, kind: FieldKind) -> None:
        super().__init__()
        self._theme = theme
        self.kind = kind
        self.state = FieldState.OPEN
        self.has_focus = False
        desk = theme.mode == "desk"
        self.setMinimumHeight(theme.target("field") if desk else theme.target("min") + 8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if kind is FieldKind.CHOICE:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.touched.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.kind is not FieldKind.CHOICE:  # what bubbles up from the line edit is not a touch
            super().keyPressEvent(event)
            return
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.touched.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.set_focus_shown(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.set_focus_shown(False)

    def set_focus_shown(self, has_focus: bool) -> None:
        """Draw the strong line of the field that is being typed in."""
        self.has_focus = has_focus
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._theme
        fill, line, width = "surface", "line_strong", theme.border("control")
        if self.kind is FieldKind.LOCKED:
            fill, line, width = "sunken", "line", theme.border("hairline")
        elif self.has_focus:
            line, width = "focus", theme.border("selected")
        elif self.state is FieldState.WRONG:
            line, width = "error", theme.border("control") + (theme.mode != "desk")
        elif self.state is FieldState.GOOD:
            line = "ok"
        rect = QRectF(self.rect())
        colour = theme.color(line)
        radius = theme.radius("field")
        paint_box(smooth_painter(self), rect, radius, theme.color(fill), colour, width)


class FieldBox(QWidget):
    """A target for the on-screen keyboard: insert, backspace, clear. `edited` carries the new
    value, `opened` asks for the list of a choice, `entered` and `left` follow the focus."""

    edited = Signal(str)
    entered = Signal()
    left = Signal()
    opened = Signal()
    submitted = Signal()

    def __init__(
        self,
        theme: Theme,
        label: str,
        *,
        value: str = "",
        placeholder: str = "",
        kind: FieldKind | str = FieldKind.TEXT,
        aside: str = "",
        max_length: int = 200,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.kind = FieldKind(kind)
        self._state = FieldState.OPEN
        self._label = Text(theme, label, size="small", role="text_2")
        self._box = _Box(theme, self.kind)
        self._edit = self._line_edit(label, placeholder, max_length)
        self._edit.textChanged.connect(self._on_edited)
        self._edit.returnPressed.connect(self.submitted)
        self._edit.installEventFilter(self)
        self._aside = Text(theme, aside, size="small", role="text_2")
        self._icon = IconLabel(theme, "", "text_2", theme.icon("s"))
        self._hint = Text(theme, "", size="small", role="text_2", wrap=True)
        self._hint.hide()
        self._own_aside = aside
        self._lay_out()
        self._box.touched.connect(self._on_touch)
        self.set_value(value)
        self.set_state(FieldState.OPEN)

    # ── what the keyboard needs ────────────────────────────────────────────────────────────────

    def insert(self, text: str) -> None:
        """Type at the caret."""
        if self.kind is FieldKind.TEXT:
            self._edit.insert(text)

    def backspace(self) -> None:
        """Take the last character away."""
        if self.kind is FieldKind.TEXT:
            self._edit.backspace()

    def clear(self) -> None:
        """Empty the field."""
        if self.kind is FieldKind.TEXT:
            self._edit.clear()

    # ── what pages need ────────────────────────────────────────────────────────────────────────

    def value(self) -> str:
        """The words in the field."""
        return self._edit.text()

    def set_value(self, value: str) -> None:
        """Fill the field without telling `edited`."""
        self._edit.blockSignals(True)
        self._edit.setText(value)
        self._edit.blockSignals(False)
        self._show_weight(value)

    def state(self) -> FieldState:
        """What the live check said last."""
        return self._state

    def set_state(self, state: FieldState | str, note: str = "") -> None:
        """Show the result of the check. `note` stands inside when good, below otherwise."""
        self._state = FieldState(state)
        self._box.state = self._state
        icon, role = self._icon_and_role()
        good = self._state is FieldState.GOOD
        self._aside.setText(note if good and note else self._own_aside)
        self._aside.set_role(role)
        self._aside.setVisible(bool(self._aside.text()))
        self._icon.set_icon(icon, role)
        self._icon.setVisible(bool(icon))
        wrong = self._state is FieldState.WRONG
        self._hint.setText("" if good else note)
        self._hint.set_role("error" if wrong else "text_2")
        self._hint.setVisible(bool(note) and not good)
        self._edit.setAccessibleDescription(note)
        self._box.setAccessibleDescription(note)
        self._box.update()

    def set_label(self, label: str) -> None:
        """Show another label."""
        self._label.setText(label)
        self._edit.setAccessibleName(label)
        self._box.setAccessibleName(label)
        self.setAccessibleName(label)

    def set_secret(self) -> None:
        """Show dots instead of what is typed."""
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)

    def has_text_focus(self) -> bool:
        """True while this field is the one that is typed in."""
        return self._box.has_focus

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        target = self._box if self.kind is FieldKind.CHOICE else self._edit
        target.setFocus(reason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._edit and event.type() == QEvent.Type.FocusIn:
            self._box.set_focus_shown(True)
            self.entered.emit()
        elif watched is self._edit and event.type() == QEvent.Type.FocusOut:
            self._box.set_focus_shown(False)
            self.left.emit()
        elif watched is self._edit and event.type() == QEvent.Type.MouseButtonPress:
            self.entered.emit()
        return super().eventFilter(watched, event)

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _line_edit(self, label: str, placeholder: str, max_length: int) -> QLineEdit:
        edit = QLineEdit()
        edit.setFrame(False)
        edit.setProperty(AROUND_PARENT, True)
        edit.setFont(self._theme.font("body", bold=False))
        edit.setPlaceholderText(placeholder)
        edit.setMaxLength(max_length)
        edit.setAccessibleName(label)
        edit.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        edit.setPalette(self._theme.widget_palette())
        edit.setStyleSheet("QLineEdit { background: transparent; border: none; }")
        if self.kind is not FieldKind.TEXT:
            edit.setReadOnly(True)
            edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            edit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return edit

    def _lay_out(self) -> None:
        theme = self._theme
        inside = QHBoxLayout(self._box)
        edge = theme.space("m")
        inside.setContentsMargins(edge - 2, 0, edge - 2, 0)
        inside.setSpacing(theme.space("xs"))
        inside.addWidget(self._edit, 1)
        inside.addWidget(self._aside)
        inside.addWidget(self._icon)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._label)
        column.addWidget(self._box)
        column.addWidget(self._hint)
        column.addStretch(1)
        self._label.setVisible(bool(self._label.text()))
        self._box.setAccessibleName(self._label.text())
        self.setAccessibleName(self._label.text())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _icon_and_role(self) -> tuple[str, str]:
        if self.kind is FieldKind.LOCKED:
            return "lock", "text_2"
        if self._state is FieldState.GOOD:
            return "check_circle", "ok"
        if self._state is FieldState.WRONG:
            return "warning", "error"
        if self.kind is FieldKind.CHOICE:
            return "chevron_down", "lake"
        return "", "text_2"

    def _on_edited(self, text: str) -> None:
        self._show_weight(text)
        self.edited.emit(text)

    def _show_weight(self, text: str) -> None:
        """What was typed is bold; a placeholder and what the card filled in are not."""
        bold = bool(text) and self.kind is FieldKind.TEXT and self._theme.mode != "desk"
        self._edit.setFont(self._theme.font("body", bold=bold))

    def _on_touch(self) -> None:
        if self.kind is FieldKind.CHOICE:
            self.opened.emit()
        elif self.kind is FieldKind.TEXT:
            self._edit.setFocus()
            self.entered.emit()
