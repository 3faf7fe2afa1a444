"""The kiosk's window: the fixed furniture around the page of the session's state."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import uuid_utils
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from core.errors import Code
from core.hearing import reads_by_itself
from core.ports import FaceVerdict, Frame, QueueView, WordSource
from core.search import Index
from core.session import events as ev
from core.session.effects import Sound
from core.session.private_values import private_values
from core.session.setting import Setting
from core.session.states import (
    Browsing,
    GivingRating,
    Idle,
    ReadingNotice,
    Received,
    Searching,
    State,
)
from kiosk.code_notice import CodeNotice
from kiosk.pace import Pace, Pacer
from kiosk.page import Context, Page
from kiosk.page_book import page_class
from kiosk.widgets.file_panel import MOST_FILES, FilePanel
from ui.components.action_bar import Action
from ui.driver import Driver
from ui.frame import Frame as Furniture
from ui.reading import reading_of
from ui.theme import Theme
from ui.voice import Voice

_TOUCHES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.KeyPress})
_BACK_TO_STANDARD_S = 60
_BEFORE_BEGINNING = (Idle, Searching, Browsing, ReadingNotice)


@dataclass(frozen=True)
class Surroundings:
    """What the window is told of the rest of the terminal."""

    setting: Callable[[], Setting]
    index: Callable[[], Index]
    queue: Callable[[], QueueView]
    now: Callable[[], datetime]
    files: Callable[[int], list[Path]]  # the newest loadable files of a USB stick
    voice: Voice


def new_id() -> str:
    """A fresh UUIDv7."""
    return str(UUID(int=uuid_utils.uuid7().int))


class KioskWindow(QWidget):
    """Shows the page of the driver's state; gives touches back as events."""

    def __init__(
        self, driver: Driver, around: Surroundings, theme: Theme, words: WordSource, size: QSize
    ) -> None:
        """`size` is known from the start, so that the first page is laid out once."""
        super().__init__()
        self.resize(size)
        self.driver = driver
        self._around = around
        self._theme = theme
        self._home_theme = theme
        self._idle_seconds = 0
        self._words = words
        self._low = False
        self._touched = False  # by the person who is here now
        self._lit: list[str] = []
        self._was_landscape = False
        self._shown: tuple[int, type[State]] | None = None
        self._page: Page | None = None
        self._files: FilePanel | None = None
        self._actions: list[Action] = []
        self._hears_headphones = False
        self._voice = around.voice
        self._voice.ended.connect(self._show_modes)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._code_notice = CodeNotice(words, self)
        self._furniture = self._make_furniture()
        self._pacer = self._make_pacer()
        self.setWindowTitle(words("ui.name"))
        self.setObjectName("kiosk")
        self._code_notice.changed.connect(self.refresh)
        driver.changed.connect(self.refresh)
        driver.frame.connect(self._show_frame)
        driver.forgotten.connect(self._wipe)
        driver.file_wanted.connect(self._choose_file)
        self._ticks = QTimer(self)
        self._ticks.setInterval(1000)
        self._ticks.timeout.connect(self._second)
        self._ticks.start()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self.refresh()

    # ── furniture ──────────────────────────────────────────────────────────────────────────────

    def _make_furniture(self) -> Furniture:
        place = self._around.setting().terminal.place
        speaks = self._voice.can_speak()
        furniture = Furniture(self._theme, self._words, place=place, low=self._low, speaks=speaks)
        furniture.action.connect(self._act)
        furniture.dock.connect(self._dock)
        furniture.timeout_stayed.connect(self._stay)
        furniture.timeout_ended.connect(self._time_out)
        furniture.notice_acted.connect(lambda: self._act("notice"))
        self._lit = self._modes()
        furniture.set_dock_selected(self._lit)
        self._actions = []
        self._whole.addWidget(furniture)
        return furniture

    def _make_pacer(self) -> Pacer:
        time = self._theme.tokens.time
        warn = "idle_warn_elder" if self._theme.mode == "elder" else "idle_warn"
        length = int(time["warn_length"])
        match self.driver.session.state:
            case GivingRating():
                return Pacer(int(time["rating"]) - length, length)
            case Received():
                return Pacer(int(time["receipt_stay"]), length)
            case _:
                return Pacer(int(time[warn]), length)

    def set_theme(self, theme: Theme, *, low: bool) -> None:
        """Change palette, mode or arrangement; the state stays as it is."""
        self._theme, self._low = theme, low
        old = self._furniture
        self._page, self._shown = None, None
        self._whole.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._furniture = self._make_furniture()
        self._pacer = self._make_pacer()
        self.refresh()

    def say_code(self, code: Code | None) -> None:
        """Say for a moment why a scanned code is of no use; None: one was, say nothing more."""
        if code is None:
            self._code_notice.clear()
        else:
            self._code_notice.say(code)

    def furniture(self) -> Furniture:
        """The frame that is shown now."""
        return self._furniture

    def page(self) -> Page:
        """The page that is shown now."""
        assert self._page is not None
        return self._page

    # ── showing ────────────────────────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Show what the driver's session and the queue are now."""
        session = self.driver.session
        kind = (session.number, type(session.state))
        is_new = kind != self._shown
        if is_new:
            self._shown = kind
            self._was_landscape = self._is_landscape()
            self._page = page_class(type(session.state))(self._context())
        page = self.page()
        page.show_state(session.state)
        self._furniture.set_step(page.step)
        if is_new:
            self._furniture.set_page(page)
            page.keyboard_wanted.connect(self._furniture.set_keyboard)
            self._furniture.set_keyboard(page.keyboard())
            self._pacer = self._make_pacer()
        self._show_actions(page)
        notice = self._code_notice.shown() or page.notice() or self._closed()
        self._furniture.set_notice(*(notice or (None, "", "")))
        self._show_surroundings()
        if is_new:
            self._voice_page()

    # ── the voice ──────────────────────────────────────────────────────────────────────────────

    def _voice_page(self) -> None:
        """A new page ends the voice of the old one, and is read where nobody has to ask. The first
        page is not read to an empty room."""
        self._hush()
        elder = self._theme.mode == "elder"
        by_itself = reads_by_itself(elder=elder, headphones=self._voice.has_headphones())
        if by_itself and (self._touched or not isinstance(self.driver.session.state, Idle)):
            self._read_aloud()

    def _read_aloud(self) -> None:
        """From the page's own names; again from the beginning when it is asked again."""
        if not self._voice.can_speak():
            return
        page = self.page()
        private = private_values(self.driver.session.state, self._around.setting())
        self._voice.read(reading_of(page, page.offers(), self._words), private)
        self._show_modes()

    def _hush(self) -> None:
        was_reading = self._voice.is_reading()
        self._voice.stop()
        if was_reading:
            self._show_modes()

    def _show_modes(self) -> None:
        """Light what is on; a button that is lit already stays the same button."""
        modes = self._modes()
        if modes != self._lit:
            self._lit = modes
            self._furniture.set_dock_selected(modes)

    def _hear_headphones(self) -> None:
        """Who plugs in headphones hears the page that is shown."""
        self._voice.look()
        are_in = self._voice.has_headphones()
        if are_in and not self._hears_headphones:
            self._read_aloud()
        self._hears_headphones = are_in

    def _closed(self) -> tuple[str, str, str] | None:
        """Where this terminal may take no new application, that is said before one is begun."""
        code = self._around.queue().closed
        if code is None or not isinstance(self.driver.session.state, _BEFORE_BEGINNING):
            return None
        return ("error", self._words("kiosk.closed", code=code.value), "")

    def _show_actions(self, page: Page) -> None:
        """Only what changed is made anew: a button that is just being pressed must not vanish."""
        actions = page.offers()
        if actions != self._actions:
            self._actions = actions
            self._furniture.set_actions(actions)

    def _context(self) -> Context:
        return Context(
            theme=self._theme,
            words=self._words,
            setting=self._around.setting,
            session=lambda: self.driver.session,
            tell=self.driver.tell,
            now=self._around.now,
            new_id=new_id,
            index=self._around.index,
            queue=self._around.queue,
            shoot=self.driver.take_picture,
            is_landscape=self._is_landscape,
        )

    def _is_landscape(self) -> bool:
        return self.width() > self.height()

    def _modes(self) -> list[str]:
        contrast = ["contrast"] if self._theme.palette == "contrast" else []
        read = ["read"] if self._voice.is_reading() else []
        return read + contrast + (["low"] if self._low else [])

    def _show_surroundings(self) -> None:
        online = self._around.queue().online
        self._furniture.set_network(
            online, self._words("kiosk.online" if online else "kiosk.offline")
        )
        now = self._around.now()
        if self._theme.mode == "elder":
            half = "morning" if now.hour < 12 else "afternoon" if now.hour < 18 else "evening"
            hour = now.hour if now.hour <= 12 else now.hour - 12
            clock = self._words(f"kiosk.clock.{half}", time=f"{hour}:{now:%M}")
        else:
            clock = f"{now:%H:%M}"
        self._furniture.set_clock(clock)

    def _show_frame(self, frame: Frame, verdict: FaceVerdict | None) -> None:
        self.page().show_frame(frame, verdict)

    def _wipe(self) -> None:
        """The citizen's page is emptied at once and made anew, also where the state stays idle."""
        self._code_notice.clear()
        if self._page is not None:
            self._page.wipe()
        self._furniture.hide_timeout()
        self._touched = False
        self._hush()
        self._close_files()
        QApplication.clipboard().clear()

    def _choose_file(self, material: str) -> None:
        """Let the person choose a file of the USB stick for a material."""
        self._close_files()
        files = self._around.files(MOST_FILES)

        def take(path: Path) -> None:
            self.driver.load_file(material, path)

        self._files = FilePanel(self._theme, self._words, files, take, self)
        self._files.show()
        self._files.raise_()

    def _close_files(self) -> None:
        panel, self._files = self._files, None
        if panel is not None and isValid(panel):
            panel.hide()
            panel.deleteLater()

    # ── touches ────────────────────────────────────────────────────────────────────────────────

    def _act(self, key: str) -> None:
        self.page().act(key)

    def _dock(self, key: str) -> None:
        match key:
            case "home":
                self.driver.tell(ev.HomeTouched(self._at()))
            case "help":
                self.driver.tell(ev.HelpTouched())
            case "contrast":
                palette = "light" if self._theme.palette == "contrast" else "contrast"
                self.set_theme(replace(self._theme, palette=palette), low=self._low)
            case "elder":
                self.set_theme(replace(self._theme, mode="elder"), low=False)
            case "standard":
                self.set_theme(replace(self._theme, mode="kiosk"), low=False)
            case "low":
                self.set_theme(self._theme, low=not self._low)
            case "read":
                self._read_aloud()
            case _:
                pass

    def _at(self) -> str:
        return self._around.now().isoformat(timespec="seconds")

    def _stay(self) -> None:
        self._pacer.touch()
        self._furniture.hide_timeout()

    def _time_out(self) -> None:
        self._furniture.hide_timeout()
        self._pacer.touch()
        self.driver.tell(ev.TimedOut(self._at()))

    def _second(self) -> None:
        self._show_surroundings()
        self._hear_headphones()
        if isinstance(self.driver.session.state, Idle):
            self._pacer.touch()
            self._back_to_standard()
            return
        self._idle_seconds = 0
        self.page().second()
        match self._pacer.second():
            case Pace.LEAVE:
                self._time_out()
            case Pace.WARN:
                if not self._furniture.asks_who_is_there():
                    self._warn()
                self._furniture.show_timeout(self._pacer.left)
            case Pace.NOTHING:
                pass

    def _warn(self) -> None:
        """Heard as well as seen (look.md, time-out box)."""
        self._voice.play(Sound.ATTENTION)
        if self._voice.can_speak():
            self._voice.read([self._words("ui.timeout.title"), self._words("ui.timeout.stay")])
            self._show_modes()

    def _back_to_standard(self) -> None:
        """The next citizen finds the terminal as it ships, a while after the last one left."""
        self._idle_seconds += 1
        changed = self._low or self._theme != self._home_theme
        if changed and self._idle_seconds >= _BACK_TO_STANDARD_S:
            self.set_theme(self._home_theme, low=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._pacer.touch()
            self._touched = True
            if not isinstance(self.driver.session.state, Idle):
                self._furniture.hide_timeout()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Portrait and landscape arrange the page differently: make it anew."""
        super().resizeEvent(event)
        self._close_files()
        if self._is_landscape() != self._was_landscape:
            self.set_theme(self._theme, low=self._low)


def full_screen(window: KioskWindow) -> None:
    """As on a terminal: the whole screen, no frame."""
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    window.showFullScreen()
