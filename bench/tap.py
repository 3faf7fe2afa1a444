"""tap: from the card's event to the filled form, beside the bare APDU time of the same card."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

import resources
from bench.apdu import read_bare
from bench.figure import Figure, median, percentile
from bench.ground import lone_identity, lone_records
from core.ports import Slip
from core.session import events as ev
from core.session.effects import Paper
from core.session.setting import Setting
from core.session.states import (
    Answering,
    AskingConsent,
    AwaitingCard,
    ChoosingSubject,
    Filling,
    Idle,
    State,
)
from core.workdays import read_calendar
from devices.card.pcscd_rig import PcscdRig
from devices.card.training_cards import training_card
from devices.card.virtual_card import VirtualCard
from devices.rig import Rig, RigChoice, build_rig
from resources.catalogue_files import own_catalogue
from sync.records import SqliteRecords
from ui.driver import Driver, Machines
from ui.words import house_words

_ROUNDS = 20
_PATIENCE_MS = 20_000
_PACKAGE = "CD-YJS-0002"
_AT = "2026-11-23T23:06:00+08:00"
_JOURNEY = "01930000-0000-7000-8000-00000000be2c"


def tap_figure() -> Iterator[Figure]:
    """Real pcscd, virtual card, real records; the consent is declined at once by the bench."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QCoreApplication.instance() or QCoreApplication([])
    with (
        TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as name,
        PcscdRig(Path(name) / "pcscd") as rig,
        lone_records() as (records, _),
    ):
        reader, port = next(iter(rig.ports.items()))
        choice = RigChoice(Path(name), resources.path("clips"), "pcsc", "simulated", "simulated",
                           "simulated")  # fmt: skip
        bench = _Bench(build_rig(choice), records)
        taps = [bench.round(port) for _ in range(_ROUNDS)]
        with _inserted(port):
            bench.wait(lambda: bool(bench.driver.session.card_reader))
            bare = [read_bare(reader) for _ in range(_ROUNDS)]
        bench.driver.close()
    application.processEvents()
    yield Figure(
        figure="tap.median",
        value=median(taps) * 1000,
        unit="ms",
        peers={"the same six APDUs, bare": median(bare) * 1000},
        note=f"p95 {percentile(taps, 0.95) * 1000:.1f} ms; from the event, not from the touch: the "
        "daemon itself looks every 400 ms; a real chip and its SAM are much slower than this card",
    )


class _Bench:
    """A driver without a window."""

    def __init__(self, rig: Rig, records: SqliteRecords) -> None:
        self._setting = Setting(
            catalogue=own_catalogue(),
            terminal=lone_identity().terminal,
            today=date(2026, 11, 23),
            calendar=read_calendar(resources.path("holidays.toml").read_bytes()),
            words=house_words(),
        )
        self._seen: dict[str, float] = {}
        self.driver = Driver(
            Machines(
                card=rig.card,
                face_camera=rig.face_camera,
                document_camera=rig.document_camera,
                face_gate=rig.face_gate,
                to_jpeg=rig.portrait,
                compare_faces=rig.compare_faces,
                page_jpeg=rig.page_picture,
                prepare_page=rig.prepare,
                printer=rig.printer,
                records=records,
                wake_sync=lambda: None,
                play=lambda sound: None,
            ),
            lambda: self._setting,
            _no_paper,
        )
        self.driver.changed.connect(self._look)
        self.driver.start()

    def round(self, port: int) -> float:
        """One card: seconds from its event to the form that it filled."""
        tell = self.driver.tell
        tell(ev.PackageChosen(_PACKAGE, _JOURNEY))
        while not isinstance(self.driver.session.state, AwaitingCard):
            self._go_on()
        self._seen.clear()
        with _inserted(port):
            self.wait(lambda: "filled" in self._seen)
        tell(ev.HomeTouched(_AT))
        self.wait(lambda: isinstance(self.driver.session.state, Idle))
        return self._seen["filled"] - self._seen["event"]

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Turn the event loop until it is so. Raises RuntimeError when it never is."""
        loop = QEventLoop()
        self.driver.changed.connect(lambda: loop.quit() if is_so() else None)
        QTimer.singleShot(_PATIENCE_MS, loop.quit)
        if not is_so():
            loop.exec()
        if not is_so():
            raise RuntimeError("the card was never read")

    def _go_on(self) -> None:
        """Answer the page with its first choice."""
        tell, setting = self.driver.tell, self._setting
        match self.driver.session.state:
            case ChoosingSubject(matter):
                tell(ev.OptionTouched(setting.package_of(matter).subjects[0].value))
            case Answering(matter, question):
                asked = setting.plan_of(matter).asked_questions
                chosen = next(each for each in asked if each.code == question)
                tell(ev.OptionTouched(chosen.options[0].code))
            case _:
                pass
        tell(ev.Confirmed(_AT))

    def _look(self) -> None:
        """Runs inside the step that changed the session."""
        state = self.driver.session.state
        if isinstance(state, AwaitingCard) and state.is_reading:
            self._seen.setdefault("event", perf_counter())
        elif isinstance(state, AskingConsent):
            self.driver.tell(ev.ConsentDeclined(_AT))
        elif isinstance(state, Filling):
            self._seen.setdefault("filled", perf_counter())


def _no_paper(state: State, paper: Paper) -> Slip:
    raise ValueError(f"nothing is printed for {type(state).__name__} ({paper.value})")


@contextmanager
def _inserted(port: int) -> Iterator[None]:
    card = VirtualCard("127.0.0.1", port, training_card("zhangsan"))
    card.insert()
    thread = Thread(target=card.serve, name="virtual card")
    thread.start()
    try:
        yield
    finally:
        card.pull()
        thread.join()
