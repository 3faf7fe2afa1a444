"""Pages of one material are photographed, counted, dropped and used."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.errors import Code
from core.ports import Frame
from core.session import events as ev
from core.session.states import CapturingMaterial
from kiosk.page import Context
from kiosk.pages.capture_material import CaptureMaterialPage
from kiosk.widgets.page_thumb import PageThumb
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.live import AT, LiveStage, answered, matter, page_of
from tests.kiosk.pages.stage import LANDSCAPE, PORTRAIT, shipped_setting
from ui.theme import house_theme
from ui.words import house_words

STATE = CapturingMaterial(answered(matter(), shipped_setting()), "PLIC")
TWO = replace(STATE, taken=(page_of("PLIC", b"one"), page_of("PLIC", b"two")))
FAULTS = [code for code in Code if code.value.startswith(("FILE-", "CAM-"))]
FRAME = Frame(4, 3, bytes(range(36)), 0.0)


def said(page: CaptureMaterialPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def thumbs(page: CaptureMaterialPage) -> list[str]:
    found = [thumb for thumb in page.findChildren(PageThumb) if thumb.isVisible()]
    return sorted(thumb.accessibleName() for thumb in found)


class ShutterStage(LiveStage):
    """Counts how often the shutter was pressed."""

    shots = 0

    def context(self) -> Context:
        return replace(super().context(), shoot=self._shoot)

    def _shoot(self) -> None:
        self.shots += 1


def test_the_shutter_is_the_first_thing_to_do(qtbot: QtBot) -> None:
    stage = ShutterStage(qtbot)
    page = stage.open(CaptureMaterialPage, STATE)
    assert [(action.key, action.kind) for action in page.offers()] == [
        ("back", "second"),
        ("shoot", "primary"),
    ]
    page.act("shoot")
    assert stage.shots == 1
    assert stage.told == []


def test_what_was_taken_is_counted_shown_and_used(qtbot: QtBot) -> None:
    stage = ShutterStage(qtbot)
    page = stage.open(CaptureMaterialPage, TWO)
    assert thumbs(page) == ["第 1 页", "第 2 页"]
    assert [action.key for action in page.offers()] == ["back", "shoot", "use"]
    assert "2 页" in page.offers()[-1].text
    page.act("use")
    page.act("back")
    assert stage.told == [ev.Confirmed(AT), ev.BackTouched()]


def test_the_last_page_can_be_dropped(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(CaptureMaterialPage, TWO)
    stage.touch("capture:drop")
    assert stage.told == [ev.PicturesDropped("PLIC")]
    assert thumbs(page) == ["第 1 页"]
    stage.touch("capture:drop")
    assert "capture:drop" not in stage.names()


def test_of_many_pages_the_newest_are_shown(qtbot: QtBot) -> None:
    many = replace(STATE, taken=tuple(page_of("PLIC", bytes([n])) for n in range(12)))
    page = LiveStage(qtbot).open(CaptureMaterialPage, many)
    assert thumbs(page) == ["第 10 页", "第 11 页", "第 12 页", "第 8 页", "第 9 页"]


@pytest.mark.parametrize("code", FAULTS)
def test_what_was_wrong_is_said(qtbot: QtBot, code: Code) -> None:
    page = LiveStage(qtbot).open(CaptureMaterialPage, replace(STATE, fault=code))
    assert house_words()(f"error.{code.value}.title") in said(page)
    assert code.value in said(page)


def test_a_lost_camera_can_be_tried_again_and_shoots_nothing(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(CaptureMaterialPage, replace(TWO, fault=Code.CAMERA_LOST))
    shoot = page.offers()[1]
    assert not shoot.enabled
    assert shoot.reason
    stage.touch("capture:again")
    assert stage.told == [ev.TriedAgain()]


def test_a_blurred_page_is_simply_taken_again(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(CaptureMaterialPage, replace(STATE, fault=Code.MATERIAL_BLURRED))
    assert page.offers()[-1].enabled
    assert "capture:again" not in stage.names()


def test_no_page_stays_when_it_is_wiped(qtbot: QtBot) -> None:
    page = LiveStage(qtbot).open(CaptureMaterialPage, TWO)
    page.show_frame(FRAME, None)
    before = page.grab().toImage()
    page.wipe()
    assert thumbs(page) == []
    assert page.grab().toImage() != before


@pytest.mark.parametrize(
    ("size", "mode", "low"),
    [
        (PORTRAIT, "kiosk", False),
        (LANDSCAPE, "kiosk", False),
        (PORTRAIT, "kiosk", True),
        (PORTRAIT, "elder", False),
    ],
)
@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_nothing_is_cut(
    qtbot: QtBot, fault: Code | None, size: tuple[int, int], mode: str, low: bool
) -> None:
    stage = LiveStage(qtbot, size=size, theme=house_theme("light", mode), is_low=low)
    for state in (STATE, TWO):
        page = stage.open(CaptureMaterialPage, replace(state, fault=fault))
        page.show_frame(FRAME, None)
        assert_nothing_is_cut(page)
