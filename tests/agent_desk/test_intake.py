"""The panels of a new case: what a touch tells, and that nothing is cut."""

from dataclasses import replace
from typing import get_args

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

import resources
from agent_desk.intake.book import FOREIGN, panel_class
from agent_desk.intake.panel import Panel
from core.errors import Code
from core.ports import Attachment, Draft
from core.resident_number import masked
from core.session import events as ev
from core.session import states as st
from core.session.document import build_application
from core.session.filling import start_filling
from core.session.matter import Given, How, Matter
from tests.agent_desk.stage import (
    AGENTS_CARD,
    ID,
    PRINCIPAL,
    UNEMPLOYMENT,
    WORDS,
    Intake,
    a_case,
    a_row,
    assert_words_have_room,
    matter,
    named,
    setting,
    texts,
)
from tests.core.session.stage import signature
from ui.components import Button, FieldBox

AT = "2026-11-23T16:42:00+00:00"
PHOTO = Attachment("PHOTO", "image/jpeg", resources.path("clips/training_page.jpg").read_bytes())


def both(**changes: object) -> Matter:
    """A matter with both cards read."""
    return matter(card=PRINCIPAL, agent_card=AGENTS_CARD, mandate=signature(b"mandate"), **changes)


def filled() -> Matter:
    filling = start_filling(both(), setting())
    return filling.matter


def whole() -> Matter:
    """Everything but agreement and signature."""
    card = Given("IDC", How.CARD)
    photo = Given("PHOTO", How.SCAN, (PHOTO,))
    return replace(filled(), given=(card, photo))


STATES: tuple[st.State, ...] = (
    st.Searching(),
    st.Refused(UNEMPLOYMENT, "refused.not_in_force"),
    st.ChoosingSubject(matter()),
    st.Answering(matter(), "reason"),
    st.ChoosingOrgan(matter(), "CD-430702-RS"),
    st.ReadingNotice(matter()),
    st.AwaitingCard(st.Purpose.APPLY, matter()),
    st.AwaitingCard(st.Purpose.AGENT, matter(card=PRINCIPAL)),
    st.AwaitingCard(st.Purpose.AGENT, matter(card=AGENTS_CARD)),
    st.CardTrouble(st.Purpose.AGENT, Code.MANDATE_SAME_PERSON, matter(card=PRINCIPAL)),
    st.SigningMandate(both()),
    st.ResumingDraft(both(), Draft(ID, UNEMPLOYMENT, AT, {"phone": "13900001234"})),
    st.AskingConsent(both()),
    st.CapturingFace(both()),
    st.Filling(filled()),
    st.Filling(filled(), shows_missing=True, fault=Code.DISK_FULL),
    st.GivingMaterials(filled()),
    st.GivingMaterials(filled(), promising="PHOTO"),
    st.CapturingMaterial(filled(), "PHOTO", (PHOTO,), Code.MATERIAL_BLURRED),
    st.Signing(whole()),
    st.Submitting(whole(), build_application(whole(), setting(), AT)),
    st.SubmitTrouble(whole(), build_application(whole(), setting(), AT), Code.DISK_FULL),
    st.Received(a_case(), UNEMPLOYMENT, (("PHOTO", "2026-12-07", "后补"),)),
    st.TakingCard(),
)


def name_of(state: st.State) -> str:
    return type(state).__name__


@pytest.mark.parametrize("kind", get_args(st.State))
def test_every_state_has_a_panel_or_is_left_at_once(kind: type[st.State]) -> None:
    if kind not in FOREIGN:
        assert issubclass(panel_class(kind), Panel)


@pytest.mark.parametrize("state", STATES, ids=name_of)
def test_nothing_is_cut(intake: Intake, state: st.State) -> None:
    intake.show(state)
    assert_words_have_room(intake.page)
    intake.page.resize(1756, 1050)
    intake.page.set_wide(True)
    assert_words_have_room(intake.page)


@pytest.mark.parametrize("state", STATES, ids=name_of)
def test_at_most_one_button_is_the_primary_one(intake: Intake, state: st.State) -> None:
    intake.show(state)
    buttons = [b for b in intake.page.findChildren(Button) if b.isVisible()]
    assert sum(button._kind == "primary" for button in buttons) <= 1


@pytest.mark.parametrize(
    ("state", "name", "event"),
    [
        (st.Searching(), f"package:{UNEMPLOYMENT}", ev.PackageChosen(UNEMPLOYMENT, ID)),
        (st.Answering(matter(), "reason"), "option:left", ev.OptionTouched("left")),
        (st.Answering(matter(), "reason", "left"), "action:confirm", ev.Confirmed(AT)),
        (st.Answering(matter(), "reason"), "action:back", ev.BackTouched()),
        (st.Answering(matter(), "reason"), "action:leave", ev.HomeTouched(AT)),
        (
            st.ChoosingOrgan(matter(), "CD-430702-RS"),
            "option:CD-430702-RS",
            ev.OptionTouched("CD-430702-RS"),
        ),
        (st.ReadingNotice(matter()), "action:print", ev.PrintTouched()),
        (st.ReadingNotice(matter()), "action:confirm", ev.Confirmed(AT)),
        (
            st.CardTrouble(st.Purpose.APPLY, Code.CARD_EXPIRED, matter()),
            "action:again",
            ev.TriedAgain(),
        ),
        (st.SigningMandate(both()), "action:confirm", ev.Confirmed(AT)),
        (st.AskingConsent(both()), "action:agree", ev.ConsentGiven(AT)),
        (st.AskingConsent(both()), "action:decline", ev.ConsentDeclined(AT)),
        (st.CapturingFace(both()), "action:decline", ev.ConsentDeclined(AT)),
        (
            st.Filling(filled()),
            "choice:education:高中",
            ev.FieldTyped("education", "高中"),
        ),
        (st.Filling(filled()), "action:confirm", ev.Confirmed(AT)),
        (
            st.GivingMaterials(filled()),
            "material:PHOTO:photograph",
            ev.PhotographTouched("PHOTO"),
        ),
        (st.GivingMaterials(filled()), "material:PHOTO:load", ev.LoadTouched("PHOTO")),
        (st.GivingMaterials(filled()), "material:PHOTO:promise", ev.PromiseTouched("PHOTO")),
        (
            st.GivingMaterials(filled(), promising="PHOTO"),
            "material:PHOTO:agree",
            ev.PromiseMade("PHOTO"),
        ),
        (st.GivingMaterials(whole()), "material:PHOTO:drop", ev.PicturesDropped("PHOTO")),
        (st.GivingMaterials(whole()), "action:confirm", ev.Confirmed(AT)),
        (
            st.CapturingMaterial(filled(), "PHOTO", (PHOTO,)),
            "action:drop",
            ev.PicturesDropped("PHOTO"),
        ),
        (
            st.CapturingMaterial(filled(), "PHOTO", (PHOTO,)),
            "action:confirm",
            ev.Confirmed(AT),
        ),
        (
            st.Signing(replace(whole(), agreed=True, signature=signature())),
            "action:confirm",
            ev.Confirmed(AT),
        ),
        (
            st.SubmitTrouble(whole(), build_application(whole(), setting(), AT), Code.DISK_FULL),
            "action:again",
            ev.TriedAgain(),
        ),
        (
            st.Received(a_case(), UNEMPLOYMENT, (), st.PrintState.PRINTED),
            "action:print",
            ev.PrintTouched(),
        ),
        (st.Received(a_case(), UNEMPLOYMENT, ()), "action:finish", ev.HomeTouched(AT)),
    ],
)
def test_a_touch_tells_its_event(
    intake: Intake, state: st.State, name: str, event: ev.Event
) -> None:
    intake.show(state)
    assert intake.touch(name) == [event]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (st.Answering(matter(), "reason"), "请先选一项"),
        (st.SigningMandate(replace(both(), mandate=None)), "申请人还没签名"),
        (st.GivingMaterials(filled()), "还差 1 份材料"),
        (st.Signing(whole()), "申请人还没有确认"),
        (st.Signing(replace(whole(), agreed=True)), "申请人还没签名"),
        (st.CapturingMaterial(filled(), "PHOTO"), "还没有拍"),
    ],
)
def test_a_way_that_is_not_open_says_why(intake: Intake, state: st.State, reason: str) -> None:
    intake.show(state)
    button = named(intake.page, "action:confirm")
    assert isinstance(button, Button)
    assert button.text() == reason
    assert not button.isEnabled()
    intake.told.events.clear()
    intake.page.confirm()
    assert intake.told.events == []


def test_a_digit_chooses_and_ctrl_enter_confirms(intake: Intake) -> None:
    intake.show(st.Answering(matter(), "reason"))
    assert intake.page.press(Qt.Key.Key_2)
    assert not intake.page.press(Qt.Key.Key_A)
    assert intake.told.events == [ev.OptionTouched("first")]
    intake.show(st.Answering(matter(), "reason", "first"))
    intake.page.confirm()
    assert intake.told.events == [ev.Confirmed(AT)]


def test_typing_tells_the_query_and_enter_takes_the_first(intake: Intake) -> None:
    intake.show(st.Searching())
    intake.page.panel().arrive()
    QTest.keyClicks(intake.page.focusWidget(), "sydj")
    assert intake.told.events[-1] == ev.QueryTyped("sydj")
    intake.show(st.Searching("shiye"))
    QTest.keyClick(intake.page.focusWidget(), Qt.Key.Key_Return)
    assert intake.told.events == [ev.PackageChosen(UNEMPLOYMENT, ID)]


def test_the_organs_are_found_by_name_and_the_nearest_stand_first(intake: Intake) -> None:
    intake.show(st.ChoosingOrgan(matter(), ""))
    shown = texts(intake.page)
    assert "离这里最近" in shown
    assert any(text.startswith("还有 ") for text in shown)


def test_the_principal_reads_the_whole_mandate_with_masked_numbers(intake: Intake) -> None:
    intake.show(st.SigningMandate(both()))
    (text,) = [t for t in texts(intake.page) if "委托人：测试张三" in t]
    assert "受托人：测试李四" in text
    assert "***********" in text
    assert PRINCIPAL.number not in text


def test_an_agent_who_lays_their_own_card_first_is_warned(intake: Intake) -> None:
    warning = WORDS("desk.card.own")
    intake.show(st.AwaitingCard(st.Purpose.AGENT, matter(card=AGENTS_CARD)))
    assert warning in texts(intake.page)
    intake.show(st.AwaitingCard(st.Purpose.AGENT, matter(card=PRINCIPAL)))
    assert warning not in texts(intake.page)


def test_another_agent_than_the_one_signed_in_is_said(intake: Intake) -> None:
    warning = WORDS("desk.mandate.other")
    intake.show(st.SigningMandate(both()))
    assert warning not in texts(intake.page)
    intake.show(
        st.SigningMandate(replace(both(), agent_card=replace(AGENTS_CARD, name="测试王五")))
    )
    assert warning in texts(intake.page)


def test_what_the_card_said_is_locked_and_the_rest_is_typed(intake: Intake) -> None:
    intake.show(st.Filling(filled()))
    name, phone = named(intake.page, "field:name"), named(intake.page, "field:phone")
    assert isinstance(name, FieldBox)
    assert isinstance(phone, FieldBox)
    name.insert("x")
    assert intake.told.events == []
    phone.insert("139")
    assert intake.told.events == [ev.FieldTyped("phone", "139")]


def test_the_number_of_the_card_is_shown_masked(intake: Intake) -> None:
    state = st.Filling(filled())
    intake.show(state)
    assert state.matter.card is not None
    shown = [box.value() for box in intake.page.findChildren(FieldBox)]
    assert masked(state.matter.card.number) in shown
    assert state.matter.card.number not in shown


def test_what_is_missing_is_said_after_a_confirmation_that_was_too_early(intake: Intake) -> None:
    missing = WORDS("check.empty.required")
    intake.show(st.Filling(filled()))
    assert missing not in texts(intake.page)
    intake.show(st.Filling(filled(), shows_missing=True))
    assert texts(intake.page).count(missing) == 3  # home, phone, education


def test_the_receipt_follows_its_case_to_the_city(intake: Intake) -> None:
    state = st.Received(a_case(1), UNEMPLOYMENT, ())
    intake.show(state)
    assert "正式编号等市平台确认" in texts(intake.page)
    numbered = a_case(1, official_no="430702-YJS-26-000001")
    intake.told.book = replace(intake.told.book, cases=(numbered,), rows=(a_row(1),))
    intake.page.show_session()
    assert "正式编号 430702-YJS-26-000001" in texts(intake.page)


def test_a_wiped_page_shows_nothing_of_anybody(intake: Intake) -> None:
    intake.show(st.Signing(whole()))
    assert any("测试张三" in text for text in texts(intake.page))
    intake.page.wipe()
    intake.show(st.Searching())
    everything = " ".join(texts(intake.page))
    assert "测试张三" not in everything
    assert PRINCIPAL.number[-4:] not in everything


def _spot(pad: QWidget, x: float, y: float) -> QPoint:
    return QPoint(int(pad.width() * x), int(pad.height() * y))
