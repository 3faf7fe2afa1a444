"""The agent's desk: its floors are put together here."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

import resources
from agent_desk.citizen.window import CitizenWindow
from agent_desk.context import Book
from agent_desk.pages.outbox import ROWS
from agent_desk.scanned import say_refusal, show_scan
from agent_desk.stick_work import Outcome, StickWork
from agent_desk.surroundings import Surroundings
from agent_desk.window import DeskWindow
from core.catalogue import Catalogue
from core.device_report import DeviceReport
from core.diagnosis import Diagnosis
from core.errors import AppError, Code
from core.ports import Mended, Slip
from core.scanned_code import ScannedCode
from core.search import Index, build_index
from core.session.effects import Paper
from core.session.papers import slip_of
from core.session.setting import Setting
from core.session.states import State
from core.workdays import read_calendar
from devices.checkup_log import log_findings
from devices.rig import Rig, build_rig, choice_of, lay_training_card
from resources.pinyin import readings
from sync.accounts import Accounts, Agent
from sync.by_hand.hand import Hand
from sync.by_hand.mounted import mounted_sticks
from sync.checkup import diagnose
from sync.room_view import keep_view
from sync.schedule import Schedule
from sync.station import Station, open_station
from sync.system_clock import SystemClock
from ui.code_intake import CodeIntake
from ui.device_watch import DeviceWatch
from ui.doctor import Doctor
from ui.driver import Driver, machines_of
from ui.lanes import Lane
from ui.readiness_pdf import write_readiness
from ui.room_arguments import (
    all_printers,
    paper_printer,
    room_parser,
    run_until_told,
    shown_terminal,
    walk_room,
)
from ui.startup import start_room
from ui.theme import house_theme
from ui.voice import Voice
from ui.words import Words, house_words

_CASES = 2000
_KEY_OCTETS = 32  # of what tells a payment code that was scanned before


class Desk(QObject):
    """Everything of one desk that stands above the floors. Made on the main thread."""

    _sync_news = Signal(object)

    def __init__(
        self,
        station: Station,
        rig: Rig,
        schedule: Schedule,
        accounts: Accounts,
        find_sticks: Callable[[], list[Path]],
    ) -> None:
        """`find_sticks` looks for mounted USB sticks; it may block."""
        super().__init__()
        self._station = station
        self._schedule = schedule
        self._accounts = accounts
        self._agent: Agent | None = None
        self._words: Words = house_words()
        self._terminal = shown_terminal(station.identity.terminal, rig.simulated, self._words)
        self._calendar = read_calendar(resources.path("holidays.toml").read_bytes())
        self._take(station.catalogue())
        self._queue = station.records.queue()
        self._book_lane = Lane("book", self)
        self._door_lane = Lane("sign-in", self)
        self._voice = Voice(rig.speaker, self)
        machines = machines_of(rig, station, self._voice.play)
        self.driver = Driver(machines, self.setting, self._slip, self)
        watch = DeviceWatch(self.driver)
        station.devices = watch
        self.sticks = StickWork(lambda: Hand(station.folder, station.clock), find_sticks, self)
        self._examination = rig.examination()
        self.doctor = Doctor(self.driver, self._examine, self)
        self.doctor.done.connect(watch.take)
        self.window = DeskWindow(
            self.driver, self._surroundings(), house_theme("light", "desk"), self._words
        )
        self.codes = CodeIntake(
            rig.code_readers,
            rig.typing_readers,
            self._terminal.public_url,
            os.urandom(_KEY_OCTETS),
            self,
        )
        self.codes.scanned.connect(self._scanned)
        self.codes.refused.connect(lambda code: say_refusal(self.window, Code(code)))
        self.driver.forgotten.connect(self.codes.forget)
        self.citizen = CitizenWindow(
            self.driver,
            replace(self.window.context, theme=house_theme()),
            self.window,
            rig.citizen_screen,
        )
        self.citizen.placed.connect(self.window.refresh)
        self._sync_news.connect(lambda _: self._reload())
        self.doctor.done.connect(self.window.show_diagnosis)
        self.doctor.failed.connect(self._not_examined)
        self.sticks.seen.connect(self.window.outbox.show_sticks)
        self.sticks.moved.connect(self.window.outbox.stick.show_progress)
        self.sticks.ended.connect(self._by_hand_ended)

    def start(self) -> None:
        """Begin to watch the readers and to speak to the city."""
        self.driver.start()
        self.codes.start()
        emit = self._sync_news.emit
        self._station.start_worker(self._schedule, emit, emit)
        self.doctor.start()

    def close(self) -> None:
        """End every thread and close the book."""
        self.doctor.close()
        self.sticks.close()
        self._voice.close()
        self.codes.close()
        self.driver.close()
        self._book_lane.close()
        self._door_lane.close()
        self._accounts.close()
        self._station.close()

    def setting(self) -> Setting:
        """What a step stands on now: always for a principal, by the agent."""
        return Setting(
            catalogue=self._catalogue,
            terminal=self._terminal,
            today=max(self._now().date(), self._station.known_day),
            calendar=self._calendar,
            words=self._words,
            channel="agent_desk",
            is_mandated=True,
            agent_name=self._agent.display_name if self._agent else "",
            closed=self._queue.closed,
        )

    def _scanned(self, found: ScannedCode) -> None:
        """Nothing is paid for here yet, so a payment code is wiped at once."""
        self.codes.forget()
        show_scan(self.window, found)

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

    # ── the doctor ─────────────────────────────────────────────────────────────────────────────

    def _examine(self, known: Mapping[str, DeviceReport]) -> Diagnosis:
        """On the doctor's lane."""
        found = self._examination.look({**known, **self.codes.known()})
        diagnosis = diagnose(self._station.folder, self._station.clock, found)
        log_findings(diagnosis.findings)
        keep_view(self._station.folder, diagnosis.findings, diagnosis.at)
        return diagnosis

    def _not_examined(self, code: str) -> None:
        self.window.reported(self._words(f"error.{code}.title"))

    def _write_readiness(self) -> None:
        """The report on the latest look, beside the other papers of this desk."""
        if self.doctor.latest is None:
            return
        try:
            file = write_readiness(self.doctor.latest, self._station.folder / "reports")
        except AppError:
            self.window.reported(self._words("doctor.page.not_reported"))
        else:
            self.window.reported(self._words("doctor.page.reported", file=file))

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

    def _mend(self, envelope: str, verb: str) -> None:
        """On the book's lane; the link is woken, and the book read again."""
        records = self._station.records
        acts = {"again": records.send_again, "mend": records.mend, "close": records.settle_loss}
        task = self._book_lane.run(lambda: acts[verb](envelope))
        task.success(self._mended).failure(lambda code: self.window.mended(code.value))

    def _mended(self, outcome: Mended) -> None:
        self.window.mended(outcome.value)
        self._station.wake()
        self._reload()

    def _by_hand_ended(self, outcome: Outcome) -> None:
        """The link is woken: what was taken for others goes on; the book may stand otherwise."""
        self.window.outbox.show_stick_outcome(outcome)
        self._station.wake()
        self._reload()

    def _show_book(self, book: Book) -> None:
        """A book that was read before the lock is not shown behind it."""
        if book.code is None:
            self._queue = book.queue
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
            mend=self._mend,
            is_beside=lambda: self.citizen.is_beside(),
            hand_over=lambda: self.citizen.hand_over(),
            check=self.doctor.check,
            write_readiness=self._write_readiness,
            by_hand=self.sticks.act,
        )

    def _take(self, catalogue: Catalogue) -> None:
        self._catalogue: Catalogue = catalogue
        self._index: Index = build_index(catalogue.packages, readings)

    def _now(self) -> datetime:
        return self._station.clock.now()

    def _slip(self, state: State, paper: Paper) -> Slip:
        return slip_of(state, paper, self.setting(), self._now(), self._queue.online)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the desk until its window is closed. Returns the process's exit code."""
    args = room_parser("agent_desk", __doc__, size="1366x768").parse_args(arguments)
    return start_room(lambda: _run(args))


def _run(args: argparse.Namespace) -> int:
    application = QApplication(sys.argv[:1])
    station = open_station(
        args.state, resources.path("catalogue"), SystemClock(), city_url=args.city
    )
    choice = choice_of(args, resources.path("clips"))
    schedule = Schedule(poll_s=args.poll, cap_s=args.retry)
    usb = [Path(folder) for folder in args.usb.split(":")]
    rig = build_rig(choice, paper_printer(args.printer))
    rig = replace(rig, printer=all_printers(args.printer, rig.printer, rig.paper()))
    if args.walk:  # it touches with a mouse
        rig = replace(rig, citizen_screen=replace(rig.citizen_screen, touch_only=False))
    desk = Desk(
        station,
        rig,
        schedule,
        Accounts(args.state),
        lambda: mounted_sticks(usb),
    )
    width, _, height = args.size.partition("x")
    desk.window.resize(int(width), int(height))
    desk.window.show()
    desk.citizen.place()
    desk.start()
    walk_room(
        application,
        desk.window,
        args,
        lambda: desk.driver.session.state,
        lambda order: lay_training_card(choice.folder, order),
        desk.citizen,
    )
    code = run_until_told(application)
    desk.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
