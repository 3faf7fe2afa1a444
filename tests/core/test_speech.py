"""What is private is never spoken, however it is written."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.speech import speakable

NUMBER = st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True)
PHONE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
LANDLINE = st.from_regex(r"0[1-9][0-9]{1,2}-?[1-9][0-9]{6,7}", fullmatch=True)
AROUND = st.text(st.sampled_from("您的号码是：，。（）身份证电话 办事ID\n"), max_size=8)
GAPS = st.sampled_from(["", " ", "-", " - ", "\u3000", "·", "\u200b"])


def spread(value: str, gap: str, wide: bool) -> str:
    """As a person, a font or a mistake may write it."""
    written = gap.join([value[:3], value[3:7], value[7:]]) if gap else value
    if not wide:
        return written
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in written)


def digits_of(text: str) -> list[str]:
    """Runs of digits, what stands between them counted as nothing."""
    plain = unicodedata.normalize("NFKC", text)
    return re.findall(r"[0-9Xx*]+", re.sub(r"[^0-9Xx*\u4e00-\u9fff]", "", plain))


@given(AROUND, NUMBER, GAPS, st.booleans(), AROUND)
@example("", "430702199001011234", " ", False, "")
def test_of_a_resident_number_only_the_tail_is_heard(
    before: str, number: str, gap: str, wide: bool, after: str
) -> None:
    said = speakable(f"{before}{spread(number, gap, wide)}{after}")
    assert max((len(run) for run in digits_of(said)), default=0) <= 4
    assert "尾号 " + " ".join(number[-4:]) in said


@given(AROUND, st.one_of(PHONE, LANDLINE), GAPS, st.booleans(), AROUND)
def test_of_a_phone_number_nothing_is_heard(
    before: str, phone: str, gap: str, wide: bool, after: str
) -> None:
    assert digits_of(speakable(f"{before}{spread(phone, gap, wide)}{after}")) == []


@given(NUMBER, st.sampled_from("*＊●•"), AROUND)
def test_a_masked_number_is_heard_as_its_tail(number: str, star: str, around: str) -> None:
    said = speakable(f"{around}{number[:3]}{star * 11}{number[-4:]}{around}")
    assert "尾号 " + " ".join(number[-4:]) in said
    assert star not in said


@given(
    st.sampled_from(["武陵区", "石门县", "芙蓉街道建设社区", "夹山镇红旗村", "湖南省常德市澧县"]),
    st.sampled_from(["", "建设路", "人民大道", "老屋"]),
    st.integers(1, 999),
    st.sampled_from(["号", "组", "栋", "单元", "室"]),
    AROUND,
)
def test_an_address_is_not_heard(
    place: str, road: str, number: int, unit: str, around: str
) -> None:
    said = speakable(f"住址：{place}{road}{number}{unit}。{around}")
    assert place not in said
    assert f"{number}{unit}" not in said


@given(st.text(min_size=2, max_size=30), AROUND, AROUND)
def test_what_the_session_knows_is_private_is_not_heard(
    value: str, before: str, after: str
) -> None:
    plain = unicodedata.normalize("NFKC", value).strip()
    said = speakable(f"{before}{value}{after}", [value])
    if len(plain) >= 2 and not plain.isdigit():
        assert plain not in said or plain in unicodedata.normalize("NFKC", before + after)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("最晚 2026-12-07 补交", "最晚 2026 年 12 月 7 日 补交"),
        ("共 25 份，170.00 元", "共 25 份,170.00 元"),
        ("服务热线 12345", "服务热线 12345"),
        ("编号 CD0128-261122-100037-K", "编号 CD0128-261122-100037-K"),
        ("芙蓉街道 24 小时自助区", "芙蓉街道 24 小时自助区"),
        ("武陵区市场监督管理局", "武陵区市场监督管理局"),
        ("8:30-17:30 办理", "8:30-17:30 办理"),
    ],
)
def test_what_is_no_persons_is_heard(text: str, said: str) -> None:
    assert speakable(text) == said
