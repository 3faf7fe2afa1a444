"""The kiosk: its floors are put together here."""

import argparse
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

import resources
from core.catalogue import Catalogue
from core.ports import CaseView, QueueView, Slip
from core.search import Index, build_index
from core.session import events as ev
from core.session.effects import Paper, Sound
from core.session.papers import slip_of
from core.session.setting import Setting
from core.session.states import Idle, Received, State, TakingCard, ViewingCases
from core.workdays import read_calendar
from devices.card.simulated_reader import CardFault, insert_card, remove_card
from devices.card.training_cards import training_card
from devices.rig import Rig, RigChoice, build_rig
from kiosk.window import KioskWindow, Surroundings, full_screen
from resources.pinyin import readings
from sync.schedule import Schedule
from sync.station import Station, open_station
from sync.system_clock import SystemClock
from ui.driver import Driver, Machines
from ui.startup import start_room
from ui.theme import house_theme
from ui.walk import Stage, Walk, read_steps
from ui.words import Words, house_words


class Kiosk(QObject):
    """Everything of one terminal that stands above the floors. Made on the main thread."""

    _queue_news = Signal(object)
    _case_news = Signal(object)

    def __init__(self, station: Station, rig: Rig, schedule: Schedule) -> None:
        super().__init__()
        self._station = station
        self._rig = rig
        self._schedule = schedule
        self._words: Words = house_words()
        self._calendar = read_calendar(resources.path("holidays.toml").read_bytes())
        self._take(station.catalogue())
        self._queue: QueueView = station.records.queue()
        self.driver = Driver(self._machines(), self.setting, self._slip, self)
        self.window = KioskWindow(
            self.driver,
            Surroundings(self.setting, lambda: self._index, lambda: self._queue, self._now),
            house_theme(),
            self._words,
        )
        self._queue_news.connect(self._take_queue)
        self.driver.forgotten.connect(self._renew)
        self._case_news.connect(self._take_cases)

    def start(self) -> None:
        """Begin to watch the readers and to speak to the city."""
        self.driver.start()
        self._station.start_worker(self._schedule, self._queue_news.emit, self._case_news.emit)

    def close(self) -> None:
        """End every thread and close the book."""
        self.driver.close()
        self._station.close()

    def setting(self) -> Setting:
        """What a step stands on now."""
        return Setting(
            catalogue=self._catalogue,
            terminal=self._station.identity.terminal,
            today=self._now().date(),
            calendar=self._calendar,
            words=self._words,
        )

    def _take(self, catalogue: Catalogue) -> None:
        self._catalogue: Catalogue = catalogue
        self._index: Index = build_index(catalogue.packages, readings)

    def _now(self) -> datetime:
        return self._station.clock.now()

    def _slip(self, state: State, paper: Paper) -> Slip:
        return slip_of(state, paper, self.setting(), self._now(), self._queue.online)

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
        """The system's bell stands in for the three sounds until a loudspeaker is driven."""
        if sound is not Sound.DONE:
            QApplication.beep()

    def _renew(self) -> None:
        """Between two citizens: work by the catalogue that the city has given meanwhile."""
        if not isinstance(self.driver.session.state, Idle | TakingCard):
            return
        newer = self._station.newer_catalogue()
        if newer is not None:
            self._take(newer)

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
    kiosk = Kiosk(station, build_rig(choice), Schedule(poll_s=args.poll, cap_s=args.retry))
    _show(kiosk.window, args.size)
    kiosk.start()
    walk = None
    if args.walk:
        walk = Walk(_stage(kiosk, args.pictures, choice.folder), read_steps(_walk_text(args.walk)))
        walk.done.connect(application.exit)
        walk.start()
    wakeful = _end_on_signals(application)
    code = application.exec()
    wakeful.stop()
    kiosk.close()
    return code


def _show(window: KioskWindow, size: str) -> None:
    if size == "full":
        full_screen(window)
        return
    width, _, height = size.partition("x")
    window.resize(int(width), int(height))
    window.show()
    window.activateWindow()


def _stage(kiosk: Kiosk, pictures: Path, simulators: Path) -> Stage:
    def card(name: str) -> None:
        who, _, fault = name.partition(" ")
        if who == "-":
            remove_card(simulators)
        else:
            insert_card(simulators, training_card(who), CardFault(fault))

    return Stage(kiosk.window, pictures, lambda: type(kiosk.driver.session.state).__name__, card)


def _walk_text(name: str) -> str:
    """A walk that ships, by its name, or a file."""
    shipped = resources.path("walks", f"{name}.walk")
    return (shipped if shipped.exists() else Path(name)).read_text(encoding="utf-8")


def _end_on_signals(application: QApplication) -> QTimer:
    """SIGTERM and SIGINT end the kiosk properly; the timer lets Python see them."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.exit(0))
    wakeful = QTimer()
    wakeful.start(200)
    wakeful.timeout.connect(lambda: None)
    return wakeful


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk", description=__doc__)
    parser.add_argument("--state", type=Path, required=True, help="the terminal's own folder")
    parser.add_argument("--city", default="", help="the city's address, where it moved")
    parser.add_argument("--size", default="full", help="full, or e.g. 1080x1920")
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
