"""Frame: the furniture around every citizen page, in portrait, landscape and low position."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from core.ports import WordSource
from ui.components.action_bar import Action, ActionBar
from ui.components.dock import Dock, DockItem
from ui.components.focus_ring import FocusRing
from ui.components.header import Header
from ui.components.notice_bar import NoticeBar
from ui.components.stepper import Stepper
from ui.components.timeout_box import TimeoutBox
from ui.components.toast import Toast
from ui.low_band import LowBand
from ui.page import Page
from ui.theme import Theme

STEPS = 7
_DOCK = (
    ("home", "home"),
    ("read", "speaker"),
    ("elder", "font_size"),
    ("contrast", "contrast"),
    ("low", "wheelchair"),
    ("help", "help"),
)
_ELDER_DOCK = (("home", "home"), ("standard", "font_size"), ("help", "help"))


class Frame(QWidget):
    """Header, notice, stepper, page, keyboard, action bar and dock. A change of theme needs a new
    frame. `action` and `dock` carry keys; dock keys: home read elder contrast low help, and
    home standard help in elder mode."""

    action = Signal(str)
    dock = Signal(str)
    timeout_stayed = Signal()
    timeout_ended = Signal()
    notice_acted = Signal()

    def __init__(
        self,
        theme: Theme,
        say: WordSource,
        *,
        place: str = "",
        low: bool = False,
        speaks: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`speaks`: the terminal has a voice; without one 朗读 is not offered."""
        super().__init__(parent)
        self.theme = theme
        self._speaks = speaks
        self._say = say
        self._low = low
        self._reading = False
        self._page: QWidget | None = None
        self._keyboard: QWidget | None = None
        self._old_keyboards: list[QWidget] = []
        self.setPalette(theme.widget_palette())
        self.setAutoFillBackground(True)
        self.setStyleSheet(theme.qss())
        self._header = Header(theme, say("ui.name"), place, parent=self)
        self._notice = NoticeBar(theme, parent=self)
        self._notice.hide()
        names = [say(f"ui.step.{number}") for number in range(1, STEPS + 1)]
        self._stepper = Stepper(theme, names, parent=self)
        self._stepper.hide()
        self._band = LowBand(theme, say, parent=self)
        self._actions = ActionBar(theme, parent=self)
        self._actions.hide()
        self._dock = Dock(theme, self._dock_items(()), parent=self)
        self._toast = Toast(theme, parent=self)
        self._toast.hide()
        self._timeout = TimeoutBox(theme, say, parent=self)
        self._timeout.hide()
        self._ring = FocusRing(theme, self)
        self._actions.touched.connect(self.action)
        self._dock.touched.connect(self.dock)
        self._notice.acted.connect(self.notice_acted)
        self._timeout.stayed.connect(self.timeout_stayed)
        self._timeout.ended.connect(self.timeout_ended)
        self._arrange()

    # ── what a room sets ───────────────────────────────────────────────────────────────────────

    def set_page(self, page: QWidget) -> None:
        """Show a page; the one before is let go. The keyboard closes."""
        self.set_keyboard(None)
        old, self._page = self._page, page
        if old is not None and old is not page:
            old.hide()
            old.deleteLater()
        page.setParent(self)
        page.lower()
        self._arrange()
        page.show()

    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._page

    def set_step(self, number: int | None) -> None:
        """Mark step 1–7, or hide the stepper."""
        self._stepper.setVisible(number is not None)
        if number is not None:
            self._stepper.set_current(number)
        self._arrange()

    def set_actions(self, actions: Sequence[Action]) -> None:
        """Show these actions; none hides the bar."""
        self._actions.set_actions(actions)
        self._actions.setVisible(bool(actions))
        self._arrange()

    def action_bar(self) -> ActionBar:
        """The bar, to make one of its buttons busy or not offered."""
        return self._actions

    def set_notice(self, kind: str | None, text: str = "", link: str = "") -> None:
        """Show a notice (offline, warn, error, ok, lake), or none."""
        self._notice.setVisible(bool(kind))
        if kind:
            self._notice.set_notice(kind, text, link)
        self._arrange()

    def set_network(self, online: bool, text: str) -> None:
        """Show the state of the network in words."""
        self._header.set_network(online, text)

    def set_clock(self, text: str) -> None:
        """Show the time in words."""
        self._header.set_clock(text)

    def set_place(self, place: str) -> None:
        """Show where the terminal stands."""
        self._header.set_place(place)

    def set_dock_selected(self, keys: Sequence[str]) -> None:
        """Light the modes that are on."""
        self._reading = "read" in keys
        self._dock.set_items(self._dock_items(keys))
        self._arrange()

    def dock_button(self, key: str) -> QWidget:
        """A button of the dock. Raises KeyError."""
        return self._dock.button(key)

    def set_keyboard(self, keyboard: QWidget | None) -> None:
        """Show a keyboard above the action bar, or none. The caller keeps it."""
        if self._keyboard is not None and self._keyboard is not keyboard:
            self._keyboard.hide()
        self._keyboard = keyboard
        if keyboard is not None:
            keyboard.setParent(self)
            keyboard.show()
        self._arrange()

    def show_toast(self, text: str) -> None:
        """Good news for six seconds."""
        self._toast.show_text(text)
        self._arrange()

    def show_timeout(self, seconds: int) -> None:
        """Ask whether somebody is still here; call again each second."""
        first = self._timeout.isHidden()
        self._timeout.set_seconds(seconds)
        if first:
            self._timeout.setGeometry(self.rect())
            self._timeout.place_low(self._is_low())
            self._timeout.show()
            self._timeout.raise_()
            self._timeout.take_focus()

    def asks_who_is_there(self) -> bool:
        """Whether the time-out box is shown."""
        return not self._timeout.isHidden()

    def hide_timeout(self) -> None:
        """Somebody is here."""
        self._timeout.hide()

    # ── arrangement ────────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def is_landscape(self) -> bool:
        """True when the dock stands at the left."""
        return self.width() > self.height()

    def _is_low(self) -> bool:
        return self._low and not self.is_landscape()

    def _arrange(self) -> None:
        whole = self.rect()
        self._timeout.setGeometry(whole)
        header = max(self._header.sizeHint().height(), 0)
        if self.is_landscape():
            header = max(self.theme.frame("header", "landscape"), header - 8)
        self._header.setGeometry(0, 0, whole.width(), header)
        rest = self._place_dock(QRect(0, header, whole.width(), whole.height() - header))
        rest = self._place_bars(rest)
        rest = self._place_band(rest)
        if self._page is not None:
            self._page.setGeometry(rest)
        self._place_toast(rest)

    def _place_dock(self, rest: QRect) -> QRect:
        self._dock.set_upright(self.is_landscape())
        if self.is_landscape():
            rail = self.theme.frame("rail", "landscape")
            self._dock.setGeometry(rest.left(), rest.top(), rail, rest.height())
            return rest.adjusted(rail, 0, 0, 0)
        tall = self._dock.sizeHint().height()
        self._dock.setGeometry(rest.left(), rest.bottom() + 1 - tall, rest.width(), tall)
        return rest.adjusted(0, 0, 0, -tall)

    def _place_bars(self, rest: QRect) -> QRect:
        at_end = self.theme.mode == "elder"
        if not self._notice.isHidden() and not at_end:
            rest = self._cut_top(rest, self._notice, self._notice_height(rest.width()))
        if not self._stepper.isHidden():
            rest = self._cut_top(rest, self._stepper, self._stepper.sizeHint().height())
        if not self._notice.isHidden() and at_end:
            rest = self._cut_bottom(rest, self._notice, self._notice_height(rest.width()))
        # Low position with a keyboard has no room for both; the keyboard leads on by itself.
        crowded = self._is_low() and self._keyboard is not None
        self._actions.setVisible(bool(self._actions.keys()) and not crowded)
        if not self._actions.isHidden():
            self._actions.set_flat(self.is_landscape())
            tall = self._actions.height_for(rest.width())
            rest = self._cut_bottom(rest, self._actions, tall)
        if self._keyboard is not None:
            rest = self._cut_bottom(rest, self._keyboard, self._keyboard.sizeHint().height())
        return rest

    def _place_band(self, rest: QRect) -> QRect:
        page = self._page
        low = self._is_low() and isinstance(page, Page) and bool(page.texts.title)
        self._band.setVisible(low)
        if isinstance(page, Page):
            page.set_low(low)
        if not low:
            return rest
        assert isinstance(page, Page)
        # The line is a part of the height, so that a smaller screen keeps the proportion.
        line = round(self.height() * self.theme.frame("band_top", "low") / 1920)
        self._band.show_page(page, reading=self._reading)
        return self._cut_top(rest, self._band, max(0, line - rest.top()))

    def _place_toast(self, rest: QRect) -> None:
        edge = self.theme.space("page")
        tall = max(88, self._toast.sizeHint().height())
        top = rest.bottom() - tall - 24
        self._toast.setGeometry(rest.left() + edge, top, rest.width() - 2 * edge, tall)

    def _notice_height(self, width: int) -> int:
        layout = self._notice.layout()
        assert layout is not None
        return max(self._notice.minimumHeight(), layout.totalHeightForWidth(width))

    def _cut_top(self, rest: QRect, widget: QWidget, tall: int) -> QRect:
        widget.setGeometry(rest.left(), rest.top(), rest.width(), tall)
        return rest.adjusted(0, tall, 0, 0)

    def _cut_bottom(self, rest: QRect, widget: QWidget, tall: int) -> QRect:
        widget.setGeometry(rest.left(), rest.bottom() + 1 - tall, rest.width(), tall)
        return rest.adjusted(0, 0, 0, -tall)

    def _dock_items(self, selected: Sequence[str]) -> list[DockItem]:
        elder = self.theme.mode == "elder"
        return [
            DockItem(
                key,
                icon,
                self._say(f"ui.dock.{key}"),
                key in selected or (elder and key == "standard"),
            )
            for key, icon in (_ELDER_DOCK if elder else _DOCK)
            if self._speaks or key != "read"
        ]
