"""Review, agreement and signature; and the mandate, which is signed the same way."""

import json
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel
from pytestqt.qtbot import QtBot

from core.resident_number import masked
from core.session import events as ev
from core.session.document import mandate_words
from core.session.handing_in import promise
from core.session.matter import Matter
from core.session.states import Signing, SigningMandate
from kiosk.pages.mandate import MandatePage
from kiosk.pages.signing import SigningPage
from kiosk.review_sheet import review_sheet
from kiosk.widgets.kept_pad import KeptPad
from tests.core.session.stage import card, signature
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.live import AT, LiveStage, draw, filled, filling, with_all_given
from tests.kiosk.pages.stage import LANDSCAPE, PORTRAIT, shipped_setting
from ui.theme import house_theme
from ui.words import house_words

SETTING = shipped_setting()
WORDS = house_words()
ARRANGEMENTS = [
    (PORTRAIT, "kiosk", False),
    (LANDSCAPE, "kiosk", False),
    (PORTRAIT, "kiosk", True),
    (PORTRAIT, "elder", False),
]


def mandated() -> Matter:
    return replace(filled(SETTING), agent_card=card("测试李四", 3))


def pad_of(stage: LiveStage) -> KeptPad:
    pad = stage.find("signature")
    assert isinstance(pad, KeptPad)
    return pad


def positions(strokes: bytes) -> list[float]:
    """All coordinates of a pad's strokes."""
    return [n for stroke in json.loads(strokes)["strokes"] for x, y, _ in stroke for n in (x, y)]


def matter_of(stage: LiveStage) -> Matter:
    assert isinstance(stage.state, Signing | SigningMandate)
    return stage.state.matter


def test_the_review_names_who_and_what_and_hides_the_number(qtbot: QtBot) -> None:
    page = LiveStage(qtbot).open(SigningPage, Signing(filled(SETTING)))
    said = " ".join(label.text() for label in page.findChildren(QLabel))
    number = card().number
    assert masked(number) in said
    assert number not in said
    assert "13800001234" not in said
    assert "测试大药房芙蓉路店" in said


def test_every_field_that_was_typed_is_reviewed() -> None:
    rows = review_sheet(filled(SETTING), SETTING, WORDS)
    labels = {
        field.label
        for page in SETTING.plan_of(filled(SETTING)).pages
        for field in page.fields
        if not field.from_card
    }
    assert labels <= {row.name for row in rows}


def test_promises_are_reviewed_with_their_date() -> None:
    whole = promise(filled(SETTING), "HEALTH", SETTING)
    rows = {row.name: row.value for row in review_sheet(whole, SETTING, WORDS)}
    assert "1 份最晚 2026 年 12 月 7 日补交" in rows[WORDS("signing.materials")]


def test_without_a_card_the_review_says_that_a_person_checks() -> None:
    start = filling(SETTING, with_card=False).matter
    form = (("manager_name", "测试李四"), ("manager_number", card().number))
    rows = review_sheet(replace(start, form=form), SETTING, WORDS)
    who = next(row for row in rows if row.name == WORDS("signing.who"))
    assert who.value == f"测试李四 · {masked(card().number)}"
    assert who.line == WORDS("signing.who_typed")
    assert who.part == "form"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("edit:situation", "situation"),
        ("edit:form:shop_name", "form"),
        ("edit:materials", "materials"),
    ],
)
def test_each_part_can_be_changed(qtbot: QtBot, name: str, part: str) -> None:
    stage = LiveStage(qtbot)
    stage.open(SigningPage, Signing(filled(SETTING)))
    stage.touch(name)
    assert stage.told == [ev.EditTouched(part)]


def test_further_rows_are_on_further_pages(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    stage.open(SigningPage, Signing(filled(SETTING)))
    assert "edit:organ" not in stage.names()
    stage.touch("page:next")
    stage.touch("edit:organ")
    assert stage.told == [ev.EditTouched("organ")]


def test_it_says_what_keeps_it_from_being_handed_in(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(SigningPage, Signing(filled(SETTING)))
    assert page.offers()[-1].reason == WORDS("signing.no_agreement")
    stage.touch("check:agree")
    assert stage.told == [ev.AgreementTouched()]
    assert page.offers()[-1].reason == WORDS("signing.no_signature")
    draw(pad_of(stage))
    assert page.offers()[-1].enabled
    page.act("submit")
    assert stage.told[-1] == ev.Confirmed(AT)


def test_with_materials_missing_it_is_not_handed_in(qtbot: QtBot) -> None:
    missing = replace(filled(SETTING), given=(), agreed=True, signature=signature())
    page = LiveStage(qtbot).open(SigningPage, Signing(missing))
    submit = page.offers()[-1]
    assert not submit.enabled
    assert "份材料" in submit.reason


def test_the_tick_follows_the_state(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(SigningPage, Signing(filled(SETTING)))
    tick = stage.find("check:agree")
    assert isinstance(tick, QCheckBox)
    page.show_state(Signing(replace(filled(SETTING), agreed=True)))
    assert tick.isChecked()
    page.show_state(Signing(filled(SETTING)))
    assert not tick.isChecked()
    assert stage.told == []


def test_a_whole_name_is_told_with_picture_and_strokes(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    stage.open(SigningPage, Signing(filled(SETTING)))
    draw(pad_of(stage))
    drawn = matter_of(stage).signature
    assert drawn is not None
    assert drawn.picture.octets.startswith(b"\x89PNG")
    assert (drawn.picture.role, drawn.picture.media_type) == ("signature", "image/png")
    assert (drawn.strokes.role, drawn.strokes.media_type) == ("strokes", "application/json")
    assert drawn.strokes.octets == pad_of(stage).strokes_json()


def test_a_dash_is_no_signature(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(SigningPage, Signing(filled(SETTING)))
    draw(pad_of(stage), strokes=1)
    assert stage.told == []
    said = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert WORDS("ui.signature.short") in said


def test_wiping_takes_the_signature_back(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    stage.open(SigningPage, Signing(filled(SETTING)))
    draw(pad_of(stage))
    stage.touch("link:wipe")
    assert stage.told[-1] == ev.SignatureWiped()
    assert matter_of(stage).signature is None
    assert not pad_of(stage).has_ink()


def test_the_ink_survives_a_refresh_of_the_page(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    stage.open(SigningPage, Signing(filled(SETTING)))
    pad = pad_of(stage)
    draw(pad)
    strokes = pad.strokes_json()
    stage.touch("check:agree")
    assert pad_of(stage) is pad
    assert pad.strokes_json() == strokes


def test_a_page_made_anew_shows_what_was_signed(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    stage.open(SigningPage, Signing(filled(SETTING)))
    draw(pad_of(stage))
    before = pad_of(stage).strokes_json()
    told = len(stage.told)
    stage.open(SigningPage, stage.state)
    assert pad_of(stage).has_ink()
    assert pad_of(stage).is_enough()
    assert positions(pad_of(stage).strokes_json()) == pytest.approx(positions(before), abs=0.2)
    assert len(stage.told) == told


def test_strokes_that_cannot_be_read_leave_the_pad_empty(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    stage.open(SigningPage, Signing(replace(filled(SETTING), signature=signature())))
    assert not pad_of(stage).has_ink()


def test_what_is_written_after_a_page_was_made_anew_comes_later(qtbot: QtBot) -> None:
    pad = KeptPad(house_theme(), WORDS)
    qtbot.addWidget(pad)
    pad.resize(800, 400)
    pad.show()
    pad.restore(
        b'{"width":800,"height":400,"device":"pen","pressure":true,'
        b'"strokes":[[[10,10,0,0.5],[700,300,90000,0.25]]]}'
    )
    assert json.loads(pad.strokes_json())["strokes"] == [
        [[10, 10, 0, 0.5], [700, 300, 90000, 0.25]]
    ]
    draw(pad)
    times = [point[2] for stroke in json.loads(pad.strokes_json())["strokes"] for point in stroke]
    assert times == sorted(times)
    assert times[-1] >= 90000


def test_ink_grows_and_shrinks_with_the_pad(qtbot: QtBot) -> None:
    pad = KeptPad(house_theme(), WORDS)
    qtbot.addWidget(pad)
    pad.resize(800, 400)
    pad.show()
    draw(pad)
    pad.resize(600, 300)
    assert pad.is_enough()
    xs = [point.x for stroke in pad._strokes for point in stroke]
    assert max(xs) <= 600
    assert max(xs) == pytest.approx(0.88 * 600, abs=2)


def test_wiping_the_page_tells_nothing_and_leaves_nothing(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(SigningPage, Signing(filled(SETTING)))
    draw(pad_of(stage))
    told = len(stage.told)
    page.wipe()
    assert len(stage.told) == told
    assert not pad_of(stage).has_ink()


def test_the_mandate_is_shown_whole_and_signed(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(MandatePage, SigningMandate(mandated()))
    said = [label.text() for label in page.findChildren(QLabel)]
    assert mandate_words(mandated(), SETTING) in said
    assert not page.offers()[-1].enabled
    draw(pad_of(stage))
    assert matter_of(stage).mandate is not None
    assert page.offers()[-1].enabled
    stage.touch("link:wipe")
    assert matter_of(stage).mandate is None
    page.act("confirm")
    page.act("back")
    assert stage.told[-2:] == [ev.Confirmed(AT), ev.BackTouched()]


@pytest.mark.parametrize(("size", "mode", "low"), ARRANGEMENTS)
def test_nothing_is_cut(qtbot: QtBot, size: tuple[int, int], mode: str, low: bool) -> None:
    stage = LiveStage(qtbot, size=size, theme=house_theme("light", mode), is_low=low)
    typed = with_all_given(filling(SETTING, with_card=False).matter, SETTING)
    for whole in (filled(SETTING), mandated(), typed):
        page = stage.open(SigningPage, Signing(whole))
        assert_nothing_is_cut(page)
        while stage.find("page:next").isEnabled():
            stage.touch("page:next")
            assert_nothing_is_cut(page)
        draw(pad_of(stage), strokes=1)
        assert_nothing_is_cut(page)
    assert_nothing_is_cut(stage.open(MandatePage, SigningMandate(mandated())))
