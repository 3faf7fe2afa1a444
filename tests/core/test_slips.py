"""Receipt and promise: provisional until the city answers, and never more personal than needed."""

from dataclasses import replace

import pytest

from core.errors import Code
from core.ports import CaseView, Slip
from core.slips import Promised, promise_slip, promise_text, receipt_slip, receipt_url
from resources.words import load_words, say
from tests.core.session.stage import case, make_setting, shipped_catalogue

WORDS = load_words()
TERMINAL = make_setting(shipped_catalogue()).terminal
PROMISED = (Promised("从业人员健康证明", "2026-12-07"),)


def words(key: str, **gaps: object) -> str:
    return say(WORDS, key, **gaps)


def text_of(slip: Slip) -> str:
    return "\n".join(f"{line.text} {line.right}".rstrip() for line in slip.lines)


def official(number: str) -> CaseView:
    return replace(case(), official_no=number)


def test_the_receipt_is_provisional_until_the_city_answers() -> None:
    text = text_of(receipt_slip(case(), terminal=TERMINAL, words=words))
    assert "临时编号 等市平台确认" in text
    assert "CD0128-261123-100001-X" in text
    assert "放上就能查正式编号" in text
    assert "最晚 2026 年 11 月 30 日办结" in text
    assert "2026 年 11 月 23 日 23:06 收件" in text
    assert "12345" in text
    for claim in ("已受理", "已批准", "已缴费", "提交成功"):
        assert claim not in text


def test_the_official_number_stands_first_when_it_is_known() -> None:
    text = text_of(receipt_slip(official("430700-1"), terminal=TERMINAL, words=words))
    assert text.index("430700-1") < text.index("CD0128-261123-100001-X")
    assert "等市平台确认" not in text


def test_the_card_is_the_way_to_the_number_and_no_message_is_promised() -> None:
    text = text_of(receipt_slip(case(), terminal=TERMINAL, words=words))
    assert "带身份证来" in text
    assert "短信" not in text


def test_the_code_leads_to_the_case_by_its_id_and_to_nothing_personal() -> None:
    slip = receipt_slip(case(), terminal=TERMINAL, words=words)
    codes = [line.text for line in slip.lines if line.kind == "qr"]
    assert codes == [f"http://127.0.0.1/c/{case().id}"]
    assert receipt_url("A", "https://x.invalid/") == "https://x.invalid/c/A"
    assert slip.name == "receipt-CD0128-261123-100001-X"


def test_what_was_promised_stands_on_the_receipt_with_its_full_date() -> None:
    slip = receipt_slip(case(), terminal=TERMINAL, words=words, promised=PROMISED)
    assert "从业人员健康证明，最晚 2026 年 12 月 7 日补交。" in text_of(slip)


def test_a_fault_on_the_way_is_printed_small_with_its_code() -> None:
    slip = receipt_slip(case(), terminal=TERMINAL, words=words, code=Code.CITY_UNREACHABLE)
    assert [line.kind for line in slip.lines if "NET-601" in line.text] == ["small"]


def test_the_promise_names_material_day_consequence_and_that_it_is_voluntary() -> None:
    text = promise_text(PROMISED, "逾期不补，停止办理。", words)
    for part in (
        "从业人员健康证明",
        "2026 年 12 月 7 日",
        "逾期不补，停止办理。",
        "自愿",
        "可以不承诺",
    ):
        assert part in text


def test_the_printed_promise_has_room_for_both_signatures() -> None:
    slip = promise_slip(case(), PROMISED, "逾期不补，停止办理。", words)
    text = text_of(slip)
    assert "容缺受理承诺书" in text
    assert "申请人签名：" in text
    assert "收件人签名：" in text
    assert "一式两份" in text
    assert slip.name == "promise-CD0128-261123-100001-X"


@pytest.mark.parametrize("person", ["测试张三", "430799"])
def test_no_paper_carries_a_whole_name_or_number(person: str) -> None:
    for slip in (
        receipt_slip(case(), terminal=TERMINAL, words=words, promised=PROMISED),
        promise_slip(case(), PROMISED, "", words),
    ):
        assert person not in text_of(slip) + slip.name
