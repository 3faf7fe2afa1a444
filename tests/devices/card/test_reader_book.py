"""Which news follow from looks at the readers."""

from hypothesis import given
from hypothesis import strategies as st
from smartcard import scard

from core.errors import Code
from core.ports import CardNews, ReaderState
from devices.card.reader_book import ReaderBook

EMPTY = scard.SCARD_STATE_EMPTY
PRESENT = scard.SCARD_STATE_PRESENT
IN_USE = scard.SCARD_STATE_INUSE
MUTE = scard.SCARD_STATE_MUTE


def state(flags: int, events: int = 0) -> int:
    return flags | events << 16


LOOKS = st.dictionaries(
    st.sampled_from(["A", "B", "C"]),
    st.builds(
        state,
        st.sampled_from([EMPTY, PRESENT, PRESENT | IN_USE, PRESENT | MUTE]),
        st.integers(0, 6),
    ),
)


@given(st.lists(LOOKS))
def test_the_same_look_twice_is_told_once(looks: list[dict[str, int]]) -> None:
    book = ReaderBook()
    for look in looks:
        book.see(look)
        assert book.see(look) == []


@given(st.lists(LOOKS))
def test_news_are_enough_to_know_every_reader(looks: list[dict[str, int]]) -> None:
    book = ReaderBook()
    known: dict[str, bool] = {}
    for look in looks:
        for news in book.see(look):
            if news.state is ReaderState.NO_READER:
                known = {n: p for n, p in known.items() if n != news.reader and news.reader}
            else:
                known[news.reader] = news.state is ReaderState.CARD_PRESENT
        assert known == {name: bool(word & PRESENT) for name, word in look.items()}


@given(st.lists(LOOKS))
def test_no_two_visits_of_cards_share_a_number(looks: list[dict[str, int]]) -> None:
    book = ReaderBook()
    visits: dict[int, str] = {}
    for look in looks:
        for news in book.see(look):
            if news.state is ReaderState.CARD_PRESENT:
                assert visits.setdefault(news.swap, news.reader) == news.reader


def test_a_card_changed_between_two_looks_is_told_by_the_events() -> None:
    book = ReaderBook()
    [first] = book.see({"A": state(PRESENT, 1)})
    [second] = book.see({"A": state(PRESENT, 3)})
    assert (first.swap, second.swap) == (1, 2)
    assert second.state is ReaderState.CARD_PRESENT


def test_a_card_in_use_by_a_read_is_no_news() -> None:
    book = ReaderBook()
    book.see({"A": state(PRESENT, 1)})
    assert book.see({"A": state(PRESENT | IN_USE, 1)}) == []


def test_a_card_without_answer_to_reset_is_present_and_mute() -> None:
    assert ReaderBook().see({"A": state(PRESENT | MUTE, 1)}) == [
        CardNews(ReaderState.CARD_PRESENT, "A", 1, Code.CARD_MUTE)
    ]


def test_one_reader_of_two_that_goes_is_named_and_the_last_is_not() -> None:
    book = ReaderBook()
    book.see({"A": state(EMPTY), "B": state(EMPTY)})
    assert book.see({"B": state(EMPTY)}) == [
        CardNews(ReaderState.NO_READER, "A", code=Code.READER_ABSENT)
    ]
    assert book.see({}) == [CardNews(ReaderState.NO_READER, "", code=Code.READER_ABSENT)]


def test_a_lost_service_is_told_once_for_each_reason() -> None:
    book = ReaderBook()
    down = CardNews(ReaderState.SERVICE_DOWN, code=Code.READER_SERVICE_DOWN)
    denied = CardNews(ReaderState.SERVICE_DOWN, code=Code.READER_DENIED)
    assert book.lose(Code.READER_SERVICE_DOWN) == [down]
    assert book.lose(Code.READER_SERVICE_DOWN) == []
    assert book.lose(Code.READER_DENIED) == [denied]


def test_a_card_seen_again_after_a_loss_is_a_new_visit() -> None:
    book = ReaderBook()
    book.see({"A": state(PRESENT, 1)})
    book.lose(Code.READER_SERVICE_DOWN)
    assert book.see({"A": state(PRESENT, 1)}) == [CardNews(ReaderState.CARD_PRESENT, "A", 2)]
    assert book.lose(Code.READER_SERVICE_DOWN) != []
