"""The live check: what is right is never called wrong on the way there."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import resident_number, unified_code
from core.catalogue import Field, FieldGroup
from core.check import CheckState
from core.form_checks import check, final, missing, tidy, visible_fields
from resources.words import load_words, say

TODAY = date(2026, 11, 22)
WORDS = load_words()


def field(kind: str = "text", **rest: Any) -> Field:
    plain: dict[str, Any] = {"key": "a", "label": "甲", "items": ["I"], "kind": kind}
    return Field(**{**plain, **rest})


def with_check(first17: str) -> str:
    return first17 + resident_number.check_character(first17)


births = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
resident_numbers = st.builds(
    lambda region, born, serial: with_check(f"{region}{born:%Y%m%d}{serial:03d}"),
    st.sampled_from(["430799", "990000", "810000"]),
    births,
    st.integers(0, 999),
)
unified_codes = st.from_regex(
    r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True
).map(lambda body: body + unified_code.check_character(body))
unit_numbers = st.from_regex(
    r"[0-9]{12}[GJZ][ABSXCDEFWYGH](?!00000)[0-9]{5}(?:[FLQ][0-9]{8}|W0{8})", fullmatch=True
)
hanzi = st.text(st.sampled_from("测试张三李四欧阳龘䶮𠮷〇\ue000"), min_size=1, max_size=4)
names = st.one_of(
    hanzi,
    st.lists(hanzi, min_size=2, max_size=3).map("·".join),
    st.from_regex(r"[A-Z][a-zé]{1,8}([ '-][A-Z][a-z]{1,8}){0,2}", fullmatch=True),
)
RIGHT: dict[str, tuple[Field, st.SearchStrategy[str]]] = {
    "phone": (field("phone"), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)),
    "landline": (
        field("landline"),
        st.one_of(
            st.from_regex(r"0736-?[2-8][0-9]{6}(-[0-9]{1,4})?", fullmatch=True),
            st.from_regex(r"0(10|2[0-9])-?[2-8][0-9]{7}", fullmatch=True),
            st.from_regex(r"[2-8][0-9]{6,7}", fullmatch=True),
            st.from_regex(r"[48]00-?[0-9]{7}", fullmatch=True).map(lambda s: s.replace("-", "")),
        ),
    ),
    "digits": (
        field("digits", minimum="10", maximum="5000"),
        st.integers(10, 5000).map(str),
    ),
    "decimal": (
        field("decimal", minimum="1", maximum="20000"),
        st.decimals(1, 20000, places=2).map(str),
    ),
    "money": (field("money", minimum="0.50"), st.decimals("0.5", 9999999, places=2).map(str)),
    "date": (field("date"), st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(str)),
    "past date": (field("date", maximum="today"), births.map(str)),
    "date in digits": (field("date", maximum="today"), births.map(lambda d: f"{d:%Y%m%d}")),
    "resident number": (field("resident_number"), resident_numbers),
    "uscc": (field("uscc"), unified_codes),
    "unit number": (field("unit_number"), unit_numbers),
    "name": (field("name"), names),
    "address": (field("address"), st.text("测试路街道 1号", min_size=7, max_size=30)),
    "text": (field("text"), st.text("测试 ab1", min_size=1, max_size=60)),
}


@pytest.mark.parametrize("kind", RIGHT)
@given(data=st.data())
def test_nothing_that_can_become_right_is_called_wrong(kind: str, data: st.DataObject) -> None:
    asked, values = RIGHT[kind]
    value = data.draw(values)
    states = [check(asked, value[:end], TODAY).state for end in range(len(value) + 1)]
    assert CheckState.WRONG not in states, (value, states)


@pytest.mark.parametrize("kind", sorted(set(RIGHT) - {"address", "text"}))
@given(data=st.data())
def test_a_whole_value_is_usable(kind: str, data: st.DataObject) -> None:
    asked, values = RIGHT[kind]
    assert check(asked, data.draw(values), TODAY).state is CheckState.OK


@given(
    st.sampled_from([asked for asked, _ in RIGHT.values()]),
    st.text(st.characters(codec="utf-8"), max_size=30),
)
def test_whatever_is_typed_gets_a_sentence_without_open_gaps(asked: Field, value: str) -> None:
    found = check(asked, value, TODAY)
    assert say(WORDS, found.key, **found.gaps)
    assert tidy(asked, tidy(asked, value)) == tidy(asked, value)


@pytest.mark.parametrize(
    ("asked", "value", "state", "sentence"),
    [
        (field(), "", "empty", "这一项要填"),
        (field(required=False), "  ", "empty", "可以不填"),
        (field("phone"), "1380000", "typing", "还差 4 位"),
        (field("phone"), "138 0000-0000", "ok", "可以用"),
        (field("phone"), "2", "wrong", "手机号以 1 开头，第二位是 3 到 9"),
        (field("phone"), "12", "wrong", "手机号以 1 开头，第二位是 3 到 9"),
        (field("phone"), "138000000001", "wrong", "多了 1 位，手机号是 11 位"),
        (field("phone"), "138x", "wrong", "这里只填数字"),
        (field("landline"), "0736-725", "typing", "还差 4 位"),
        (field("landline"), "0736-7250000-", "typing", "请接着写分机号"),
        (field("landline"), "13800000000", "wrong", "座机请写区号，例如 0736-7250000"),
        (field("landline"), "736725000012", "wrong", "多了 4 位，请核对"),
        (field("decimal"), "12.5.0", "wrong", "只能有一个小数点，例如 125.0"),
        (field("decimal"), "12。5", "ok", "可以用"),
        (field("decimal"), "１２", "ok", "可以用"),
        (field("decimal"), "12.", "typing", "小数点后还差数字"),
        (field("decimal"), ".5", "wrong", "小数点前请先写 0，例如 0.5"),
        (field("decimal"), "-1", "wrong", "只填数字和小数点"),
        (field("decimal", maximum="100", unit="平方米"), "101", "wrong", "不能大于 100 平方米"),
        (field("decimal", minimum="10", unit="平方米"), "2", "typing", "不能小于 10 平方米"),
        (field("decimal", minimum="10", unit="平方米"), "2.5", "wrong", "不能小于 10 平方米"),
        (field("money"), "170.005", "wrong", "小数点后最多两位，例如 170.00"),
        (field("money"), "1.2.345", "wrong", "只能有一个小数点，例如 125.0"),
        (field("digits", max_length=4), "12345", "wrong", "最多 4 位，请删去多的"),
        (field("date"), "2026-02-29", "wrong", "没有这一天，请核对年月日"),
        (field("date"), "2026-02", "typing", "还没写完，例如 2026-11-22"),
        (field("date"), "2026年2月3日", "ok", "可以用"),
        (field("date", maximum="today"), "2026-11-23", "wrong", "不能晚于 2026 年 11 月 22 日"),
        (field("date", minimum="today"), "2026-11-2", "typing", "还没写完，例如 2026-11-22"),
        (field("date", minimum="today"), "2026-11-21", "wrong", "不能早于 2026 年 11 月 22 日"),
        (field("date"), "明天", "wrong", "请填年、月、日，例如 2026-11-22"),
        (field("resident_number"), "43079919", "typing", "还差 10 位"),
        (field("resident_number"), "4307992027", "wrong", "第 7 到 14 位不是出生日期，请核对"),
        (field("resident_number"), "4307991980010x", "wrong", "只填数字，最后一位可以是 X"),
        (field("uscc"), "91O", "wrong", "第 3 位不会是 O，请核对"),
        (field("unit_number"), "430702012003K", "wrong", "第 13 位不会是 K，请核对"),
        (field("name"), "测试3", "wrong", "姓名里没有数字，请改正"),
        (field("name"), "测试A", "wrong", "中文姓名里不能有字母或符号"),
        (field("name"), "测试·", "typing", "还没写完"),
        (field("name"), "测试·张三", "ok", "可以用"),
        (field("name"), "测试•张三", "ok", "可以用"),
        (field("name"), "·测试", "wrong", "“·”只放在两个字中间"),
        (field("name"), "测", "ok", "只有一个字，请看看对不对"),
        (field("name"), "@@", "wrong", "请写中文姓名，或只用字母"),
        (field("address"), "测试路", "typing", "请写到门牌号"),
        (field("text", max_length=3), "测试四字", "wrong", "最多 3 个字，请写短一点"),
        (field("text"), "测\x07试", "wrong", "有不能用的符号，请删掉"),
        (field("choice", choices=["甲", "乙"]), "乙", "ok", "可以用"),
        (field("choice", choices=["甲", "乙"]), "丙", "wrong", "请从列出的几项里选"),
    ],
)
def test_a_field_says_what_is_missing_or_how_to_mend_it(
    asked: Field, value: str, state: str, sentence: str
) -> None:
    found = check(asked, value, TODAY)
    assert (found.state, say(WORDS, found.key, **found.gaps).rstrip()) == (state, sentence)


@given(resident_numbers, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_a_resident_number_is_never_usable(
    number: str, at: int, digit: str
) -> None:
    changed = number[:at] + digit + number[at + 1 :]
    state = check(field("resident_number"), changed, TODAY).state
    assert (state is CheckState.OK) == (changed == number)


def test_a_region_that_nobody_knows_is_told_and_never_stops_a_resident_number() -> None:
    told = check(field("resident_number"), with_check("00000019800101001"), TODAY)
    assert (told.state, told.key) == (CheckState.OK, "check.resident.region")

    assert check(field("resident_number"), with_check("99000019800101001"), TODAY).key == "check.ok"


def test_a_date_goes_into_the_document_in_iso_form() -> None:
    assert final(field("date"), "2026年1月2日") == "2026-01-02"
    assert final(field("uscc"), " 9111 0000 ") == "91110000"


PAGE = FieldGroup(
    title="甲",
    fields=[
        field("name", key="name"),
        field("phone", key="phone", required=False),
        field("text", key="partner", when={"owners": ["two"]}),
    ],
)


def test_only_an_answer_that_contradicts_hides_a_field() -> None:
    assert [f.key for f in visible_fields(PAGE, {})] == ["name", "phone", "partner"]
    assert [f.key for f in visible_fields(PAGE, {"owners": "one"})] == ["name", "phone"]
    assert [f.key for f in visible_fields(PAGE, {"owners": "two"})] == ["name", "phone", "partner"]


def test_missing_names_what_is_required_and_empty_or_not_right() -> None:
    two, one = {"owners": "two"}, {"owners": "one"}
    assert missing([PAGE], {}, two, TODAY) == ("name", "partner")
    assert missing([PAGE], {"name": "测试张三"}, one, TODAY) == ()
    assert missing([PAGE], {"name": "测试张三", "phone": "138"}, one, TODAY) == ("phone",)
