"""The signed time of a catalogue: only the city can say it, and a clock cannot undo it."""

import base64
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue_time import (
    ENDING,
    UNCONFIRMED,
    CatalogueAge,
    CatalogueTime,
    age_of,
    read_time,
    write_time,
)
from core.sealing import new_signing_keys, sign

PRIVATE, PUBLIC = new_signing_keys()
SAID = CatalogueTime(sequence=3, at="2026-11-26T09:00:00+08:00")
FIELD = write_time(lambda octets: sign(PRIVATE, octets), SAID)
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
LAST_DAY = date(2026, 12, 31)
days = st.timedeltas(timedelta(days=-400), timedelta(days=400))


def test_what_the_city_says_is_read_by_whoever_trusts_it() -> None:
    assert read_time(FIELD, PUBLIC) == SAID
    assert read_time(FIELD, (bytes(32), PUBLIC)) == SAID
    assert read_time(FIELD, new_signing_keys()[1]) is None


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda octets: octets.hex()))
def test_anything_else_is_nothing(field: str) -> None:
    assert read_time(field, PUBLIC) is None


def test_a_signature_for_another_purpose_or_another_time_is_nothing() -> None:
    octets, _, signature = FIELD.partition(".")
    other = base64.b64encode(base64.b64decode(octets).replace(b"2026", b"2036")).decode()
    assert read_time(f"{other}.{signature}", PUBLIC) is None
    plain = base64.b64encode(sign(PRIVATE, base64.b64decode(octets))).decode()
    assert read_time(f"{octets}.{plain}", PUBLIC) is None


@pytest.mark.parametrize(
    ("confirmed_ago", "expires_in", "age"),
    [
        (0, 30, CatalogueAge.GOOD),
        (7, 30, CatalogueAge.GOOD),
        (8, 30, CatalogueAge.UNCONFIRMED),
        (0, 14, CatalogueAge.GOOD),
        (0, 13, CatalogueAge.ENDING),
        (0, 0, CatalogueAge.ENDING),
        (0, -1, CatalogueAge.EXPIRED),
        (30, -1, CatalogueAge.EXPIRED),
    ],
)
def test_the_ages_at_their_edges(confirmed_ago: int, expires_in: int, age: CatalogueAge) -> None:
    confirmed = NOON - timedelta(days=confirmed_ago)
    assert age_of(NOON.date() + timedelta(days=expires_in), confirmed, NOON) is age


@given(days, days)
def test_a_clock_set_back_never_makes_a_catalogue_younger(ago: timedelta, back: timedelta) -> None:
    """Whatever the clock says, it is judged as at the last confirmation or later."""
    confirmed = NOON + ago
    order = [CatalogueAge.GOOD, CatalogueAge.ENDING, CatalogueAge.EXPIRED]
    at_confirmation = age_of(LAST_DAY, confirmed, confirmed)
    with_clock = age_of(LAST_DAY, confirmed, confirmed - abs(back))
    assert order.index(with_clock) == order.index(at_confirmation)
    if confirmed + UNCONFIRMED + ENDING < datetime(2026, 12, 31, tzinfo=UTC):
        late = age_of(LAST_DAY, confirmed, confirmed + UNCONFIRMED + timedelta(seconds=1))
        assert late is CatalogueAge.UNCONFIRMED
