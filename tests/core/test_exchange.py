"""Envelopes in a batch: their octets come out as they went in, in either form."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import decode

from core.exchange import BatchRequest, SentItem, as_octets, as_sent
from core.wire import canonical


@given(
    st.lists(
        st.one_of(
            st.binary(min_size=1), st.text(st.characters(codec="utf-8"), min_size=1).map(str.encode)
        ),
        max_size=5,
    )
)
def test_octets_survive_the_wire_whatever_they_are(octets: list[bytes]) -> None:
    items = [SentItem(id=f"{n}", envelope=one, signature=b"s") for n, one in enumerate(octets)]
    for form in (as_sent(items), items):
        told = decode(canonical(BatchRequest(items=form)), type=BatchRequest)
        assert as_octets(told.items) == items


def test_text_goes_as_text_and_only_once() -> None:
    (lean,) = as_sent([SentItem(id="1", envelope='{"name":"测试"}'.encode(), signature=b"s")])
    assert (lean.text, lean.envelope) == ('{"name":"测试"}', b"")
