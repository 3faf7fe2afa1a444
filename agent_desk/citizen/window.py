"""The citizen's window: the same session as the clerk's, other pages, other hands."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from agent_desk.citizen.displays import second_display
from agent_desk.citizen.guard import CitizenGuard
from agent_desk.citizen.page import CitizenPage
from agent_desk.citizen.rating import RatingPage
from agent_desk.citizen.signing import MandatePage, SignPage
from agent_desk.citizen.waiting import FollowPage, KeepingPage, TakeCardPage, WelcomePage
from agent_desk.context import Context
from core.ports import CitizenScreen
from core.session import states as st
from ui.components import Button, Text
from ui.driver import Driver

_PAGES: tuple[tuple[type[st.State], type[CitizenPage]], ...] = (
    (st.Signing, SignPage),
    (st.SigningMandate, MandatePage),
    (st.Received, RatingPage),
    (st.GivingRating, RatingPage),
    (st.Submitting, KeepingPage),
    (st.SubmitTrouble, KeepingPage),
    (st.TakingCard, TakeCardPage),
    (st.Idle, WelcomePage),
    (st.Searching, WelcomePage),
)
_FULL_HEIGHT = 1080  # px: of a display for which the sizes of a kiosk are made
_LEAST_SCALE = 0.7
ASKS = (st.Signing, st.SigningMandate, st.Received, st.GivingRating)


def page_class(kind: type[st.State]) -> type[CitizenPage]:
    """The page of a kind of state; where the citizen is not asked, what is being done."""
    return dict(_PAGES).get(kind, FollowPage)


class CitizenWindow(QWidget):
    """Full on the second display. With one display it is shown only while the clerk hands the desk
    over: over the clerk's window, which takes nothing meanwhile. It never has the keyboard."""

    placed = Signal()  # the second display came or went

    def __init__(
        self, driver: Driver, context: Context, clerk: QWidget, screen: CitizenScreen
    ) -> None:
        super().__init__(
            None,
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus,
        )
        self._driver = driver
        self._context = context
        self._clerk = clerk
        self._wanted = screen
        self._shown: tuple[int, type[CitizenPage]] | None = None
        self._page: CitizenPage | None = None
        self._handed_over = False
        self.setObjectName("citizen")
        self.setWindowTitle(context.words("citizen.name"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)  # the clerk's window decides
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._guard = CitizenGuard(self, touch_only=False)
        self._head: QWidget | None = None
        self._place = QVBoxLayout()
        self._whole = QVBoxLayout(self)
        self._whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the display's size
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addLayout(self._place, 1)
        self._lay_out()
        application = QApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.installEventFilter(self._guard)
        application.screenAdded.connect(lambda _: self._rearrange())
        application.screenRemoved.connect(lambda _: self._rearrange())
        driver.changed.connect(self.refresh)
        driver.forgotten.connect(self._wipe)
        self.refresh()

    def is_beside(self) -> bool:
        """Whether the citizen has a display, so that nothing has to be handed over."""
        return self._display() is not None

    def place(self) -> None:
        """Take the second display where there is one; else stay away until handed over."""
        display = self._display()
        self._guard.touch_only = self._wanted.touch_only and display is not None
        if display is None:
            if not self._handed_over:
                self.hide()
            return
        self._handed_over = False
        self._clerk.setEnabled(True)
        self._use_height(display.geometry().height())
        self._back.hide()
        self.setScreen(display)
        self.setGeometry(display.geometry())
        self.show()

    def hand_over(self) -> None:
        """One display: the citizen's turn. The clerk's window takes nothing until it is given
        back."""
        if self.is_beside() or not isinstance(self._driver.session.state, ASKS):
            return
        self._handed_over = True
        self._use_height(self._clerk.height())
        self._back.show()
        self._clerk.setEnabled(False)
        self.setGeometry(self._clerk.frameGeometry())
        self.show()

    def give_back(self) -> None:
        """The clerk's turn again."""
        if self._handed_over:
            self._handed_over = False
            self.hide()
            self._clerk.setEnabled(True)
            self._clerk.activateWindow()

    def refresh(self) -> None:
        """Show the session."""
        session = self._driver.session
        kind = (session.number, page_class(type(session.state)))
        if kind != self._shown:
            self._shown = kind
            self._renew(kind[1](self._context))
        self.page().show_state(session.state)
        if not isinstance(session.state, ASKS):
            self.give_back()

    def page(self) -> CitizenPage:
        """The page that is shown now."""
        assert self._page is not None
        return self._page

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._context.theme.color("paper"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """It closes with the desk, and not by a key of the window manager."""
        event.setAccepted(not event.spontaneous())

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _lay_out(self) -> None:
        """The furniture, made again when the display has another height."""
        theme, words = self._context.theme, self._context.words
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.space("page"), 8, theme.space("page"), 8)
        place = self._context.setting().terminal.place
        row.addWidget(Text(theme, words("ui.name"), bold=True))
        row.addWidget(Text(theme, place, size="small", role="text_2"))
        row.addStretch(1)
        self._back = Button(theme, words("citizen.give_back"), "swap", small=True)
        self._back.setObjectName("citizen:give_back")
        self._back.clicked.connect(self.give_back)
        self._back.setVisible(False)
        row.addWidget(self._back)
        head.setFixedHeight(theme.target("min") + 16)
        if self._head is not None:
            self._whole.replaceWidget(self._head, head)
            self._head.hide()
            self._head.deleteLater()
        else:
            self._whole.insertWidget(0, head)
        self._head = head

    def _use_height(self, height: int) -> None:
        """Letters that suit the display; what is touched keeps the size of a finger."""
        scale = min(1.0, max(_LEAST_SCALE, round(height / _FULL_HEIGHT, 2)))
        if scale != self._context.theme.scale:
            self._context = replace(self._context, theme=replace(self._context.theme, scale=scale))
            self._lay_out()
            self._shown = None
            self.refresh()

    def _renew(self, page: CitizenPage) -> None:
        if self._page is not None:
            self._page.wipe()
            self._place.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        self._page = page
        self._place.addWidget(page)
        page.show()

    def _wipe(self) -> None:
        """The citizen is gone: nothing of them stays on the glass."""
        self.page().wipe()
        self._shown = None

    def _display(self) -> QScreen | None:
        clerks = self._clerk.screen()
        return second_display(QGuiApplication.screens(), clerks, self._wanted.display)

    def _rearrange(self) -> None:
        self.place()
        self.placed.emit()
