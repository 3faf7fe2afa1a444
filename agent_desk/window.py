"""The desk's window: signing in, then side navigation, pages and the status bar."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from agent_desk.context import Book, Context
from agent_desk.desk_nav import NAV, make_nav
from agent_desk.intake.book import FOREIGN, is_under_way
from agent_desk.page import DeskPage
from agent_desk.pages.broken_card import MENDING
from agent_desk.pages.case import CasePage
from agent_desk.pages.case_table import CaseTablePage, Scope
from agent_desk.pages.devices import DevicesPage
from agent_desk.pages.intake import IntakePage
from agent_desk.pages.outbox import OutboxPage
from agent_desk.pages.sign_in import SignInPage
from agent_desk.status import left_parts, right_parts
from agent_desk.surroundings import Surroundings, new_id
from agent_desk.widgets.file_choice import FileChoice
from core.diagnosis import Diagnosis
from core.errors import Code
from core.ports import CaseView
from core.session import events as ev
from core.session.states import Idle, Received, State, Submitting
from ui.components import FocusRing, StatusBar, StatusPart
from ui.driver import Driver
from ui.theme import Theme
from ui.words import Words

LOCK_AFTER_S = 600  # without input
_SLEPT = timedelta(seconds=60)  # between two seconds: the machine was asleep
_WIDE = 1900
_INPUTS = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.TouchBegin,
        QEvent.Type.KeyPress,
        QEvent.Type.Wheel,
    }
)


class DeskWindow(QWidget):
    """Pages and the driver's session, side by side: an agent may look something up and go on."""

    def __init__(self, driver: Driver, around: Surroundings, theme: Theme, words: Words) -> None:
        super().__init__()
        self.driver = driver
        self._around = around
        self._theme = theme
        self.context = Context(
            theme=theme,
            words=words,
            setting=around.setting,
            session=lambda: driver.session,
            tell=driver.tell,
            now=around.now,
            new_id=new_id,
            index=around.index,
            agent=around.agent,
            shoot=driver.take_picture,
            book=lambda: self._book,
            is_beside=around.is_beside,
            hand_over=around.hand_over,
        )
        self._diagnosis: Diagnosis | None = None
        self._book = Book()  # before the context's first look at it
        self._shown_case: State | None = None
        self._quiet = 0
        self._last_second = around.now()
        self._status_shown: tuple[list[StatusPart], list[StatusPart], bool] | None = None
        self._files = FileChoice(self, words, driver.load_file)
        self.setObjectName("desk")
        self.setWindowTitle(words("ui.desk_name"))
        self._make_pages()
        self._lay_out()
        self._bind_keys()
        self._ring = FocusRing(theme, self, always=True)
        driver.changed.connect(self.refresh)
        driver.frame.connect(self.intake.show_frame)
        driver.forgotten.connect(self._wipe)
        driver.file_wanted.connect(self._files.open)
        self._ticks = QTimer(self)
        self._ticks.setInterval(1000)
        self._ticks.timeout.connect(self.second)
        self._ticks.start()
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self.refresh()
        self.sign_in.arrive()

    # ── signing in and out ─────────────────────────────────────────────────────────────────────

    def signed_in(self) -> None:
        """The password was right: show the day."""
        self.sign_in.show_done()
        agent = self._around.agent()
        words = self.context.words
        if agent is not None:
            self._nav.set_person(agent.display_name, words(f"desk.role.{agent.role}"))
        self._outer.setCurrentWidget(self._desk)
        self._quiet = 0
        self._around.reload()
        self.go("day")

    def not_signed_in(self, code: Code, seconds: int = 0) -> None:
        """It was not."""
        self.sign_in.show_refusal(code, seconds)

    def lock(self) -> None:
        """Sign out. A case under way is left and forgotten; its draft is kept."""
        if self._around.agent() is None:
            return
        self._around.sign_out()
        self._nav.set_person("", "")
        self._outer.setCurrentWidget(self.sign_in)
        self.sign_in.clear()
        self.sign_in.arrive()
        self.show_book(Book())
        for page in self._pages.values():
            page.show_book(self._book)
        self.refresh()

    # ── showing ────────────────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Show the session. Nobody signed in: a case that is under way is left, unless its
        receipt is just being made durable."""
        state = self.driver.session.state
        if isinstance(state, Idle):
            # A card that is laid on an idle desk is only remembered: it is read when a case
            # wants it, never by itself.
            self.driver.tell(ev.SearchTouched())
            return
        locked = self._around.agent() is None
        unattended = locked and is_under_way(state) and not isinstance(state, Submitting)
        if unattended or isinstance(state, FOREIGN):
            self.driver.tell(ev.HomeTouched(self.context.at()))
            return
        self.intake.show_session()
        for page in (self.day, self.all):
            page.set_under_way(is_under_way(state))
        if isinstance(state, Received) and not isinstance(self._shown_case, Received):
            self._around.reload()
        self._shown_case = state
        self._show_status()

    def show_book(self, book: Book) -> None:
        """Show what the records say now."""
        self._book = book
        self.page().show_book(book)  # the others when they are gone to
        if isinstance(self.driver.session.state, Received):
            self.intake.show_session()
        self._nav.set_badge("outbox", str(book.queue.quarantined or ""))
        self._show_status()

    # ── scanned codes (agent_desk.scanned) ─────────────────────────────────────────────────────

    def is_signed_in(self) -> bool:
        """Whether an agent is here."""
        return self._around.agent() is not None

    def is_taking_a_case(self) -> bool:
        """Whether the page of a new case is shown."""
        return self.page() is self.intake

    def cases(self) -> Sequence[CaseView]:
        """All that the book holds."""
        return self._book.cases

    def open_case(self, case_id: str) -> None:
        """Show a case of the book."""
        self._asked(f"case:{case_id}")

    def say_code(self, code: Code) -> None:
        """Say above the table of all cases why a scanned code is of no use."""
        self.go("all")
        self.all.say_code(code)

    def mended(self, outcome: str) -> None:
        """What came of mending: a word of core.ports.Mended, or a code."""
        self.outbox.show_outcome(outcome)

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        """What the doctor found: on its page and in the status bar."""
        self._diagnosis = diagnosis
        self.devices.show_diagnosis(diagnosis)
        self._show_status()

    def reported(self, text: str) -> None:
        """What came of the readiness report or of a look that failed, in words."""
        self.devices.show_outcome(text)

    def go(self, key: str) -> None:
        """Show a page."""
        page = self._pages[key]
        self._stack.setCurrentWidget(page)
        if key in NAV:
            self._nav.set_current(key)
        elif key == "new_case":
            self._nav.set_current("day")
        page.show_book(self._book)
        page.arrive()

    def page(self) -> DeskPage:
        """The page that is shown now."""
        return next(p for p in self._pages.values() if p is self._stack.currentWidget())

    def second(self) -> None:
        """A second has passed: clock, ages, and the lock."""
        self._show_status()
        now = self._around.now()
        slept = now - self._last_second > _SLEPT
        self._last_second = now
        if self.page() is self.outbox:
            self._around.by_hand("look")
        self._quiet += 1
        if self._quiet >= LOCK_AFTER_S or slept:
            self.lock()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUTS:
            self._quiet = 0
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget wanted comes here: digits choose on the page of a new case."""
        inside = self._around.agent() is not None and self.page() is self.intake
        if not (inside and self.intake.press(event.key())):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for page in self._pages.values():
            page.set_wide(self.width() >= _WIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._theme.color("paper"))

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _make_pages(self) -> None:
        context = self.context
        self.sign_in = SignInPage(context)
        self.sign_in.tried.connect(self._try_sign_in)
        self.day = CaseTablePage(context, Scope("day", lambda: self._around.now().date()))
        self.all = CaseTablePage(context, Scope("all", lambda: None))
        self.outbox = OutboxPage(context)
        self.case = CasePage(context)
        self.intake = IntakePage(context)
        self.devices = DevicesPage(context)
        self._pages: dict[str, DeskPage] = {
            "day": self.day,
            "all": self.all,
            "outbox": self.outbox,
            "devices": self.devices,
            "case": self.case,
            "new_case": self.intake,
        }
        for key, page in self._pages.items():
            page.setObjectName(f"page:{key}")
            page.asked.connect(self._asked)

    def _lay_out(self) -> None:
        self._nav = make_nav(self._theme, self.context.words)
        self._nav.touched.connect(self.go)
        self._nav.locked.connect(self.lock)
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._status = StatusBar(self._theme)
        self._status.touched.connect(self._touch_status)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self._status)
        self._desk = QWidget()
        row = QHBoxLayout(self._desk)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._nav)
        row.addLayout(column, 1)
        self._outer = QStackedWidget()
        self._outer.addWidget(self.sign_in)
        self._outer.addWidget(self._desk)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._outer)

    def _bind_keys(self) -> None:
        keys: dict[str, Callable[[], Any]] = {
            "Alt+1": lambda: self._go_if_signed_in("day"),
            "Alt+2": lambda: self._go_if_signed_in("all"),
            "Alt+3": lambda: self._go_if_signed_in("outbox"),
            "Alt+4": lambda: self._go_if_signed_in("devices"),
            "F2": lambda: self._go_if_signed_in("new_case"),
            "F3": lambda: self.page().go_to_search(),
            "F5": self._around.retry,
            "Ctrl+Return": lambda: self._on_intake(self.intake.confirm),
            "Ctrl+Enter": lambda: self._on_intake(self.intake.confirm),
            "Esc": self._escape,
            "Ctrl+L": self.lock,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(act)

    def _go_if_signed_in(self, key: str) -> None:
        if self._around.agent() is not None:
            self.go(key)

    def _on_intake(self, act: Callable[[], None]) -> None:
        if self._around.agent() is not None and self.page() is self.intake:
            act()

    def _escape(self) -> None:
        if self.page() is self.case:
            self.go("day")
        else:
            self._on_intake(self.intake.step_back)

    def _asked(self, what: str) -> None:
        if what.startswith("case:"):
            self.case.open(what.removeprefix("case:"))
            self.case.show_book(self._book)
            self.go("case")
        elif what == "retry":
            self._around.retry()
        elif what.partition(":")[0] in MENDING:
            verb, _, envelope = what.partition(":")
            self._around.mend(envelope, verb)
        elif what == "check":
            self._around.check()
        elif what == "readiness":
            self._around.write_readiness()
        elif what.startswith("stick:"):
            self._around.by_hand(what.removeprefix("stick:"))
        elif what == "back":
            self.go("day")
        else:
            self.go(what)

    def _try_sign_in(self, name: str, password: str) -> None:
        self.sign_in.show_busy()
        self._around.try_sign_in(name, password)

    def _touch_status(self, key: str) -> None:
        if key in ("link", "queue", "broken", "closed"):
            self.go("outbox")
        elif key == "reader":
            self.go("new_case")
        elif key == "devices":
            self.go("devices")

    def _show_status(self) -> None:
        now, queue = self._around.now(), self._book.queue
        left = left_parts(queue, now, self.context)
        right = right_parts(self.driver.session, now, self.context, self._diagnosis)
        shown = (left, right, queue.online)
        if shown == self._status_shown:
            return
        self._status_shown = shown
        self._status.set_parts(left, right, online=queue.online)

    def _wipe(self) -> None:
        """The case is over or left: nothing of it stays on the screen."""
        self.intake.wipe()
        self._files.close()
