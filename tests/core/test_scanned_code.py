"""A scanned text is told by its form, and nothing leads away from our city."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import receipt_number, unified_code
from core.payer_code import Means
from core.scanned_code import (
    CaseLinkScanned,
    CityLinkScanned,
    DemandScanned,
    ForeignLinkScanned,
    LicenceScanned,
    OrganisationScanned,
    PaymentScanned,
    ReceiptScanned,
    UnitScanned,
    UnknownScanned,
    recognise,
)
from core.slips import receipt_url

HOME = "https://cd.example.invalid"
CASE = "01890a5d-ac96-774b-bcce-b302099a8057"
RECEIPT = receipt_number.make("CD0128", 1, 37, date(2026, 11, 26))
LICENCE = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"


@pytest.mark.parametrize(
    "typed", [RECEIPT, RECEIPT.replace("-", ""), RECEIPT.lower(), f" {RECEIPT}\r\n"]
)
def test_a_receipt_number_is_read_however_it_is_framed(typed: str) -> None:
    assert recognise(typed, HOME) == ReceiptScanned(RECEIPT)


@given(st.integers(0, 18), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_a_receipt_number_with_one_wrong_character_is_none(place: int, letter: str) -> None:
    compact = RECEIPT.replace("-", "")
    wrong = compact[:place] + letter + compact[place + 1 :]
    same = wrong == compact
    assert isinstance(recognise(wrong, HOME), ReceiptScanned) is same


@pytest.mark.parametrize("home", [HOME, f"{HOME}/onestop", "http://127.0.0.1:8443"])
def test_the_code_of_a_receipt_leads_to_its_case(home: str) -> None:
    assert recognise(receipt_url(CASE, home), home) == CaseLinkScanned(CASE)


def test_another_page_of_the_city_is_told_by_its_path() -> None:
    link = recognise(f"{HOME}/n/CD-YJS-0002?d=2026-11-26&a=x", HOME)
    assert link == CityLinkScanned("/n/CD-YJS-0002?d=2026-11-26&a=x")
    assert recognise("HTTPS://CD.EXAMPLE.INVALID:443/help", HOME) == CityLinkScanned("/help")


@pytest.mark.parametrize(
    "link",
    [
        f"https://evil.invalid/c/{CASE}",
        f"http://cd.example.invalid/c/{CASE}",
        f"https://cd.example.invalid:444/c/{CASE}",
        f"https://cd.example.invalid@evil.invalid/c/{CASE}",
        f"https://cd.example.invalid.evil.invalid/c/{CASE}",
        f"https://cd.example.invalid\\@evil.invalid/c/{CASE}",
        f"https://evil.invalid/https://cd.example.invalid/c/{CASE}",
        f"https://cd.example.invalid/../c/{CASE}",
        f"https://cd.example.invalid/%2e%2e/c/{CASE}",
        f"https://cd.example.invalid//evil.invalid/c/{CASE}",
        f"https://cd.example.invalid/c/{CASE}#x",
        f"https://cd.еxample.invalid/c/{CASE}",
        f"https://cd.example.invalid/c/{CASE}\tx",
        "https://cd.example.invalid/c/1",
        "https://cd.example.invalid:x/c/1",
        "https://[::1/c/1",
        "javascript://cd.example.invalid/%0aalert(1)",
        "file:///etc/passwd",
    ],
)
def test_a_link_that_leads_away_or_may_be_read_in_two_ways_is_foreign(link: str) -> None:
    assert isinstance(recognise(link, HOME), ForeignLinkScanned | UnknownScanned)


@given(st.text(max_size=40))
def test_only_the_citys_own_host_is_ever_the_city(host: str) -> None:
    found = recognise(f"https://{host}/c/{CASE}", HOME)
    if host.lower() not in {"cd.example.invalid", "cd.example.invalid:443"}:
        assert not isinstance(found, CaseLinkScanned | CityLinkScanned)


@pytest.mark.parametrize(
    ("identifier", "fits"),
    [
        (LICENCE, True),
        ("1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F", True),
        ("1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9", True),
        (LICENCE[:-1] + "M", False),
    ],
)
def test_an_e_licence_is_known_and_a_wrong_check_warns_only(identifier: str, fits: bool) -> None:
    assert recognise(identifier, HOME) == LicenceScanned(identifier, fits)


def test_a_credit_code_and_a_unit_number_are_known() -> None:
    first = "91430700MA4L16JQ9"
    code = first + unified_code.check_character(first)
    assert recognise(code, HOME) == OrganisationScanned(code)
    assert isinstance(recognise("430702001001GB00001F00010001", HOME), UnitScanned)


def test_what_may_be_money_is_money_first() -> None:
    """18 digits of a resident number of Beijing have the form of a payment code too."""
    found = recognise("110101199003070012", HOME)
    assert isinstance(found, PaymentScanned)
    assert found.code.means is Means.WECHAT


@pytest.mark.parametrize(
    "text",
    [
        "weixin://wxpay/bizpayurl?pr=AbCdEf",
        "wxp://f2f0abc",
        "https://qr.alipay.com/fkx123",
        "HTTPS://QR.ALIPAY.COM/FKX123",
        "https://qr.95516.com/00010000/12345678901234567890123456789012",
        "00020101021226…",
    ],
)
def test_a_code_that_asks_for_money_is_never_followed(text: str) -> None:
    assert recognise(text, HOME) == DemandScanned()


@pytest.mark.parametrize("text", ["", "   ", "hello", "x" * 5000, "测试张三", "\0\1\2"])
def test_anything_else_is_unknown_and_not_kept(text: str) -> None:
    assert recognise(text, HOME) == UnknownScanned(len(text.strip()))


@given(st.text(max_size=200))
def test_no_text_fails_and_no_repr_tells_it(text: str) -> None:
    found = recognise(text, HOME)
    if len(text.strip()) > 8 and not isinstance(found, CityLinkScanned):
        assert text.strip() not in repr(found)


def test_what_names_a_case_is_not_in_the_repr() -> None:
    for text in (RECEIPT, receipt_url(CASE, HOME), LICENCE):
        found = repr(recognise(text, HOME))
        assert RECEIPT not in found
        assert CASE not in found
        assert LICENCE not in found
