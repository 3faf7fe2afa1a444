"""The driver with the simulators that ship: what a touch begins comes home to its own page."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import resources
from core.errors import Code
from core.ports import Camera, Slip
from core.session import events as ev
from core.session.effects import Paper
from core.session.matter import Matter
from core.session.states import CapturingMaterial, GivingMaterials, Session, State, ViewingCases
from devices.camera.opencv_camera import OpenCvCamera
from devices.rig import RigChoice, build_rig
from resources.catalogue_files import own_catalogue
from tests.core.session.stage import JOURNEY, make_setting
from tests.sync import parts
from ui.driver import Driver, Machines

DEADLINE_MS = 20_000


class SlowCamera(OpenCvCamera):
    """Gives no picture before it may."""

    may = threading.Event()

    def open(self) -> None:
        assert self.may.wait(DEADLINE_MS / 1000)
        super().open()


@pytest.fixture
def may() -> Iterator[threading.Event]:
    SlowCamera.may.clear()
    yield SlowCamera.may
    SlowCamera.may.set()


@pytest.fixture
def prepared() -> list[bytes]:
    """What was given to be straightened, in order."""
    return []


@pytest.fixture
def driver(tmp_path: Path, qtbot: QtBot, prepared: list[bytes]) -> Iterator[Driver]:
    clips = resources.path("clips")
    rig = build_rig(RigChoice(tmp_path / "rig", clips, "simulated", "simulated", "simulated"))
    records = parts.open_records(
        tmp_path, parts.enrolled(tmp_path, parts.CityKeys()), parts.SetClock()
    )
    setting = make_setting(own_catalogue())

    def camera() -> Camera:
        return SlowCamera(clips / "training_page.jpg")

    def prepare(octets: bytes, media_type: str, budget_kb: int) -> tuple[bytes, str]:
        prepared.append(octets)
        return rig.prepare(octets, media_type, budget_kb)

    def no_slip(_state: State, _paper: Paper) -> Slip:
        raise AssertionError("nothing is printed here")

    machines = Machines(
        card=rig.card,
        face_camera=rig.face_camera,
        document_camera=camera,
        face_gate=rig.face_gate,
        to_jpeg=rig.portrait,
        compare_faces=rig.compare_faces,
        page_jpeg=rig.page_picture,
        prepare_page=prepare,
        printer=rig.printer,
        records=records,
        wake_sync=lambda: None,
        play=lambda _: None,
    )
    driver = Driver(machines, lambda: setting, no_slip)
    matter = Matter(JOURNEY, "CD-YJS-0002")
    driver.session = Session(state=GivingMaterials(matter))
    yield driver
    SlowCamera.may.set()
    driver.close()
    records.close()


def taken(driver: Driver) -> int:
    state = driver.session.state
    return len(state.taken) if isinstance(state, CapturingMaterial) else 0


def test_a_shutter_that_is_faster_than_the_camera_takes_its_first_frame(
    driver: Driver, may: threading.Event, qtbot: QtBot
) -> None:
    driver.tell(ev.PhotographTouched("PHOTO"))
    driver.take_picture()
    assert taken(driver) == 0
    may.set()
    qtbot.waitUntil(lambda: taken(driver) == 1, timeout=DEADLINE_MS)


def test_a_shutter_that_waited_is_forgotten_with_its_page(
    driver: Driver, prepared: list[bytes], may: threading.Event, qtbot: QtBot
) -> None:
    driver.tell(ev.PhotographTouched("PHOTO"))
    driver.take_picture()
    may.set()
    driver.tell(ev.BackTouched())
    with qtbot.waitSignal(driver.frame, timeout=DEADLINE_MS):
        driver.tell(ev.PhotographTouched("PHOTO"))
    file = resources.path("clips") / "training_page.jpg"
    driver.load_file("PHOTO", file)
    qtbot.waitUntil(lambda: taken(driver) >= 1, timeout=DEADLINE_MS)
    assert prepared[0] == file.read_bytes(), "the lane is in order: nothing came before the file"


@pytest.mark.parametrize("is_here", [True, False])
def test_a_scanned_receipt_leads_to_its_case_or_says_that_it_is_elsewhere(
    driver: Driver, qtbot: QtBot, is_here: bool
) -> None:
    driver.session = Session()
    case_id = parts.case_id(7)
    if is_here:
        given = parts.pages(7)
        application = parts.an_application(7, given)
        book = driver._machines.records
        book.submit(application, given, due="2026-12-20", materials_all=2, draft="")
    driver.tell(ev.ReceiptShown(case_id))

    def viewing() -> ViewingCases:
        state = driver.session.state
        assert isinstance(state, ViewingCases)
        return state

    qtbot.waitUntil(lambda: viewing().cases is not None, timeout=DEADLINE_MS)
    assert [case.id for case in viewing().cases or ()] == ([case_id] if is_here else [])
    assert viewing().fault is (None if is_here else Code.CODE_CASE_ELSEWHERE)
