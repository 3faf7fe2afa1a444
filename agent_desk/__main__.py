"""The agent's desk: its floors are put together here."""

import argparse
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

import resources
from agent_desk.context import Book
from agent_desk.pages.outbox import ROWS
from agent_desk.surroundings import Surroundings
from agent_desk.window import DeskWindow
from core.catalogue import Catalogue
from core.errors import Code
from core.ports import Slip
from core.search import Index, build_index
from core.session.effects import Paper, Sound
from core.session.papers import slip_of
from core.session.setting import Setting
from core.session.states import State
from core.workdays import read_calendar
from devices.card.simulated_reader import insert_card, remove_card
from devices.card.training_cards import training_card
from devices.rig import Rig, RigChoice, build_rig
from resources.pinyin import readings
from sync.accounts import Accounts, Agent
from sync.schedule import Schedule
from sync.station import Station, open_station
from sync.system_clock import SystemClock
from ui.driver import Driver, Machines
from ui.lanes import Lane
from ui.startup import start_room
from ui.theme import house_theme
from ui.walk import Stage, Walk, read_steps
from ui.words import Words, house_words

_CASES = 2000


class Desk(QObject):
    """Everything of one desk that stands above the floors. Made on the main thread."""

    _sync_news = Signal(object)

    def __init__(self, station: Station, rig: Rig, schedule: Schedule, accounts: Accounts) -> None:
        super().__init__()
        self._station = station
        self._rig = rig
        self._schedule = schedule
        self._accounts = accounts
        self._agent: Agent | None = None
        self._words: Words = house_words()
        self._calendar = read_calendar(resources.path("holidays.toml").read_bytes())
        self._take(station.catalogue())
        self._online = station.records.queue().online
        self._book_lane = Lane("book", self)
        self._door_lane = Lane("sign-in", self)
        self.driver = Driver(self._machines(), self.setting, self._slip, self)
        self.window = DeskWindow(
            self.driver, self._surroundings(), house_theme("light", "desk"), self._words
        )
        self._sync_news.connect(lambda _: self._reload())

    def start(self) -> None:
        """Begin to watch the readers and to speak to the city."""
        self.driver.start()
        emit = self._sync_news.emit
        self._station.start_worker(self._schedule, emit, emit)

    def close(self) -> None:
        """End every thread and close the book."""
        self.driver.close()
        self._book_lane.close()
        self._door_lane.close()
        self._accounts.close()
        self._station.close()

    def setting(self) -> Setting:
        """What a step stands on now: always for a principal, by the agent."""
        return Setting(
            catalogue=self._catalogue,
            terminal=self._station.identity.terminal,
            today=self._now().date(),
            calendar=self._calendar,
            words=self._words,
            channel="agent_desk",
            is_mandated=True,
            agent_name=self._agent.display_name if self._agent else "",
        )

    # ── signing in ─────────────────────────────────────────────────────────────────────────────

    def _try_sign_in(self, name: str, password: str) -> None:
        now = self._now()
        task = self._door_lane.run(lambda: self._accounts.sign_in(name, password, now))
        task.success(self._let_in).failure(lambda code: self._refuse(name, code))

    def _let_in(self, agent: Agent) -> None:
        self._agent = agent
        self.window.signed_in()

    def _refuse(self, name: str, code: Code) -> None:
        """Say why, and how long to wait where there were too many wrong ones."""
        now = self._now()
        waiting = self._door_lane.run(lambda: self._accounts.seconds_to_wait(name, now))
        waiting.success(lambda seconds: self.window.not_signed_in(code, seconds))
        waiting.failure(self.window.not_signed_in)

    def _sign_out(self) -> None:
        self._agent = None
        now = self._now()
        self._door_lane.run(lambda: self._accounts.see(now))

    # ── the book ───────────────────────────────────────────────────────────────────────────────

    def _reload(self) -> None:
        """Read the book again, when somebody is there to see it."""
        if self._agent is not None:
            task = self._book_lane.run(self._read_book)
            task.success(self._show_book).failure(lambda code: self._show_book(Book(code=code)))

    def _read_book(self) -> Book:
        records = self._station.records
        return Book(
            cases=records.cases_since(None, _CASES),
            rows=records.queue_rows(ROWS),
            queue=records.queue(),
        )

    def _show_book(self, book: Book) -> None:
        """A book that was read before the lock is not shown behind it."""
        self._online = book.queue.online
        if self._agent is not None:
            self.window.show_book(book)

    # ── what the floors are given ──────────────────────────────────────────────────────────────

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            setting=self.setting,
            index=lambda: self._index,
            now=self._now,
            agent=lambda: self._agent,
            sign_out=self._sign_out,
            try_sign_in=self._try_sign_in,
            reload=self._reload,
            retry=self._station.wake,
        )

    def _take(self, catalogue: Catalogue) -> None:
        self._catalogue: Catalogue = catalogue
        self._index: Index = build_index(catalogue.packages, readings)

    def _now(self) -> datetime:
        return self._station.clock.now()

    def _slip(self, state: State, paper: Paper) -> Slip:
        return slip_of(state, paper, self.setting(), self._now(), self._online)

    def _machines(self) -> Machines:
        rig, station = self._rig, self._station
        return Machines(
            card=rig.card,
            face_camera=rig.face_camera,
            document_camera=rig.document_camera,
            face_gate=rig.face_gate,
            to_jpeg=rig.portrait,
            page_jpeg=rig.page_picture,
            prepare_page=rig.prepare,
            printer=rig.printer,
            records=station.records,
            wake_sync=station.wake,
            play=self._play,
        )

    def _play(self, sound: Sound) -> None:
        if sound is not Sound.DONE:
            QApplication.beep()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the desk until its window is closed. Returns the process's exit code."""
    args = _parser().parse_args(arguments)
    return start_room(lambda: _run(args))


def _run(args: argparse.Namespace) -> int:
    application = QApplication(sys.argv[:1])
    station = open_station(
        args.state, resources.path("catalogue"), SystemClock(), city_url=args.city
    )
    choice = RigChoice(
        folder=args.simulators or args.state / "simulators",
        clips=resources.path("clips"),
        card=args.card,
        face=args.face,
        document=args.document,
        printer=args.printer,
    )
    schedule = Schedule(poll_s=args.poll, cap_s=args.retry)
    desk = Desk(station, build_rig(choice), schedule, Accounts(args.state))
    width, _, height = args.size.partition("x")
    desk.window.resize(int(width), int(height))
    desk.window.show()
    desk.start()
    if args.walk:
        walk = Walk(_stage(desk, args.pictures, choice.folder), read_steps(_walk_text(args.walk)))
        walk.done.connect(application.exit)
        walk.start()
    wakeful = _end_on_signals(application)
    code = application.exec()
    wakeful.stop()
    desk.close()
    return code


def _stage(desk: Desk, pictures: Path, simulators: Path) -> Stage:
    def card(name: str) -> None:
        if name == "-":
            remove_card(simulators)
        else:
            insert_card(simulators, training_card(name))

    return Stage(desk.window, pictures, lambda: type(desk.driver.session.state).__name__, card)


def _walk_text(name: str) -> str:
    """A walk that ships, by its name, or a file."""
    shipped = resources.path("walks", f"{name}.walk")
    return (shipped if shipped.exists() else Path(name)).read_text(encoding="utf-8")


def _end_on_signals(application: QApplication) -> QTimer:
    """SIGTERM and SIGINT end the desk properly; the timer lets Python see them."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.exit(0))
    wakeful = QTimer()
    wakeful.start(200)
    wakeful.timeout.connect(lambda: None)
    return wakeful


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="agent_desk", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="the terminal's own folder")
    parser.add_argument("--city", default="", help="the city's address, where it moved")
    parser.add_argument("--size", default="1366x768", help="e.g. 1366x768 or 1920x1080")
    parser.add_argument("--card", default="auto", help="auto, pcsc or simulated")
    parser.add_argument("--face", default="auto", help="auto, simulated, an index or a clip")
    parser.add_argument("--document", default="auto", help="auto, simulated, an index or a clip")
    parser.add_argument("--printer", default="auto", help="auto, simulated, tcp:HOST:PORT, a file")
    parser.add_argument("--simulators", type=Path, help="where card.json and slips are")
    parser.add_argument("--poll", type=float, default=60.0, help="seconds between quiet passes")
    parser.add_argument("--retry", type=float, default=300.0, help="longest wait after a failure")
    parser.add_argument("--walk", default="", help="walk a journey by itself: a name or a file")
    parser.add_argument(
        "--pictures",
        type=Path,
        default=Path("var/pictures"),
        help="where a walk keeps its pictures",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
