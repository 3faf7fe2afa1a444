"""The camera's advice is said in words, and the picture can still be declined."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.ports import FaceVerdict, Frame
from core.session import events as ev
from core.session.states import CapturingFace
from kiosk.pages.face import FacePage
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.live import AT, LiveStage, matter
from tests.kiosk.pages.stage import LANDSCAPE, PORTRAIT
from ui.camera_view import CameraOval
from ui.components.chip import Chip
from ui.theme import house_theme
from ui.words import house_words

STATE = CapturingFace(matter())
FRAME = Frame(4, 3, bytes(range(36)), 0.0)
ADVICE = [
    "face.turn_left", "face.turn_right", "face.closer_step", "face.front", "face.again",
    "face.whole", "face.fine", "face.contrast",
    "face.none", "face.one_person", "face.closer", "face.back", "face.centre", "face.more_light",
    "face.too_bright", "face.even_light", "face.straight", "face.hold_still", "face.keep", "",
]  # fmt: skip
PASSED = dict.fromkeys(
    ["found", "alone", "near_enough", "far_enough", "centre", "light_enough", "not_glaring",
     "whole", "fine_enough", "contrast", "even", "straight", "sharp"], True
)  # fmt: skip


def chips(page: FacePage) -> list[str]:
    return [chip.accessibleName() for chip in page.findChildren(Chip) if chip.isVisible()]


@pytest.mark.parametrize("advice", ADVICE)
def test_every_advice_of_the_gate_has_words(qtbot: QtBot, advice: str) -> None:
    page = LiveStage(qtbot).open(FacePage, STATE)
    page.show_frame(FRAME, FaceVerdict(1, PASSED, advice, 0.0 if advice else 1.0))
    oval = page.findChild(CameraOval)
    assert isinstance(oval, CameraOval)
    assert oval.accessibleDescription() == house_words()(advice or "face.good")


def test_each_check_shows_in_its_chip(qtbot: QtBot) -> None:
    words = house_words()
    page = LiveStage(qtbot).open(FacePage, STATE)
    page.show_frame(FRAME, FaceVerdict(1, {**PASSED, "near_enough": False}, "face.closer", 0.7))
    assert chips(page) == [
        words("face.chip.light.ok"),
        words("face.chip.straight.ok"),
        words("face.chip.distance.closer"),
    ]


CHALLENGE = FaceVerdict(1, PASSED, "face.turn_left", 0.5, step=(2, 3))


def test_a_challenge_shows_where_to_turn_how_many_there_are_and_what_it_is_worth(
    qtbot: QtBot,
) -> None:
    words = house_words()
    page = LiveStage(qtbot).open(FacePage, STATE)
    page.show_frame(FRAME, replace(CHALLENGE, advice="face.front"))
    before = page.grab().toImage()
    page.show_frame(FRAME, CHALLENGE)
    assert page.grab().toImage() != before
    assert chips(page) == [words("face.chip.light.ok"), words("face.chip.step", at=2, of=3)]
    shown = [text.text() for text in page.findChildren(QLabel) if text.isVisible()]
    assert words("capture_face.label") in shown
    assert "ISO/IEC 30107" in words("capture_face.label")
    assert [action.key for action in page.offers()] == ["back", "decline"], "a way without it"


def test_without_a_face_no_check_is_praised(qtbot: QtBot) -> None:
    page = LiveStage(qtbot).open(FacePage, STATE)
    page.show_frame(FRAME, FaceVerdict(0, dict.fromkeys(PASSED, False), "face.none", 0.0))
    assert chips(page) == [house_words()("face.chip.none")]


def test_declining_and_back_are_told(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(FacePage, STATE)
    page.act("decline")
    page.act("back")
    assert stage.told == [ev.ConsentDeclined(AT), ev.BackTouched()]


def test_no_face_stays_when_the_page_is_wiped(qtbot: QtBot) -> None:
    page = LiveStage(qtbot).open(FacePage, STATE)
    empty = page.grab().toImage()
    page.show_frame(FRAME, FaceVerdict(1, PASSED, "face.keep", 0.7))
    assert page.grab().toImage() != empty
    page.wipe()
    oval = page.findChild(CameraOval)
    assert isinstance(oval, CameraOval)
    assert not oval.accessibleDescription()
    assert chips(page) == []


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("verdict", [FaceVerdict(1, PASSED, "face.keep", 0.7), CHALLENGE])
def test_nothing_is_cut(qtbot: QtBot, size: tuple[int, int], verdict: FaceVerdict) -> None:
    page = LiveStage(qtbot, size=size).open(FacePage, STATE)
    page.show_frame(FRAME, verdict)
    assert_nothing_is_cut(page)


@pytest.mark.parametrize("mode", ["elder", "low"])
def test_nothing_is_cut_in_elder_and_low_mode(qtbot: QtBot, mode: str) -> None:
    theme = house_theme("light", "elder") if mode == "elder" else house_theme()
    page = LiveStage(qtbot, theme=theme, is_low=mode == "low").open(FacePage, STATE)
    page.show_frame(FRAME, FaceVerdict(1, PASSED, "face.keep", 0.7))
    assert_nothing_is_cut(page)
