"""A receipt that is scanned opens its case; nothing else leads an agent away."""

from dataclasses import dataclass, field, replace

import pytest
from pytestqt.qtbot import QtBot

from agent_desk.scanned import show_scan
from core.errors import Code
from core.payer_code import PayerCode
from core.ports import CaseView
from core.scanned_code import (
    CaseLinkScanned,
    CityLinkScanned,
    DemandScanned,
    ForeignLinkScanned,
    PaymentScanned,
    ReceiptScanned,
    ScannedCode,
    UnknownScanned,
)
from tests.agent_desk.conftest import PASSWORD, Room
from tests.agent_desk.stage import texts
from tests.agent_desk.test_sign_in import sign_in, wait_inside
from tests.core.session.stage import RATING, case
from ui.words import house_words

HERE = (case(), replace(case(RATING), receipt_no="CD0128-261126-100038-0"))
PAYMENT = "134567890123456789"


@dataclass
class Window:
    """What a scan does to a window."""

    signed_in: bool = True
    taking: bool = False
    opened: list[str] = field(default_factory=list)
    said: list[Code] = field(default_factory=list)

    def is_signed_in(self) -> bool:
        return self.signed_in

    def is_taking_a_case(self) -> bool:
        return self.taking

    def cases(self) -> tuple[CaseView, ...]:
        return HERE

    def open_case(self, case_id: str) -> None:
        self.opened.append(case_id)

    def say_code(self, code: Code) -> None:
        self.said.append(code)


@pytest.mark.parametrize("taking", [True, False])
@pytest.mark.parametrize(
    "found", [ReceiptScanned("CD0128-261126-100038-0"), CaseLinkScanned(RATING)]
)
def test_a_receipt_opens_its_case_from_any_page(found: ScannedCode, taking: bool) -> None:
    window = Window(taking=taking)
    show_scan(window, found)
    assert (window.opened, window.said) == ([RATING], [])


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (ReceiptScanned("CD0999-261126-100038-0"), Code.CODE_CASE_ELSEWHERE),
        (CaseLinkScanned("x"), Code.CODE_CASE_ELSEWHERE),
        (PaymentScanned(PayerCode(PAYMENT)), Code.CODE_NOTHING_TO_PAY),
        (DemandScanned(), Code.CODE_FOREIGN),
        (ForeignLinkScanned(), Code.CODE_FOREIGN),
        (CityLinkScanned("/help"), Code.CODE_UNKNOWN),
        (UnknownScanned(3), Code.CODE_UNKNOWN),
    ],
)
def test_what_is_no_receipt_of_here_is_said(found: ScannedCode, code: Code) -> None:
    window = Window()
    show_scan(window, found)
    assert (window.opened, window.said) == ([], [code])


def test_nobody_signed_in_sees_nothing() -> None:
    window = Window(signed_in=False)
    show_scan(window, CaseLinkScanned(RATING))
    show_scan(window, UnknownScanned(3))
    assert (window.opened, window.said) == ([], [])


def test_an_agent_who_takes_a_case_stays_there(qapp: object) -> None:
    window = Window(taking=True)
    show_scan(window, UnknownScanned(3))
    assert (window.opened, window.said) == ([], [])


def test_the_real_desk_says_it_above_its_table_and_wipes_a_payment_code(
    room: Room, qtbot: QtBot
) -> None:
    sign_in(room, qtbot, PASSWORD)
    wait_inside(room, qtbot)
    code = PayerCode(PAYMENT)
    room.desk.codes.scanned.emit(PaymentScanned(code))
    title = house_words()(f"error.{Code.CODE_NOTHING_TO_PAY.value}.title")
    assert any(title in text for text in texts(room.desk.window))
    room.desk.codes.refused.emit(Code.CODE_SPENT.value)
    assert any(Code.CODE_SPENT.value in text for text in texts(room.desk.window))
