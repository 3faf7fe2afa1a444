"""A payment code is known by its form, given away once, and never shown or kept whole."""

import copy
import pickle

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.payer_code import CodeSpent, Means, PayerCode, SpentCodes, means_of

WECHAT = "134567890123456789"
DIGITS = st.text("0123456789", min_size=16, max_size=16)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        (WECHAT, Means.WECHAT),
        ("10" + "0" * 16, Means.WECHAT),
        ("15" + "9" * 16, Means.WECHAT),
        ("25" + "1" * 14, Means.ALIPAY),
        ("30" + "1" * 22, Means.ALIPAY),
        ("fp" + "A1b" * 11 + "xy", Means.ALIPAY),
        ("62" + "3" * 17, Means.UNIONPAY),
        ("01" + "3" * 17, Means.ECNY),
        ("16" + "0" * 16, None),
        ("13" + "0" * 15, None),
        ("13" + "0" * 17, None),
        ("24" + "1" * 16, None),
        ("31" + "1" * 16, None),
        ("25" + "1" * 13, None),
        ("25" + "1" * 23, None),
        ("62" + "3" * 16, None),
        ("13４567890123456789", None),
        (WECHAT + "\n", None),
        ("", None),
    ],
)
def test_whose_code_it_is_is_told_by_its_form(text: str, means: Means | None) -> None:
    assert means_of(text) is means


@given(st.sampled_from(["10", "13", "15"]), DIGITS)
def test_a_code_shows_six_characters_and_never_itself(start: str, rest: str) -> None:
    text = start + rest
    code = PayerCode(text)
    assert code.masked == f"{start}{'*' * 12}{text[-4:]}"
    assert text[4:10] not in f"{code!r}{code}"


def test_a_code_is_given_away_once() -> None:
    code = PayerCode(WECHAT)
    assert code.take() == WECHAT
    assert code.is_wiped
    with pytest.raises(CodeSpent):
        code.take()
    assert code.masked == ""


def test_a_wiped_code_holds_nothing() -> None:
    code = PayerCode(WECHAT)
    held = code._octets
    code.wipe()
    code.wipe()
    assert held == b""
    with pytest.raises(CodeSpent):
        code.digest(b"k" * 16)


def test_what_is_no_code_is_not_in_the_refusal() -> None:
    with pytest.raises(ValueError, match="not a payment code") as told:
        PayerCode("43070219900101001X")
    assert "4307" not in str(told.value)


def test_a_code_cannot_be_written_down() -> None:
    code = PayerCode(WECHAT)
    with pytest.raises(TypeError):
        pickle.dumps(code)
    with pytest.raises(TypeError):
        copy.copy(code)
    with pytest.raises(TypeError):
        msgspec.json.encode(code)


def test_the_second_scan_of_one_code_is_known() -> None:
    spent = SpentCodes(b"k" * 32)
    assert spent.is_first(PayerCode(WECHAT))
    assert not spent.is_first(PayerCode(WECHAT))
    assert spent.is_first(PayerCode("134567890123456788"))


def test_what_remembers_codes_holds_none_of_them() -> None:
    spent = SpentCodes(b"k" * 32)
    spent.is_first(PayerCode(WECHAT))
    assert WECHAT.encode() not in b"".join(spent._seen)


def test_memory_has_an_end_and_the_newest_stay() -> None:
    spent = SpentCodes(b"k" * 32)
    codes = [f"13{number:016d}" for number in range(600)]
    assert all(spent.is_first(PayerCode(text)) for text in codes)
    assert not any(spent.is_first(PayerCode(text)) for text in codes[-500:])
    assert len(spent._seen) == 512


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="short"):
        SpentCodes(b"k")
