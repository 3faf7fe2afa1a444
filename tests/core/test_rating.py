"""Ratings: the reasons that may be shown, and the levels that other systems count."""

import pytest

from core.errors import AppError, Code
from core.rating import (
    LEVELS,
    NOT_RATED,
    from_gbt39046,
    is_bad,
    read_reasons,
    reasons_for,
    to_gbt39046,
)
from resources import path

REASONS = read_reasons(path("rating_reasons.csv").read_bytes())
HEAD = b"code,level,level_name,text,status\n"


def test_the_table_holds_forty_active_and_thirty_two_retired_reasons() -> None:
    kinds = [reason.kind for reason in REASONS]
    assert (kinds.count("base"), kinds.count("extended"), kinds.count("retired")) == (15, 25, 32)


@pytest.mark.parametrize("level", LEVELS)
def test_base_reasons_stand_first_and_retired_ones_are_not_shown(level: int) -> None:
    shown = reasons_for(REASONS, level)
    assert {reason.level for reason in shown} == {level}
    assert [reason.kind for reason in shown] == ["base"] * 3 + ["extended"] * 5


def test_who_did_not_rate_is_asked_for_no_reason() -> None:
    assert reasons_for(REASONS, NOT_RATED) == ()


def test_the_levels_of_gbt39046_run_the_other_way() -> None:
    assert [to_gbt39046(level) for level in LEVELS] == [1, 2, 3, 4, 5]
    assert [from_gbt39046(to_gbt39046(level)) for level in LEVELS] == list(LEVELS)


@pytest.mark.parametrize("level", [NOT_RATED, 6, -1])
def test_what_is_no_rating_has_no_level_there(level: int) -> None:
    with pytest.raises(ValueError, match="given rating"):
        to_gbt39046(level)


def test_only_the_two_lowest_levels_are_bad_ratings() -> None:
    assert [level for level in (NOT_RATED, *LEVELS) if is_bad(level)] == [2, 1]


@pytest.mark.parametrize(
    "rows",
    [
        "901,9,很好,字,base",
        "510,4,满意,字,base",
        "510,5,非常满意,字,used",
        "510,5,非常满意",
        "510,5,非常满意,字,base\n510,5,非常满意,字,base",
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_its_line(rows: str) -> None:
    with pytest.raises(AppError, match="line") as refused:
        read_reasons(HEAD + rows.encode())
    assert refused.value.code is Code.CATALOGUE_TORN
