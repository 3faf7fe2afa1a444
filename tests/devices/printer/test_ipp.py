"""IPP messages: what is written is read again, and nonsense is said to be none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer.ipp import Attribute, Operation, Tag, decode, encode

NAMES = st.text(st.characters(codec="ascii", categories=("Ll", "Nd")), min_size=1, max_size=20)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
ATTRIBUTES = st.one_of(
    st.builds(Attribute, NAMES, st.just(Tag.KEYWORD), st.tuples(TEXTS, TEXTS)),
    st.builds(Attribute, NAMES, st.just(Tag.URI), st.tuples(TEXTS)),
    st.builds(Attribute, NAMES, st.just(Tag.INTEGER), st.tuples(st.integers(-(2**31), 2**31 - 1))),
    st.builds(Attribute, NAMES, st.just(Tag.BOOLEAN), st.tuples(st.booleans())),
)


@given(st.lists(ATTRIBUTES, max_size=6, unique_by=lambda one: one.name))
def test_what_is_written_is_read_again(attributes: list[Attribute]) -> None:
    answer = decode(encode(Operation.PRINT_JOB, 7, attributes) + b"%PDF behind it")
    assert answer.status == Operation.PRINT_JOB  # a request has its operation where the status is
    for one in attributes:
        assert answer.attributes[one.name] == one.values


@given(st.binary(max_size=300))
def test_nonsense_is_told(octets: bytes) -> None:
    try:
        decode(octets)
    except ValueError:
        return


@pytest.mark.parametrize("cut", [0, 7, 9, 20, 60])
def test_an_answer_that_breaks_off_is_none(cut: int) -> None:
    with pytest.raises(ValueError, match="no IPP answer"):
        decode(encode(Operation.CANCEL_JOB, 1, ())[:cut])
