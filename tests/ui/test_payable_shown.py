"""What somebody may pay by is shown only as the city signed it."""

from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from core.payable import Payable, PayOrder, sign_pay_order
from core.ports import Line
from core.sealing import new_signing_keys
from devices.printer.escpos_bytes import compose
from tests.devices.printer.slips import slip_of
from tests.ui.test_pictures import decoded
from ui.qr_view import QrView, qr_matrix

DEMAND = "weixin://wxpay/bizpayurl?pr=AbCd"
NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)


def test_a_payable_text_of_our_own_is_neither_shown_nor_printed() -> None:
    with pytest.raises(ValueError, match="city only"):
        qr_matrix(DEMAND)
    with pytest.raises(ValueError, match="city only"):
        compose(slip_of(Line(DEMAND, kind="qr")))


def test_what_the_city_signed_is_shown_to_the_letter(qtbot: QtBot) -> None:
    private, public = new_signing_keys()
    order = PayOrder(
        id="P1", terminal="CD0128", amount_fen=8000, text=DEMAND,
        expires_at="2026-11-26T12:00:00+00:00",
    )  # fmt: skip
    view = QrView(Payable(sign_pay_order(order, private), public, "CD0128", NOW))
    qtbot.addWidget(view)
    assert decoded(view.grab().toImage()) == DEMAND
