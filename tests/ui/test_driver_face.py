"""A face that passed is taken once, compared with the card that lies there, and dropped with it."""

import gc
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import resources
from core.application import Comparison, Liveness
from core.ports import FaceVerdict, Frame, Slip
from core.session import events as ev
from core.session.effects import Paper
from core.session.matter import FaceState, Matter
from core.session.states import AskingConsent, CapturingFace, Filling, Session, State
from devices.rig import RigChoice, build_rig
from resources.catalogue_files import own_catalogue
from tests.core.session.stage import AT, JOURNEY, card, make_setting
from tests.sync import parts
from ui.driver import Driver, Machines, machines_of

DEADLINE_MS = 20_000
NUMBERS = Comparison(
    verdict="same", score="0.9000", threshold="0.3630", threshold_source="t", model_sha256="0" * 64
)
MOVED = Liveness(result="passed", challenges=["turn_left"])
PORTRAIT = b"WLf\0" + bytes(1020)


class Satisfied:
    """A gate that is content with everybody."""

    def judge(self, frame: Frame) -> FaceVerdict:
        return FaceVerdict(1, progress=1.0, measures={"sharp": 90.0}, liveness=MOVED)

    def reset(self) -> None:
        """Nothing is kept."""


class Comparer:
    """Compares when it may, and keeps with which portrait."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.may.set()
        self.begun = threading.Event()
        self.portraits: list[bytes] = []
        self.answer: Comparison | None = NUMBERS

    def __call__(self, frame: Frame, portrait: bytes) -> Comparison | None:
        self.portraits.append(portrait)
        self.begun.set()
        assert self.may.wait(DEADLINE_MS / 1000)
        return self.answer


@pytest.fixture
def comparer() -> Iterator[Comparer]:
    comparer = Comparer()
    yield comparer
    comparer.may.set()


class _Keeper:
    def __init__(self, folder: Path) -> None:
        self.records = parts.open_records(
            folder, parts.enrolled(folder, parts.CityKeys()), parts.SetClock()
        )

    def wake(self) -> None:
        """No link here."""


@pytest.fixture
def driver(tmp_path: Path, qtbot: QtBot, comparer: Comparer) -> Iterator[Driver]:
    rig = build_rig(
        RigChoice(tmp_path / "rig", resources.path("clips"), "simulated", "simulated", "simulated")
    )
    keeper = _Keeper(tmp_path)
    setting = make_setting(own_catalogue())

    def no_slip(_state: State, _paper: Paper) -> Slip:
        raise AssertionError("nothing is printed here")

    machines: Machines = replace(
        machines_of(rig, keeper, lambda _: None), face_gate=Satisfied(), compare_faces=comparer
    )
    driver = Driver(machines, lambda: setting, no_slip)
    driver.session = Session(state=asking())
    yield driver
    comparer.may.set()
    driver.close()
    keeper.records.close()


def asking(portrait: bytes = PORTRAIT) -> AskingConsent:
    held = replace(card(), portrait=portrait)
    return AskingConsent(Matter(JOURNEY, "CD-YJS-0002", card=held))


def filled(driver: Driver, qtbot: QtBot) -> Matter:
    """The matter once the form has come."""
    qtbot.waitUntil(lambda: isinstance(driver.session.state, Filling), timeout=DEADLINE_MS)
    state = driver.session.state
    assert isinstance(state, Filling)
    return state.matter


def test_the_frame_that_passed_is_compared_with_the_card_and_taken_once(
    driver: Driver, comparer: Comparer, qtbot: QtBot
) -> None:
    driver.tell(ev.ConsentGiven(AT))
    matter = filled(driver, qtbot)
    assert comparer.portraits == [PORTRAIT], "many good frames came, one was compared"
    assert matter.face_state is FaceState.COMPARED
    assert (matter.face_comparison, matter.face_liveness) == (NUMBERS, MOVED)
    assert matter.face is not None
    assert matter.face.octets[:2] == b"\xff\xd8"


def test_without_a_portrait_nothing_is_asked_and_nothing_is_claimed(
    driver: Driver, comparer: Comparer, qtbot: QtBot
) -> None:
    driver.session = Session(state=asking(b""))
    driver.tell(ev.ConsentGiven(AT))
    matter = filled(driver, qtbot)
    assert comparer.portraits == []
    assert (matter.face_state, matter.face_comparison) == (FaceState.CAPTURED, None)


def test_a_comparison_that_could_not_be_made_is_none(
    driver: Driver, comparer: Comparer, qtbot: QtBot
) -> None:
    comparer.answer = None
    driver.tell(ev.ConsentGiven(AT))
    matter = filled(driver, qtbot)
    assert (matter.face_state, matter.face_comparison) == (FaceState.CAPTURED, None)


def test_a_result_for_the_card_before_is_not_taken_for_the_next_one(
    driver: Driver, comparer: Comparer, qtbot: QtBot
) -> None:
    comparer.may.clear()
    driver.tell(ev.ConsentGiven(AT))
    qtbot.waitUntil(comparer.begun.is_set, timeout=DEADLINE_MS)
    driver.tell(ev.BackTouched())
    other = b"WLf\0" + bytes([1]) * 1020
    driver.session = replace(driver.session, state=asking(other))
    driver.tell(ev.ConsentGiven(AT))
    # The answer for the first card comes home while the second person looks into the camera.
    with qtbot.waitSignal(driver.frame, timeout=DEADLINE_MS):
        pass
    assert isinstance(driver.session.state, CapturingFace)
    comparer.may.set()
    filled(driver, qtbot)
    assert comparer.portraits == [PORTRAIT, other], "the form came with the second answer"


def test_leaving_while_it_is_compared_leaves_no_face_in_memory(
    driver: Driver, comparer: Comparer, qtbot: QtBot
) -> None:
    comparer.may.clear()
    before = held()  # what other tests of this process keep
    driver.tell(ev.ConsentGiven(AT))
    qtbot.waitUntil(comparer.begun.is_set, timeout=DEADLINE_MS)
    assert held() > before, "the harness sees the frame that is being compared"
    with qtbot.waitSignal(driver.forgotten, timeout=DEADLINE_MS):
        driver.tell(ev.HomeTouched(AT))
    comparer.may.set()
    qtbot.waitUntil(lambda: held() <= before, timeout=DEADLINE_MS)


def held() -> int:
    """How many frames there are in memory."""
    gc.collect()
    return sum(isinstance(each, Frame) for each in gc.get_objects())
