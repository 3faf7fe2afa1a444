"""The kiosk: its floors are put together here."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QApplication

import resources
from core.catalogue import Catalogue
from core.device_report import DeviceReport
from core.diagnosis import Diagnosis
from core.errors import AppError, Code
from core.ports import CaseView, QueueView, Slip
from core.scanned_code import CaseLinkScanned, ScannedCode, refusal_of
from core.search import Index, build_index
from core.session import events as ev
from core.session.effects import Paper
from core.session.papers import slip_of
from core.session.setting import Setting
from core.session.states import Idle, Received, State, TakingCard, ViewingCases
from core.workdays import read_calendar
from devices.checkup_log import log_findings
from devices.rig import Rig, build_rig, choice_of, lay_training_card
from devices.scanner.removable import loadable_files
from kiosk.staff import StaffDoor
from kiosk.window import KioskWindow, Surroundings, full_screen
from resources.pinyin import readings
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
from ui.stick_paper import StickPaper
from ui.theme import house_theme
from ui.voice import Voice
from ui.words import Words, house_words

_KEY_OCTETS = 32  # of what tells a payment code that was scanned before


class Kiosk(QObject):
    """Everything of one terminal that stands above the floors. Made on the main thread."""

    _queue_news = Signal(object)
    _case_news = Signal(object)

    def __init__(
        self,
        station: Station,
        rig: Rig,
        schedule: Schedule,
        sticks: Sequence[Path],
        size: QSize,
    ) -> None:
        """`sticks` are the folders below which USB sticks are mounted; `size` is the window's."""
        super().__init__()
        self._station = station
        self._schedule = schedule
        self._words: Words = house_words()
        self._terminal = shown_terminal(station.identity.terminal, rig.simulated, self._words)
        self._calendar = read_calendar(resources.path("holidays.toml").read_bytes())
        self._take(station.catalogue())
        self._queue: QueueView = station.records.queue()
        self._voice = Voice(rig.speaker, self)
        stick = StickPaper(lambda: mounted_sticks(sticks), house_theme())
        machines = replace(machines_of(rig, station, self._voice.play), keep_paper=stick)
        self.driver = Driver(machines, self.setting, self._slip, self)
        watch = DeviceWatch(self.driver)
        station.devices = watch
        self._examination = rig.examination()
        self.doctor = Doctor(self.driver, self._examine, self)
        self.doctor.done.connect(watch.take)
        self.window = KioskWindow(
            self.driver,
            Surroundings(
                setting=self.setting,
                index=lambda: self._index,
                queue=lambda: self._queue,
                now=self._now,
                files=lambda most: loadable_files(sticks, most),
                voice=self._voice,
            ),
            house_theme(),
            self._words,
            size,
        )
        theme = house_theme()
        self.staff = StaffDoor(self.window, self.doctor, theme, self._words, self._report)
        self.codes = CodeIntake(
            rig.code_readers,
            rig.typing_readers,
            self._terminal.public_url,
            os.urandom(_KEY_OCTETS),
            self,
        )
        self.codes.scanned.connect(self._scanned)
        self.codes.refused.connect(lambda code: self.window.say_code(Code(code)))
        self.driver.forgotten.connect(self.codes.forget)
        self._queue_news.connect(self._take_queue)
        self.driver.forgotten.connect(self._renew)
        self._case_news.connect(self._take_cases)

    def start(self) -> None:
        """Begin to watch the readers and to speak to the city."""
        self.driver.start()
        self.codes.start()
        self._station.start_worker(self._schedule, self._queue_news.emit, self._case_news.emit)
        self.doctor.start()

    def close(self) -> None:
        """End every thread and close the book."""
        self.doctor.close()
        self._voice.close()
        self.codes.close()
        self.driver.close()
        self._station.close()

    def setting(self) -> Setting:
        """What a step stands on now."""
        return Setting(
            catalogue=self._catalogue,
            terminal=self._terminal,
            today=max(self._now().date(), self._station.known_day),
            calendar=self._calendar,
            words=self._words,
            closed=self._queue.closed,
        )

    def _examine(self, known: Mapping[str, DeviceReport]) -> Diagnosis:
        """On the doctor's lane."""
        found = self._examination.look({**known, **self.codes.known()})
        diagnosis = diagnose(self._station.folder, self._station.clock, found)
        log_findings(diagnosis.findings)
        keep_view(self._station.folder, diagnosis.findings, diagnosis.at)
        return diagnosis

    def _report(self) -> str:
        """Write the readiness report on the latest look; where it is, in words."""
        if self.doctor.latest is None:
            return self._words("doctor.page.checking")
        try:
            file = write_readiness(self.doctor.latest, self._station.folder / "reports")
        except AppError:
            return self._words("doctor.page.not_reported")
        return self._words("doctor.page.reported", file=file)

    def _take(self, catalogue: Catalogue) -> None:
        self._catalogue: Catalogue = catalogue
        self._index: Index = build_index(catalogue.packages, readings)

    def _now(self) -> datetime:
        return self._station.clock.now()

    def _slip(self, state: State, paper: Paper) -> Slip:
        return slip_of(state, paper, self.setting(), self._now(), self._queue.online)

    def _renew(self) -> None:
        """Between two citizens: work by the catalogue that the city has given meanwhile."""
        if not isinstance(self.driver.session.state, Idle | TakingCard):
            return
        try:
            newer = self._station.newer_catalogue()
        except AppError:
            return  # what it works by stays; the link tells of a disk or a catalogue that fails
        if newer is not None:
            self._take(newer)

    def _scanned(self, found: ScannedCode) -> None:
        """A receipt's code opens its case. A number alone does not: numbers can be counted
        through. Nothing is paid for here yet, so a payment code is wiped at once."""
        self.codes.forget()
        if isinstance(found, CaseLinkScanned):
            self.window.say_code(None)
            self.driver.tell(ev.ReceiptShown(found.case_id))
        else:
            self.window.say_code(refusal_of(found) or Code.CODE_UNKNOWN)

    def _take_queue(self, queue: QueueView) -> None:
        self._queue = queue
        self._renew()
        self.window.refresh()

    def _take_cases(self, cases: list[CaseView]) -> None:
        state = self.driver.session.state
        if isinstance(state, Received):
            self.driver.tell(ev.CasesFound(tuple(cases)))
        if isinstance(state, ViewingCases) and state.cases is not None:
            newer = {case.id: case for case in cases}
            shown = tuple(newer.get(case.id, case) for case in state.cases)
            self.driver.tell(ev.CasesFound(shown))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the kiosk until it is told to stop. Returns the process's exit code."""
    args = room_parser("kiosk", __doc__, size="full").parse_args(arguments)
    return start_room(lambda: _run(args))


def _run(args: argparse.Namespace) -> int:
    application = QApplication(sys.argv[:1])
    station = open_station(
        args.state, resources.path("catalogue"), SystemClock(), city_url=args.city
    )
    choice = choice_of(args, resources.path("clips"))
    rig = build_rig(choice, paper_printer(args.printer))
    kiosk = Kiosk(
        station,
        replace(rig, printer=all_printers(args.printer, rig.printer, rig.paper())),
        Schedule(poll_s=args.poll, cap_s=args.retry),
        [Path(folder) for folder in args.usb.split(":")],
        _size_of(args.size),
    )
    _show(kiosk.window, args.size)
    kiosk.start()
    walk_room(
        application,
        kiosk.window,
        args,
        lambda: kiosk.driver.session.state,
        lambda order: lay_training_card(choice.folder, order),
    )
    code = run_until_told(application)
    kiosk.close()
    return code


def _size_of(wanted: str) -> QSize:
    """The window's size: the whole screen's for `full`."""
    if wanted == "full":
        return QApplication.primaryScreen().size()
    width, _, height = wanted.partition("x")
    return QSize(int(width), int(height))


def _show(window: KioskWindow, size: str) -> None:
    if size == "full":
        full_screen(window)
        return
    window.show()
    window.activateWindow()


if __name__ == "__main__":
    sys.exit(main())
