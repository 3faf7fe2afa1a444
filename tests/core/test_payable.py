"""Nothing payable is shown that the city has not signed for this terminal, this sum and now."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Code, PaymentError
from core.payable import Payable, PayOrder, SignedPayOrder, sign_pay_order
from core.payable_form import asks_for_money, crc16, read_emv
from core.sealing import new_signing_keys

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Keys:
    private: bytes
    public: bytes


def keys() -> Keys:
    private, public = new_signing_keys()
    return Keys(private, public)


CITY_KEYS, OTHER = keys(), keys()


def emv(**changes: str) -> str:
    """A merchant's code with a right checksum; an empty value leaves an object out."""
    objects = {
        "00": "01", "01": "12", "26": "0012com.unionpay0104ABCD", "52": "9311", "53": "156",
        "54": "80.00", "58": "CN", "59": "CHANGDE TEST", "60": "CHANGDE",
        "62": "0507ORDER010704T128",
    }  # fmt: skip
    objects.update({key.removeprefix("n"): value for key, value in changes.items()})
    body = "".join(f"{k}{len(v):02d}{v}" for k, v in objects.items() if v) + "6304"
    return f"{body}{crc16(body.encode()):04X}"


def order(**changes: Any) -> PayOrder:
    given_ = {
        "id": "P1", "terminal": "CD0128", "amount_fen": 8000, "text": emv(),
        "expires_at": (NOW + timedelta(hours=2)).isoformat(),
    }  # fmt: skip
    return PayOrder(**{**given_, **changes})


def payable(what: PayOrder, key: bytes = CITY_KEYS.private) -> Payable:
    return Payable(sign_pay_order(what, key), CITY_KEYS.public, "CD0128", NOW)


def refusal(signed: SignedPayOrder) -> str:
    with pytest.raises(PaymentError) as told:
        Payable(signed, CITY_KEYS.public, "CD0128", NOW)
    assert told.value.code is Code.PAYABLE_WRONG
    return told.value.detail


@pytest.mark.parametrize(
    "text",
    [emv(), emv(n54=""), "weixin://wxpay/bizpayurl?pr=x", f"https://qr.95516.com/1/{'1' * 32}"],
)
def test_what_the_city_signed_may_be_shown(text: str) -> None:
    shown = payable(order(text=text))
    assert (shown.text, shown.amount_fen, shown.order_id) == (text, 8000, "P1")
    assert text not in repr(shown)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"terminal": "CD0129"}, "terminal"),
        ({"expires_at": NOW.isoformat()}, "expired"),
        ({"expires_at": "soon"}, "shape"),
        ({"expires_at": "2026-11-27T10:00:00"}, "shape"),
        ({"text": "https://evil.invalid"}, "form"),
        ({"amount_fen": 0}, "form"),
        ({"amount_fen": 8001}, "emv amount differs"),
        ({"text": emv()[:-1] + "?"}, "emv no checksum at the end"),
        ({"schema": "pay_order/2"}, "shape"),
    ],
)
def test_what_does_not_fit_is_refused_though_it_is_signed(
    changes: dict[str, Any], reason: str
) -> None:
    assert refusal(sign_pay_order(order(**changes), CITY_KEYS.private)) == reason


def test_nobody_else_can_issue_one() -> None:
    assert refusal(sign_pay_order(order(), OTHER.private)) == "signature"
    genuine = sign_pay_order(order(), CITY_KEYS.private)
    altered = genuine.order.replace(b"8000", b"8001")
    assert refusal(SignedPayOrder(order=altered, signature=genuine.signature)) == "signature"


def test_there_is_no_way_round_the_signature() -> None:
    shown = payable(order())
    with pytest.raises(AttributeError):
        shown.text = "weixin://wxpay/x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        msgspec.json.encode(shown)


def test_the_checksum_is_that_of_the_standard() -> None:
    assert crc16(b"123456789") == 0x29B1


def test_a_merchants_code_is_read() -> None:
    found = read_emv(emv())
    assert found.is_dynamic
    assert (found.merchant_name, found.merchant_city) == ("CHANGDE TEST", "CHANGDE")
    assert (found.amount_fen, found.reference, found.terminal) == (8000, "ORDER01", "T128")


@pytest.mark.parametrize(
    ("amount", "fen"), [("80", 8000), ("80.", 8000), ("0.5", 50), ("1.05", 105), ("", None)]
)
def test_an_amount_is_read_in_fen(amount: str, fen: int | None) -> None:
    assert read_emv(emv(n54=amount)).amount_fen == fen


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"n00": "02"}, "payload format"),
        ({"n01": "13"}, "initiation"),
        ({"n26": ""}, "account"),
        ({"n52": "12"}, "category"),
        ({"n53": "840"}, "currency"),
        ({"n58": "US"}, "country"),
        ({"n59": ""}, "merchant"),
        ({"n54": "1,00"}, "amount"),
        ({"n54": "0.00"}, "nothing"),
        ({"n54": "-1"}, "amount"),
        ({"n62": "05"}, "object"),
    ],
)
def test_a_merchants_code_with_a_mistake_says_which(changes: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_emv(emv(**changes))


@given(st.integers(0, len(emv()) - 1), st.sampled_from("0123456789ABCDEFxyz…"))
def test_one_wrong_character_is_always_noticed(place: int, letter: str) -> None:
    text = emv()
    wrong = text[:place] + letter + text[place + 1 :]
    if wrong != text:
        with pytest.raises(ValueError, match=r"."):
            read_emv(wrong)


@given(st.text(max_size=120))
def test_no_text_breaks_the_parser(text: str) -> None:
    asks_for_money(text)
    with pytest.raises(ValueError, match=r"."):
        read_emv(text)


@given(st.text(min_size=1, max_size=20).filter(lambda t: t.isprintable()))
def test_chinese_names_count_in_characters(name: str) -> None:
    assert read_emv(emv(n59=name)).merchant_name == name
