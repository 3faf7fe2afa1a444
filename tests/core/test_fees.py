"""Fees in fen, on the worked figures of 发改价格规〔2016〕2559号 and its version of 2019-07-01."""

from datetime import date

import pytest

from core.catalogue import Fee, Subject
from core.fees import fee_lines
from core.planning import make_plan
from tests.core.catalogue_rows import DAY, a_fee, a_package, a_question, an_item
from tests.core.test_planning import YES_NO

F1_LAST = date(2019, 6, 30)
F2_FIRST = date(2019, 7, 1)
HOME, OTHER, SPACE = {"use": ["home"]}, {"use": ["other"]}, {"use": ["parking"]}
LARGE = {"small_enterprise": ["no"]}
SMALL = {"small_enterprise": ["yes"]}

TRANSFER = [
    a_fee(8000, when=HOME | LARGE, per="certificate", extra_certificate_fen=1000),
    a_fee(55000, when=OTHER | LARGE, per="certificate", extra_certificate_fen=1000),
    a_fee(55000, when=SPACE | LARGE, valid_to=F1_LAST),
    a_fee(8000, when=SPACE | LARGE, valid_from=F2_FIRST),
    a_fee(0, when=SMALL, basis="小微企业免收"),
]
SPOUSE = [a_fee(1000, per="copy", name="工本费")]
NAME = [
    a_fee(4000, when=HOME, valid_to=F1_LAST),
    a_fee(27500, when=OTHER, valid_to=F1_LAST),
    a_fee(0, valid_from=F2_FIRST, basis="变更登记不收费"),
]
NOTICE = [a_fee(0, basis="预告登记不收费")]


@pytest.mark.parametrize(
    ("rows", "use", "small", "day", "certificates", "fen"),
    [
        (TRANSFER, "home", "no", DAY, 1, 8000),
        (TRANSFER, "home", "no", DAY, 2, 9000),
        (TRANSFER, "other", "no", DAY, 1, 55000),
        (TRANSFER, "home", "yes", DAY, 3, 0),
        (TRANSFER, "parking", "no", F2_FIRST, 1, 8000),
        (TRANSFER, "parking", "no", F1_LAST, 1, 55000),
        (SPOUSE, "home", "no", DAY, 1, 1000),
        (SPOUSE, "home", "no", DAY, 2, 2000),
        (NAME, "home", "no", F1_LAST, 1, 4000),
        (NAME, "home", "no", F2_FIRST, 1, 0),
        (NAME, "other", "no", F1_LAST, 1, 27500),
        (NAME, "other", "no", F2_FIRST, 1, 0),
        (NOTICE, "home", "no", DAY, 1, 0),
    ],
)
def test_the_worked_figures_come_out(
    rows: list[Fee], use: str, small: str, day: date, certificates: int, fen: int
) -> None:
    items = [an_item("A", fees=rows)]
    answers = {"use": use, "small_enterprise": small}
    lines = fee_lines(items, answers, day, certificates)
    assert len(lines) == 1
    assert lines[0].fen == fen


def test_a_fee_of_nothing_is_a_line_with_its_basis() -> None:
    (line,) = fee_lines([an_item("A", fees=NOTICE)], {}, DAY)
    assert (line.item, line.fen, line.basis) == ("A", 0, "预告登记不收费")


def test_a_row_whose_answer_is_missing_does_not_apply() -> None:
    assert fee_lines([an_item("A", fees=[a_fee(1, when=HOME)])], {}, DAY) == ()


def test_the_lines_of_all_items_add_up_in_the_plan() -> None:
    items = [an_item("A", fees=[a_fee(8000, payer="抵押权人")]), an_item("B", fees=SPOUSE)]
    plan = make_plan(a_package(items, []), Subject.PERSON, {"certificates": "3"}, DAY)
    assert plan.fee_fen == 8000 + 3000
    assert plan.fees[0].payer == "抵押权人"


@pytest.mark.parametrize("text", ["", "0", "two", "-1", "１", "9999999999"])
def test_a_number_of_certificates_that_is_none_counts_as_one(text: str) -> None:
    package = a_package([an_item("A", fees=SPOUSE)], [])
    assert make_plan(package, Subject.PERSON, {"certificates": text}, DAY).fee_fen == 1000


def test_where_certificates_are_a_question_only_its_options_count() -> None:
    question = a_question("certificates", *YES_NO)
    package = a_package([an_item("A", fees=SPOUSE)], [], [question])
    assert make_plan(package, Subject.PERSON, {"certificates": "5"}, DAY).fee_fen == 1000


def test_a_fee_may_depend_on_who_applies() -> None:
    rows = [a_fee(500, when={"subject": ["person"]})]
    package = a_package([an_item("A", fees=rows)], [])
    assert make_plan(package, Subject.PERSON, {}, DAY).fee_fen == 500
    assert make_plan(package, Subject.ENTERPRISE, {}, DAY).fee_fen == 0
