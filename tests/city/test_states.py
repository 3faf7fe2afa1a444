"""The states of a case: what may follow what."""

from hypothesis import given
from hypothesis import strategies as st

from city.states import CITY_ONLY, FOLLOWERS, CaseState, is_allowed


def test_every_state_is_in_the_table_and_can_be_reached() -> None:
    assert set(FOLLOWERS) == set(CaseState)
    reached = {CaseState.RECEIVED}
    while more := {then for now in reached for then in FOLLOWERS[now]} - reached:
        reached |= more
    assert reached == set(CaseState)


def test_every_state_leads_to_the_archive() -> None:
    for start in CaseState:
        reached = {start}
        while more := {then for now in reached for then in FOLLOWERS[now]} - reached:
            reached |= more
        assert CaseState.ARCHIVED in reached


def test_nothing_is_accepted_before_the_materials_were_looked_at() -> None:
    accepting = {CaseState.ACCEPTED, CaseState.DEFICIT_ACCEPTED}
    for state in (CaseState.RECEIVED, CaseState.MATERIALS_UNREADABLE):
        assert not FOLLOWERS[state] & accepting


@given(st.data())
def test_no_walk_asks_for_a_supplement_twice_or_grants_what_was_not_accepted(
    data: st.DataObject,
) -> None:
    walk = [CaseState.RECEIVED]
    while True:
        onward = [then for then in CaseState if is_allowed(walk[-1], then, walk)]
        if not onward:
            break
        walk.append(data.draw(st.sampled_from(onward)))
        if len(walk) > 40:
            break
    assert walk.count(CaseState.SUPPLEMENT_ONCE) <= 1
    assert not CITY_ONLY & set(walk[2:]) or walk[1] in CITY_ONLY
    if CaseState.GRANTED in walk:
        before = walk[: walk.index(CaseState.GRANTED)]
        assert {CaseState.ACCEPTED, CaseState.DEFICIT_ACCEPTED} & set(before)
        assert CaseState.MATERIALS_COMPLETE in before or CaseState.SUPPLEMENT_ONCE in before


def test_a_second_supplement_is_refused_by_the_history_and_not_only_by_the_table() -> None:
    now, then = CaseState.MATERIALS_COMPLETE, CaseState.SUPPLEMENT_ONCE
    assert is_allowed(now, then, [CaseState.RECEIVED])
    assert not is_allowed(now, then, [CaseState.RECEIVED, CaseState.SUPPLEMENT_ONCE.value])
