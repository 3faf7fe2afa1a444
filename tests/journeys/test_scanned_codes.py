"""Codes are scanned at a real kiosk: what is of no use is said, and no payment code is left."""

from pathlib import Path

import pytest

from devices.scanner.simulated_code_reader import MACHINE
from devices.simulator_orders import ScanOrder, write_order
from tests.journeys.terminal_process import NOWHERE, KioskProcess, files_below
from tests.journeys.test_first_journey import writings

pytestmark = pytest.mark.journey
PAYMENT = "134567890123456789"
ELSEWHERE = "https://a.test/c/c/01890a5d-ac96-774b-bcce-b302099a8057"
WALK = """
tell ready
read 现在不用付款
tell wiped
read 这个付款码用过了
tell refused
read 这个码通向别处
tell foreign
until ViewingCases
read 本机没有这份办件
touch action:finish
until Idle
"""


def test_codes_are_told_apart_and_no_payment_code_is_left(
    lone_kiosk: KioskProcess, tmp_path: Path
) -> None:
    kiosk, orders = lone_kiosk, tmp_path / "orders"
    more = ("--training", "--simulators", str(orders))
    kiosk.start(WALK, city=NOWHERE, card="simulated", more=more)
    texts = (PAYMENT, PAYMENT, "weixin://wxpay/bizpayurl?pr=x", ELSEWHERE)
    for number, (told, text) in enumerate(
        zip(("ready", "wiped", "refused", "foreign"), texts, strict=True), 1
    ):
        kiosk.wait_for(told)
        write_order(orders, MACHINE, ScanOrder(text, number))
    assert kiosk.wait() == 0, kiosk.log()
    wrote = files_below(kiosk.state)
    assert len(wrote) > 5
    for path in wrote:
        octets = path.read_bytes()
        for part in (PAYMENT, PAYMENT[:10], PAYMENT[4:14]):
            assert not any(form in octets for form in writings(part)), path.name
