"""Real-estate fees of the shipped packages: the right row on the right day, in fen.

Rows: 发改价格规〔2016〕2559号 (F1) and 财税〔2019〕45号 (F2, from 2019-07-01, not verified).
"""

from datetime import date

import pytest

from core.catalogue import Subject
from core.catalogue_reading import read_package
from core.plan import Plan
from core.planning import make_plan
from resources import path

F1, F2 = date(2019, 6, 1), date(2026, 11, 22)
HOME = {"tax": "paid", "use": "house", "holder": "person", "owners": "one", "loan": "no"}
CHANGE = {"change": "name", "use": "house"}
MORTGAGE = {"type": "ordinary", "use": "house", "shared": "no", "small": "no"}


def plan(name: str, day: date, answers: dict[str, str]) -> Plan:
    octets = path("catalogue", "packages", f"{name}.toml").read_bytes()
    return make_plan(read_package(name, octets), Subject.PERSON, answers, day)


@pytest.mark.parametrize(
    ("day", "answers", "fen"),
    [
        (F2, {}, 8000),
        (F2, {"owners": "spouses", "certificates": "1"}, 8000),
        (F2, {"owners": "spouses", "certificates": "2"}, 9000),
        (F2, {"owners": "more", "certificates": "4"}, 11000),
        (F1, {}, 8000),
        (F2, {"use": "other"}, 55000),
        (F1, {"use": "garage"}, 55000),
        (F2, {"use": "garage"}, 8000),
        (F2, {"holder": "small"}, 0),
        (F2, {"holder": "small", "use": "other"}, 0),
        (F2, {"loan": "yes"}, 16000),
    ],
)
def test_a_new_home_costs_what_the_table_of_its_day_says(
    day: date, answers: dict[str, str], fen: int
) -> None:
    assert plan("new_home", day, {**HOME, **answers}).fee_fen == fen


@pytest.mark.parametrize(
    ("day", "use", "fen"),
    [
        (F1, "house", 4000),
        (F1, "other", 27500),
        (date(2019, 6, 30), "house", 4000),
        (date(2019, 7, 1), "house", 0),
        (F2, "house", 0),
        (F2, "other", 0),
    ],
)
def test_a_change_of_name_was_half_price_and_is_free_since_july_2019(
    day: date, use: str, fen: int
) -> None:
    found = plan("name_change", day, {**CHANGE, "use": use})
    assert found.fee_fen == fen
    assert len(found.fees) == 1
    assert found.fees[0].basis


@pytest.mark.parametrize(
    ("day", "answers", "fen"),
    [
        (F2, {}, 8000),
        (F2, {"use": "other"}, 55000),
        (F1, {"use": "garage"}, 55000),
        (F2, {"use": "garage"}, 8000),
        (F2, {"small": "yes"}, 0),
        (F2, {"small": "yes", "use": "other"}, 0),
    ],
)
def test_a_mortgage_is_paid_by_the_mortgagee(day: date, answers: dict[str, str], fen: int) -> None:
    found = plan("mortgage", day, {**MORTGAGE, **answers})
    assert found.fee_fen == fen
    assert [line.payer for line in found.fees] == ["抵押权人"]


def test_exactly_one_row_applies_per_item_whatever_is_answered() -> None:
    for use in ("house", "other", "garage"):
        for holder in ("person", "small", "firm"):
            for day in (F1, F2):
                answers = {**HOME, "use": use, "holder": holder, "loan": "yes"}
                found = plan("new_home", day, answers)
                assert [line.item for line in found.fees] == ["TRANSFER", "MORTGAGE"]


def test_home_and_mortgage_together_ask_for_less_than_one_after_the_other() -> None:
    found = plan("new_home", F2, {**HOME, "loan": "yes"})
    assert (found.before.applications, found.after.applications) == (2, 1)
    assert found.after.materials < found.before.materials
    assert "CERT" not in {each.material.code for each in found.materials}


def test_without_the_tax_voucher_there_is_no_way_on() -> None:
    assert plan("new_home", F2, {"tax": "unpaid"}).refusal == "refuse.tax_unpaid"
