"""The shipped packages of people and homes: what they ask for and where they end."""

from datetime import date, timedelta

import pytest

from core.catalogue import Mark, Subject
from core.planning import make_plan
from resources.words import load_words
from tests.core.session.stage import shipped_catalogue

CATALOGUE = shipped_catalogue()
CODES = [f"CD-YJS-000{n}" for n in range(2, 8)]
TODAY = date(2026, 11, 22)
PERSON = Subject.PERSON


def materials(code: str, day: date = TODAY, **answers: str) -> set[str]:
    plan = make_plan(CATALOGUE.package(code), PERSON, answers, day)
    return {each.material.code for each in plan.materials}


@pytest.mark.parametrize("code", CODES)
def test_no_row_claims_to_be_official(code: str) -> None:
    package = CATALOGUE.package(code)
    sources = [package.source, *(item.source for item in package.items)]
    sources += [fee.source for item in package.items for fee in item.fees]
    sources += [question.source for question in package.questions]
    assert all(source.text and source.mark is not Mark.OFFICIAL for source in sources)


@pytest.mark.parametrize("code", CODES)
def test_the_card_fills_name_and_number_and_a_phone_is_asked_once(code: str) -> None:
    fields = [field for group in CATALOGUE.package(code).groups for field in group.fields]
    assert [f.from_card for f in fields if f.from_card in ("name", "number")] == ["name", "number"]
    assert [f.kind for f in fields].count("phone") == 1


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_has_its_words(code: str) -> None:
    words = load_words()
    refusals = [
        option.effect.refuse
        for question in CATALOGUE.package(code).questions
        for option in question.options
        if option.effect.refuse
    ]
    assert all(key in words for key in refusals)


def test_the_elder_card_ended_in_february_2022_and_says_what_holds_now() -> None:
    package = CATALOGUE.package("CD-YJS-0004")
    last = date(2022, 2, 28)
    assert make_plan(package, PERSON, {}, last).refusal == ""
    after = make_plan(package, PERSON, {}, last + timedelta(days=1))
    assert "凭身份证就能享受优待" in after.refusal
    assert after.items == ()
    assert package.minimum_age == 65


def test_unemployment_and_its_card_are_one_application_done_at_once() -> None:
    plan = make_plan(CATALOGUE.package("CD-YJS-0002"), PERSON, {"reason": "first"}, TODAY)
    assert (plan.before.applications, plan.after.applications, plan.after.days) == (2, 1, 0)
    assert materials("CD-YJS-0002", reason="first", card="no") == {"IDC"}
    assert materials("CD-YJS-0002", reason="left", card="yes") == {"IDC", "LEFT", "PHOTO"}


def test_a_marriage_registered_in_hunan_is_looked_up_and_not_asked_for() -> None:
    assert "MARRIAGE" not in materials("CD-YJS-0003", residence="hunan", married="hunan")
    assert "MARRIAGE" in materials("CD-YJS-0003", residence="hunan", married="elsewhere")
    assert "BORN" in materials("CD-YJS-0003", born="yes")


def test_who_does_not_live_here_is_told_where_to_go() -> None:
    package = CATALOGUE.package("CD-YJS-0003")
    plan = make_plan(package, PERSON, {"residence": "elsewhere"}, TODAY)
    assert plan.refusal == "refuse.not_resident"


def test_a_number_that_only_grew_needs_no_proof() -> None:
    assert materials("CD-YJS-0006", change="upgrade") == {"IDC", "CERT_OLD"}
    assert "NUMBER_PROOF" in materials("CD-YJS-0006", change="both")
