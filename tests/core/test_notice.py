"""The one-time notice: everything at once, the same digest for the same content, no person."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue import Catalogue, Mark, Subject
from core.notice import Notice, build_notice, digest, qr_text, to_slip, waits, works_now
from core.plan import Plan
from core.planning import make_plan
from core.ports import Slip
from core.workdays import DueDate
from resources.words import load_words, say
from tests.core.session.stage import make_setting, shipped_catalogue

WORDS = load_words()
CATALOGUE: Catalogue = shipped_catalogue()
SETTING = make_setting(CATALOGUE)
DAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 23, 6, tzinfo=timezone(timedelta(hours=8)))
ORGAN = CATALOGUE.organ("CD-430702-ZWFW")
PHARMACY = {
    "who": "chain",
    "licence": "none",
    "drugs": "rx",
    "goods": "both",
    "area": "large",
    "sign": "yes",
    "agent": "agent",
}
HOME = {
    "tax": "paid",
    "use": "house",
    "holder": "person",
    "owners": "spouses",
    "certificates": "2",
    "loan": "yes",
}


def words(key: str, **gaps: object) -> str:
    return say(WORDS, key, **gaps)


def plan_of(code: str, answers: Mapping[str, str], subject: Subject = Subject.PERSON) -> Plan:
    return make_plan(CATALOGUE.package(code), subject, answers, DAY)


def notice_of(plan: Plan, **rest: object) -> Notice:
    return build_notice(plan, terminal=SETTING.terminal, organ=ORGAN, **rest)  # type: ignore[arg-type]


def text_of(slip: Slip) -> str:
    return "\n".join(f"{line.text} {line.right}".rstrip() for line in slip.lines)


PHARMACY_PLAN = plan_of("CD-YJS-0001", PHARMACY, Subject.ENTERPRISE)
HOME_PLAN = plan_of("CD-YJS-0005", HOME)


def test_every_item_comes_with_basis_times_result_and_steps() -> None:
    notice = notice_of(PHARMACY_PLAN)
    assert len(notice.items) == 7
    for item in notice.items:
        assert item.basis
        assert item.result
        assert item.steps
        assert item.organ
    assert notice.items[1].after == ["分公司（门店）设立登记"]


def test_the_figures_are_those_of_the_plan() -> None:
    notice = notice_of(PHARMACY_PLAN)
    assert (notice.before.applications, notice.after.applications) == (7, 1)
    assert (notice.before.materials, notice.after.materials) == (44, 25)
    assert (notice.before.days, notice.after.days) == (50, 38)
    assert len(notice.materials) == 24


def test_every_row_that_is_not_official_is_named_with_its_mark() -> None:
    notice = notice_of(HOME_PLAN)
    named = {name for mark in notice.unofficial for name in mark.names}
    assert {"商品房办证（已交契税）", "商品房转移登记", "按揭抵押登记"} <= named
    assert {"不动产登记费（住宅）", "抵押登记费（住宅）"} <= named
    assert Mark.OFFICIAL not in {mark.mark for mark in notice.unofficial}
    assert Mark.GENERAL in {mark.mark for mark in notice.unofficial}


def test_the_digest_is_of_the_content_and_not_of_the_moment() -> None:
    due = DueDate(date(2026, 12, 7), True)
    shown = notice_of(PHARMACY_PLAN, online=True, at=AT, due=due, organ_names={"SCJG": "市监"})
    assert digest(shown) == digest(notice_of(PHARMACY_PLAN))
    assert len(digest(shown)) == 64


def test_another_answer_or_another_organ_gives_another_digest() -> None:
    plain = digest(notice_of(HOME_PLAN))
    assert plain != digest(notice_of(plan_of("CD-YJS-0005", {**HOME, "loan": "no"})))
    other = build_notice(
        HOME_PLAN, terminal=SETTING.terminal, organ=CATALOGUE.organ("CD-430703-ZWFW")
    )
    assert plain != digest(other)


def test_a_notice_survives_being_written_and_read() -> None:
    notice = notice_of(HOME_PLAN, at=AT, due=DueDate(date(2027, 1, 5), False, (2027,)))
    assert msgspec.json.decode(msgspec.json.encode(notice), type=Notice) == notice
    assert json.loads(msgspec.json.encode(notice))["schema"] == "notice/1"


def test_the_code_holds_package_day_and_a_digest_of_the_answers_only() -> None:
    code = qr_text(notice_of(HOME_PLAN), "https://example.invalid/")
    address, _, query = code.partition("?")
    assert address == "https://example.invalid/n/CD-YJS-0005"
    assert query.startswith("d=20261122&a=")
    assert len(code) < 100
    assert code != qr_text(notice_of(plan_of("CD-YJS-0005", {**HOME, "loan": "no"})), "x")


def test_the_slip_says_items_materials_fees_place_and_whom_to_call() -> None:
    notice = notice_of(HOME_PLAN, at=AT, due=DueDate(date(2026, 12, 7), True))
    slip = to_slip(notice, words, qr="https://example.invalid/n/1")
    text = text_of(slip)
    assert slip.name == "notice-CD-YJS-0005"
    for part in (
        "要办的事（2 件）",
        "契税完税凭证",
        "看原件，收复印件 1 份，政府部门发的",
        "费用 170.00 元",
        "由抵押权人交",
        "办理单位：武陵区政务服务中心",
        "最晚 2026 年 12 月 7 日办结",
        "监督投诉：12345",
        "不是官方清单，以窗口答复为准",
        "现在没网也能办",
        "2026 年 11 月 22 日 23:06",
    ):
        assert part in text, part
    assert [line.text for line in slip.lines if line.kind == "qr"] == [
        "https://example.invalid/n/1"
    ]


def test_the_slip_of_a_term_that_is_not_certain_says_why() -> None:
    due = DueDate(date(2027, 1, 13), False, (2027,))
    text = text_of(to_slip(notice_of(PHARMACY_PLAN, due=due), words))
    assert "2027 年的放假安排还没有公布" in text


def test_without_the_network_nothing_is_promised_that_needs_it() -> None:
    offline = text_of(to_slip(notice_of(HOME_PLAN), words))
    online = text_of(to_slip(notice_of(HOME_PLAN, online=True), words))
    assert "联网后自动接着办" in offline
    assert "联网后自动接着办" not in online
    assert "缴费码由市平台发出" in offline
    for text in (offline, online):
        assert not any(claim in text for claim in ("已受理", "已批准", "已缴费"))


def test_a_payment_waits_only_where_there_is_something_to_pay() -> None:
    assert "paper.notice.later.pay" in waits(notice_of(HOME_PLAN))
    assert "paper.notice.later.pay" not in waits(notice_of(PHARMACY_PLAN))
    assert all(
        key in WORDS for key in (*works_now(notice_of(HOME_PLAN)), *waits(notice_of(HOME_PLAN)))
    )


def test_a_package_that_has_ended_prints_what_replaced_it() -> None:
    text = text_of(to_slip(notice_of(plan_of("CD-YJS-0004", {})), words))
    assert "凭身份证就能享受优待" in text


def test_an_answer_that_ends_the_way_prints_what_to_do_instead() -> None:
    text = text_of(to_slip(notice_of(plan_of("CD-YJS-0005", {"tax": "unpaid"})), words))
    assert "请先交契税，再来办证" in text


@given(st.data())
def test_every_package_prints_under_any_answers(data: st.DataObject) -> None:
    package = data.draw(st.sampled_from(CATALOGUE.packages))
    subject = data.draw(st.sampled_from(package.subjects))
    answers = {
        question.code: data.draw(st.sampled_from(question.options)).code
        for question in package.questions
    }
    day = data.draw(st.dates(package.valid_from, date(2027, 1, 1)))
    plan = make_plan(package, subject, answers, day)
    slip = to_slip(notice_of(plan, at=AT), words)
    assert package.name in text_of(slip)
    assert "{" not in text_of(slip)


@pytest.mark.parametrize("fen", [0, 5, 1000, 17000])
def test_fees_are_shown_in_yuan_with_two_places(fen: int) -> None:
    notice = msgspec.structs.replace(notice_of(HOME_PLAN), fee_fen=fen)
    assert f"费用 {fen / 100:.2f} 元" in text_of(to_slip(notice, words))
