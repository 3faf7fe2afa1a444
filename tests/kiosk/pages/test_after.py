"""Receipt, rating, the card to take, my cases: shown whole, and every touch tells its event."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.errors import Code
from core.followups import Withdrawal
from core.ports import CaseNote, CaseView
from core.session import events as ev
from core.session.document import person_of
from core.session.matter import Given, How, Matter
from core.session.states import (
    AddingMaterials,
    CapturingMaterial,
    CapturingMore,
    ChoosingDelivery,
    GivingRating,
    PrintState,
    Received,
    State,
    TakingCard,
    ViewingCases,
    Withdrawing,
)
from kiosk.page import Page
from kiosk.pages.adding import AddingPage, CaptureMorePage
from kiosk.pages.cases import CasesPage
from kiosk.pages.delivery import DeliveryPage
from kiosk.pages.rating import RatingPage
from kiosk.pages.receipt import ReceiptPage, number_lines
from kiosk.pages.taking_card import TakingCardPage
from kiosk.pages.withdraw import WithdrawPage
from tests.core.session.stage import card, case, picture
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.stage import LANDSCAPE, PHARMACY, PORTRAIT, Stage
from ui.components.field_box import FieldBox
from ui.screenshots import settle
from ui.theme import house_theme
from ui.words import house_words

PENDING = case()
OFFICIAL = replace(
    PENDING,
    official_no="430702-YJS-26-000001",
    state="accepted",
    history=(("pending", PENDING.created_at), ("received", PENDING.created_at),
             ("accepted", PENDING.created_at)),
)  # fmt: skip
NOTICE = CaseNote(
    "notice",
    "请补正两份材料",
    ("平面图要标明面积和出入口", "租赁合同要有双方签名", "照片重拍", "另附说明", "第五行"),
    PENDING.created_at,
    until="2026-12-10",
)
RESULT = CaseNote(
    "result",
    "许可证已制好",
    ("到常德市政务服务中心 3 号窗口领取",),
    PENDING.created_at,
    ref="T-2026-000001",
)
TOLD = replace(OFFICIAL, notes=(RESULT, NOTICE))
LONG = replace(NOTICE, title="很长的题目" * 12, lines=("很长的一行" * 40,) * 12, ref="T" * 64)
LONG_HISTORY = tuple((state, PENDING.created_at) for state, _ in OFFICIAL.history * 3)
FULL = replace(TOLD, notes=(LONG, LONG), history=LONG_HISTORY)
PROMISED = (("LP", "2026-12-07", "text"), ("HEALTH", "2026-12-07", "text"))


def received(view: CaseView = PENDING, **changes: Any) -> Received:
    return replace(Received(view, PHARMACY, PROMISED), **changes)


def texts(page: Page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


ASKED = replace(FULL, withdrawal_asked=True)
CITIZEN = card()
VIEWING = ViewingCases("测**", CITIZEN.number, (FULL,), chosen=FULL.id, card=CITIZEN)
OPEN = replace(FULL, package=PHARMACY, promised=("LP",))
ADDING = AddingMaterials(
    replace(VIEWING, cases=(OPEN,)), OPEN, Matter(OPEN.id, PHARMACY, card=CITIZEN)
)
SHOT = (Given("LP", How.SCAN, (picture("LP"),)),)
LETTER = Withdrawal(
    id="01930000-0000-7000-8000-00000000000c",
    case=FULL.id,
    at="2026-11-23T23:06:00+08:00",
    person=person_of(CITIZEN),
)
MATTER = Matter(id=PENDING.id, package=PHARMACY)
EVERY: list[tuple[type[Page], State]] = [
    (ReceiptPage, received()),
    (ReceiptPage, received(OFFICIAL, print_state=PrintState.PRINTED)),
    (ReceiptPage, received(print_state=PrintState.FAILED, fault=Code.PRINTER_NO_PAPER)),
    (ReceiptPage, received(print_state=PrintState.KEPT)),
    (RatingPage, GivingRating(PENDING)),
    (RatingPage, GivingRating(PENDING, 5, ("510",))),
    (RatingPage, GivingRating(PENDING, 1)),
    (TakingCardPage, TakingCard()),
    (DeliveryPage, ChoosingDelivery(MATTER)),
    (CasesPage, ViewingCases("测**", "x")),
    (CasesPage, VIEWING),
    (CasesPage, replace(VIEWING, cases=(ASKED,))),
    (CasesPage, replace(VIEWING, cases=(OPEN,))),
    (CasesPage, replace(VIEWING, cases=(OPEN,), added=OPEN.id)),
    (AddingPage, ADDING),
    (AddingPage, replace(ADDING, case=replace(OPEN, state="supplement_once"))),
    (AddingPage, replace(ADDING, matter=replace(ADDING.matter, given=SHOT))),
    (AddingPage, replace(ADDING, fault=Code.DISK_FULL)),
    (CaptureMorePage, CapturingMore(ADDING, CapturingMaterial(ADDING.matter, "LP"))),
    (WithdrawPage, Withdrawing(VIEWING, FULL)),
    (WithdrawPage, Withdrawing(VIEWING, FULL, LETTER)),
    (WithdrawPage, Withdrawing(VIEWING, FULL, fault=Code.DISK_FULL)),
    (CasesPage, ViewingCases("测**", "x", ())),
    (CasesPage, ViewingCases("测**", "x", (PENDING, OFFICIAL) * 6)),
    (CasesPage, ViewingCases("测**", "x", (OFFICIAL,), chosen=OFFICIAL.id)),
    (CasesPage, ViewingCases("测**", "x", (TOLD,), chosen=TOLD.id)),
    (CasesPage, ViewingCases("测**", "x", (FULL,), chosen=FULL.id)),
]


@pytest.mark.parametrize("palette", ["light", "contrast"])
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize(("page_class", "state"), EVERY)
def test_nothing_is_cut(
    qtbot: QtBot, page_class: type[Page], state: State, size: tuple[int, int], palette: str
) -> None:
    stage = Stage(qtbot, theme=house_theme(palette), size=size)
    assert_nothing_is_cut(stage.show(page_class, state))


def test_the_number_is_provisional_until_the_city_answers(qtbot: QtBot) -> None:
    words = house_words()
    waiting = texts(Stage(qtbot).show(ReceiptPage, received()))
    for part in number_lines(PENDING.receipt_no):
        assert part in waiting
    assert words("receipt.number") in waiting
    assert words("receipt.sent") in waiting
    answered = texts(Stage(qtbot).show(ReceiptPage, received(OFFICIAL)))
    assert words("receipt.official") in answered
    for never in ("已受理", "已批准", "已缴费"):
        assert never not in waiting + answered


def test_who_got_no_paper_is_not_told_to_take_it(qtbot: QtBot) -> None:
    words = house_words()
    failed = received(print_state=PrintState.FAILED, fault=Code.SLIP_UNFINISHED)
    page = Stage(qtbot).show(ReceiptPage, failed)
    shown = texts(page)
    assert words("receipt.take_code") in shown
    assert words("receipt.take_paper") not in shown
    assert words("receipt.take_paper") in texts(Stage(qtbot).show(ReceiptPage, received()))
    assert words("receipt.print") in [action.text for action in page.offers()], "offered again"
    notice = page.notice()
    assert notice is not None
    assert Code.SLIP_UNFINISHED.value in notice[1]


def test_who_got_no_paper_may_keep_it_on_a_stick_and_is_told_that_it_is_a_file(
    qtbot: QtBot,
) -> None:
    words = house_words()
    stage = Stage(qtbot)
    failed = received(print_state=PrintState.FAILED, fault=Code.PRINTER_ABSENT)
    page = stage.show(ReceiptPage, failed)
    assert "action:keep" in stage.names()
    page.act("keep")
    assert stage.told == [ev.KeepTouched()]
    shown = texts(stage.show(ReceiptPage, received(print_state=PrintState.KEPT)))
    assert words("receipt.take_stick_line") in shown
    assert words("receipt.kept", paper=words("receipt.on_stick")) in shown
    assert "action:keep" not in stage.names()
    stage.show(ReceiptPage, received(print_state=PrintState.PRINTED))
    assert "action:keep" not in stage.names()


def test_a_number_is_broken_only_at_its_dashes() -> None:
    assert "-".join(number_lines("CD0128-261123-100001-X")) == "CD0128-261123-100001-X"
    assert number_lines("1234") == ["1234"]


def test_a_printer_without_paper_leaves_the_code_as_the_way(qtbot: QtBot) -> None:
    state = received(print_state=PrintState.FAILED, fault=Code.PRINTER_NO_PAPER)
    page = Stage(qtbot).show(ReceiptPage, state)
    notice = page.notice()
    assert notice is not None
    assert notice[0] == "warn"
    assert house_words()("receipt.not_printed") in texts(page)


def test_nothing_is_chosen_before_a_touch_and_a_touch_tells_the_level(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(RatingPage, GivingRating(PENDING))
    give = page.offers()[-1]
    assert not give.enabled
    assert give.reason
    stage.touch("level:2")
    assert stage.told == [ev.LevelTouched(2)]


def test_reasons_are_those_of_the_level(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(RatingPage, GivingRating(PENDING, 1))
    shown = {name for name in stage.names() if name.startswith("reason:")}
    assert shown
    assert all(name.startswith("reason:1") for name in shown)
    stage.touch(sorted(shown)[0])
    assert stage.told == [ev.ReasonTouched(sorted(shown)[0].removeprefix("reason:"))]


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_words_can_be_added_with_the_keyboard(qtbot: QtBot, size: tuple[int, int]) -> None:
    stage = Stage(qtbot, size=size)
    page = stage.show(RatingPage, GivingRating(PENDING, 5))
    page.keyboard_wanted.connect(stage.frame.set_keyboard)
    box = stage.find("field:rating_text")
    box.setFocus()
    assert isinstance(box, FieldBox)
    box.entered.emit()
    settle(stage.frame)
    assert_nothing_is_cut(page)
    box.insert("办得好")
    assert stage.told[-1] == ev.RatingTextTyped("办得好")
    stage.touch("key:close")
    assert_nothing_is_cut(page)


def test_skipping_is_as_easy_as_rating(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(RatingPage, GivingRating(PENDING, 4))
    page.act("skip")
    page.act("give")
    assert [type(event) for event in stage.told] == [ev.RatingSkipped, ev.RatingGiven]


def test_the_way_of_delivery_is_touched_and_confirmed(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(DeliveryPage, ChoosingDelivery(MATTER))
    assert not page.offers()[-1].enabled
    way = stage.setting.package_of(MATTER).delivery[0]
    stage.touch(f"option:{way}")
    page.act("confirm")
    assert stage.told == [ev.OptionTouched(way), ev.Confirmed()]


def test_every_state_of_a_case_has_words() -> None:
    words = house_words()
    for state in ("pending", "in_flight", "stored", "complete", "quarantined"):
        assert words(f"case_state.{state}")


def test_a_touched_case_is_told_by_its_id(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(CasesPage, ViewingCases("测**", "x", (OFFICIAL,)))
    stage.touch(f"case:{OFFICIAL.id}")
    assert stage.told == [ev.OptionTouched(OFFICIAL.id)]


def test_a_receipt_of_elsewhere_says_so_with_its_code(qtbot: QtBot) -> None:
    elsewhere = Code.CODE_CASE_ELSEWHERE
    state = ViewingCases("", "", (), chosen="x", fault=elsewhere, receipt_of="x")
    page = Stage(qtbot).show(CasesPage, state)
    shown = texts(page)
    assert house_words()(f"error.{elsewhere.value}.title") in shown
    assert elsewhere.value in shown
    assert [action.key for action in page.offers()] == ["finish"]


def test_a_case_found_by_its_receipt_shows_no_list_of_others(qtbot: QtBot) -> None:
    state = ViewingCases("", "", (OFFICIAL,), chosen=OFFICIAL.id, receipt_of=OFFICIAL.id)
    page = Stage(qtbot).show(CasesPage, state)
    assert OFFICIAL.official_no in texts(page)
    assert [action.key for action in page.offers()] == ["finish"]


def test_a_case_shows_what_the_city_told_and_says_what_it_leaves_out(qtbot: QtBot) -> None:
    words = house_words()
    shown = texts(Stage(qtbot).show(CasesPage, ViewingCases("测**", "x", (TOLD,), chosen=TOLD.id)))
    for part in ("请补正两份材料", "租赁合同要有双方签名", "许可证已制好", "T-2026-000001"):
        assert part in shown
    assert "照片重拍" not in shown
    assert words("case_note.more") in shown
    assert "12 月 10 日" in shown


def test_wiping_leaves_no_case_on_the_page(qtbot: QtBot) -> None:
    page = Stage(qtbot).show(CasesPage, ViewingCases("测**", "x", (OFFICIAL,)))
    page.wipe()
    shown = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert OFFICIAL.official_no not in "\n".join(shown)


def test_a_case_is_taken_back_only_after_it_was_asked_once_more(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(CasesPage, VIEWING)
    assert [action.key for action in page.offers()] == ["back", "withdraw", "finish"]
    page.act("withdraw")
    assert stage.told == [ev.WithdrawTouched(FULL.id)]

    asked = stage.show(WithdrawPage, Withdrawing(VIEWING, FULL))
    said = texts(asked)
    for key in ("withdraw.does1", "withdraw.does2", "withdraw.does3", "withdraw.offline"):
        assert house_words()(key) in said
    stage.told.clear()
    assert [action.kind == "primary" for action in asked.offers()] == [False, True]
    for action in asked.offers():
        asked.act(action.key)
    given, back = stage.told
    assert isinstance(given, ev.WithdrawalGiven)
    assert back == ev.BackTouched()
    assert stage.show(WithdrawPage, Withdrawing(VIEWING, FULL, LETTER)).offers() == []


def test_what_was_taken_back_is_said_and_not_offered_again(qtbot: QtBot) -> None:
    page = Stage(qtbot).show(CasesPage, replace(VIEWING, cases=(ASKED,)))
    assert [action.key for action in page.offers()] == ["back", "finish"]
    assert page.notice() == ("lake", house_words()("withdraw.waits"), "")
    done = replace(VIEWING, cases=(replace(ASKED, state="withdrawn"),))
    assert Stage(qtbot).show(CasesPage, done).notice() is None


def test_a_failure_to_keep_it_is_told_with_its_code(qtbot: QtBot) -> None:
    page = Stage(qtbot).show(WithdrawPage, Withdrawing(VIEWING, FULL, fault=Code.DATABASE_COPIED))
    notice = page.notice()
    assert notice is not None
    assert "DISK-506" in notice[1]
    assert [action.key for action in page.offers()] == ["withdraw", "back"]


def test_materials_that_are_open_are_photographed_loaded_and_handed_in(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(CasesPage, ADDING.viewing)
    assert [action.key for action in page.offers()] == ["back", "withdraw", "add"]
    page.act("add")
    assert stage.told == [ev.AddTouched(OPEN.id)]
    stage.told.clear()
    adding = stage.show(AddingPage, ADDING)
    assert not adding.offers()[-1].enabled
    for name in ("photograph", "load"):
        stage.touch(f"material:LP:{name}")
    assert stage.told == [ev.PhotographTouched("LP"), ev.LoadTouched("LP")]
    stage.told.clear()
    adding.show_state(replace(ADDING, matter=replace(ADDING.matter, given=SHOT)))
    settle(adding)
    assert adding.offers()[-1].enabled
    adding.act("hand_in")
    (given,) = stage.told
    assert isinstance(given, ev.AdditionGiven)
