"""The PC/SC reader against the real service with virtual readers and cards."""

from pathlib import Path
from threading import Event, Thread

import pytest
from smartcard import scard

from core.card import IdCard
from core.errors import CardError, Code
from core.ports import CardNews, ReaderState
from devices.card.pages import PAGE_COUNT
from devices.card.pcsc import PcscContext
from devices.card.pcsc_reader import PcscCardReader
from devices.card.pcscd_rig import PcscdRig
from devices.card.training_cards import training_card
from devices.card.virtual_card import OrderedFault
from tests.rigs import DEADLINE_SECONDS, Watcher, inserted, watching

pytestmark = [pytest.mark.pcscd, pytest.mark.xdist_group("pcscd")]

ZHANGSAN, LISI = training_card("zhangsan"), training_card("lisi")
WITH_PORTRAIT = IdCard(
    **{f: getattr(ZHANGSAN, f) for f in IdCard.__dataclass_fields__ if f != "portrait"},
    portrait=b"WLf\0" + bytes(range(256)) * 3 + b"\xa5" * 252,
)


def first_of(rig: PcscdRig) -> tuple[str, int]:
    return next(iter(rig.ports.items()))


def code_of_reading(reader: PcscCardReader, name: str) -> Code:
    with pytest.raises(CardError) as caught:
        reader.read(name)
    return caught.value.code


def stops_in_time(reader: PcscCardReader) -> bool:
    """Whether `stop` comes back before the deadline."""
    stopping = Thread(target=reader.stop, daemon=True)
    stopping.start()
    stopping.join(DEADLINE_SECONDS)
    return not stopping.is_alive()


def read_next_insertion(watcher: Watcher, name: str, port: int, card: IdCard) -> None:
    """Insert a card, read it as it was made, and pull it."""
    with inserted(port, card):
        watcher.until_state(ReaderState.CARD_PRESENT, name)
        assert watcher.reader.read(name) == card
    watcher.until_state(ReaderState.EMPTY, name)


def test_a_card_is_told_read_to_the_last_byte_and_told_gone(pcscd_rig: PcscdRig) -> None:
    name, port = first_of(pcscd_rig)
    with watching(PcscCardReader()) as watcher:
        watcher.until_state(ReaderState.EMPTY, name)
        read_next_insertion(watcher, name, port, WITH_PORTRAIT)
        watcher.reader.stop()
    assert [n for n in watcher.rest() if n.reader == name] == [
        CardNews(ReaderState.EMPTY, name, 0),
        CardNews(ReaderState.CARD_PRESENT, name, 1),
        CardNews(ReaderState.EMPTY, name, 1),
    ]


def test_a_card_that_lies_there_at_the_start_is_told(pcscd_rig: PcscdRig) -> None:
    name, port = first_of(pcscd_rig)
    with inserted(port, ZHANGSAN):
        with watching(PcscCardReader()) as earlier:
            earlier.until_state(ReaderState.CARD_PRESENT, name)
        with watching(PcscCardReader()) as watcher:
            assert watcher.until(lambda n: n.reader == name).state is ReaderState.CARD_PRESENT


def test_two_readers_are_told_apart_and_each_gives_its_card(pcscd_rig: PcscdRig) -> None:
    (first, port), (second, other_port) = pcscd_rig.ports.items()
    with watching(PcscCardReader()) as watcher, inserted(port, ZHANGSAN):
        watcher.until_state(ReaderState.CARD_PRESENT, first)
        with inserted(other_port, LISI):
            watcher.until_state(ReaderState.CARD_PRESENT, second)
            assert watcher.reader.read(first) == ZHANGSAN
            assert watcher.reader.read(second) == LISI
        watcher.until_state(ReaderState.EMPTY, second)
        assert watcher.reader.read(first) == ZHANGSAN


def test_a_quick_change_that_nobody_saw_is_told_as_another_card(pcscd_rig: PcscdRig) -> None:
    name, port = first_of(pcscd_rig)
    busy, go_on = Event(), Event()

    class SlowListener(Watcher):
        """Is busy with the first card while it is changed."""

        def hear(self, news: CardNews) -> None:
            if news.state is ReaderState.CARD_PRESENT and not busy.is_set():
                busy.set()
                assert go_on.wait(DEADLINE_SECONDS)
            self._news.put(news)

    slow = SlowListener(PcscCardReader())
    slow.thread = Thread(target=slow.reader.watch, args=(slow.hear,))
    slow.thread.start()
    try:
        with watching(PcscCardReader()) as witness:
            with inserted(port, ZHANGSAN):
                assert busy.wait(DEADLINE_SECONDS)
                witness.until_state(ReaderState.CARD_PRESENT, name)
            witness.until_state(ReaderState.EMPTY, name)
            with inserted(port, LISI):
                witness.until_state(ReaderState.CARD_PRESENT, name)
                go_on.set()
                first = slow.until_state(ReaderState.CARD_PRESENT, name)
                second = slow.until(lambda n: n.reader == name)
                assert (first.swap, second) == (1, CardNews(ReaderState.CARD_PRESENT, name, 2))
                assert slow.reader.read(name) == LISI
    finally:
        go_on.set()
        slow.reader.stop()
        slow.thread.join(DEADLINE_SECONDS)


@pytest.mark.parametrize("at", range(1, PAGE_COUNT + 1))
def test_a_card_pulled_while_read_is_told_and_the_next_reads_well(
    pcscd_rig: PcscdRig, at: int
) -> None:
    name, port = first_of(pcscd_rig)
    with watching(PcscCardReader()) as watcher:
        reader = PcscCardReader()
        with inserted(port, ZHANGSAN, OrderedFault(pull_at_apdu=at)):
            watcher.until_state(ReaderState.CARD_PRESENT, name)
            assert code_of_reading(reader, name) is Code.CARD_PULLED
        watcher.until_state(ReaderState.EMPTY, name)
        read_next_insertion(watcher, name, port, LISI)


@pytest.mark.parametrize("at", [1, PAGE_COUNT])
def test_a_mute_card_is_told_as_mute_and_not_as_pulled(pcscd_rig: PcscdRig, at: int) -> None:
    name, port = first_of(pcscd_rig)
    with watching(PcscCardReader()) as watcher:
        fault = OrderedFault(mute_at_apdu=at, mute_seconds=0.05)
        with inserted(port, ZHANGSAN, fault):
            watcher.until_state(ReaderState.CARD_PRESENT, name)
            assert code_of_reading(PcscCardReader(), name) is Code.CARD_MUTE
        watcher.until_state(ReaderState.EMPTY, name)
        read_next_insertion(watcher, name, port, LISI)


def test_a_strange_card_is_unknown_and_the_next_reads_well(pcscd_rig: PcscdRig) -> None:
    name, port = first_of(pcscd_rig)
    with watching(PcscCardReader()) as watcher:
        with inserted(port, None):
            watcher.until_state(ReaderState.CARD_PRESENT, name)
            assert code_of_reading(PcscCardReader(), name) is Code.CARD_UNKNOWN
        watcher.until_state(ReaderState.EMPTY, name)
        read_next_insertion(watcher, name, port, LISI)


def test_reading_an_empty_reader_a_missing_one_and_a_taken_one_differs(
    pcscd_rig: PcscdRig,
) -> None:
    name, port = first_of(pcscd_rig)
    reader = PcscCardReader()
    assert code_of_reading(reader, name) is Code.CARD_PULLED
    assert code_of_reading(reader, "No such reader") is Code.READER_ABSENT
    with watching(PcscCardReader()) as watcher, inserted(port, ZHANGSAN):
        watcher.until_state(ReaderState.CARD_PRESENT, name)
        _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        try:
            taken = scard.SCardConnect(
                context, name, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_T1
            )
            assert taken[0] == scard.SCARD_S_SUCCESS
            assert code_of_reading(reader, name) is Code.READER_BUSY
            scard.SCardDisconnect(taken[1], scard.SCARD_LEAVE_CARD)
        finally:
            scard.SCardReleaseContext(context)
        assert reader.read(name) == ZHANGSAN


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_service_that_ends_and_comes_back_is_told_once_each(
    pcscd_rig: PcscdRig, end: str
) -> None:
    name, port = first_of(pcscd_rig)
    with watching(PcscCardReader()) as watcher:
        watcher.until_state(ReaderState.EMPTY, list(pcscd_rig.ports)[1])
        heard = len(watcher.told)
        getattr(pcscd_rig, end)()
        watcher.until_state(ReaderState.SERVICE_DOWN)
        assert code_of_reading(PcscCardReader(), name) is Code.READER_SERVICE_DOWN
        pcscd_rig.start()
        watcher.until_state(ReaderState.EMPTY, list(pcscd_rig.ports)[1])
        assert watcher.told[heard:] == [
            CardNews(ReaderState.SERVICE_DOWN, code=Code.READER_SERVICE_DOWN),
            *(CardNews(ReaderState.EMPTY, reader, 0) for reader in pcscd_rig.ports),
        ]
        read_next_insertion(watcher, name, port, ZHANGSAN)


def test_a_service_that_dies_while_a_card_is_read_is_told_as_such(pcscd_rig: PcscdRig) -> None:
    name, port = first_of(pcscd_rig)
    codes: list[Code] = []
    with watching(PcscCardReader()) as watcher:
        with inserted(port, ZHANGSAN, OrderedFault(mute_at_apdu=3, mute_seconds=600)) as card:
            watcher.until_state(ReaderState.CARD_PRESENT, name)
            reading = Thread(target=lambda: codes.append(code_of_reading(PcscCardReader(), name)))
            reading.start()
            assert card.muted.wait(DEADLINE_SECONDS)
            pcscd_rig.kill()
            reading.join(DEADLINE_SECONDS)
        assert codes == [Code.READER_SERVICE_DOWN]
        pcscd_rig.start()
        watcher.until_state(ReaderState.EMPTY, name)
        read_next_insertion(watcher, name, port, LISI)


def test_a_service_without_readers_is_told_as_no_reader(pcscd_rig: PcscdRig) -> None:
    pcscd_rig.stop()
    pcscd_rig.start(names=())
    with watching(PcscCardReader()) as watcher:
        assert watcher.next() == CardNews(ReaderState.NO_READER, code=Code.READER_ABSENT)


def test_a_watch_may_begin_before_the_service(pcscd_rig: PcscdRig) -> None:
    pcscd_rig.stop()
    with watching(PcscCardReader()) as watcher:
        assert watcher.next().state is ReaderState.SERVICE_DOWN
        pcscd_rig.start()
        assert watcher.next().state is ReaderState.EMPTY


@pytest.fixture
def endless_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait that never ends by itself, so that only a cancel can end it."""
    monkeypatch.setattr("devices.card.pcsc_reader._PATIENCE_MS", 3_600_000)


@pytest.mark.usefixtures("endless_patience")
def test_stopping_wakes_a_blocked_watch_and_may_be_repeated(pcscd_rig: PcscdRig) -> None:
    reader = PcscCardReader()
    with watching(reader) as watcher:
        watcher.until_state(ReaderState.EMPTY, list(pcscd_rig.ports)[-1])
        assert stops_in_time(reader)
        # The watch has left: the thread has nothing left to do but end.
        watcher.thread.join(DEADLINE_SECONDS)
        assert not watcher.thread.is_alive()
        assert stops_in_time(reader)
    told: list[CardNews] = []
    reader.watch(told.append)
    assert told == []


@pytest.mark.usefixtures("endless_patience")
def test_a_cancel_that_comes_too_early_is_repeated(pcscd_rig: PcscdRig) -> None:
    for _ in range(50):
        reader = PcscCardReader()
        thread = Thread(target=reader.watch, args=(lambda news: None,), daemon=True)
        thread.start()
        assert stops_in_time(reader)
        thread.join(DEADLINE_SECONDS)
        assert not thread.is_alive()


@pytest.mark.usefixtures("endless_patience")
def test_a_listener_may_stop_the_watch_itself(pcscd_rig: PcscdRig) -> None:
    reader = PcscCardReader()
    told: list[CardNews] = []

    def stop_at_the_first(news: CardNews) -> None:
        told.append(news)
        reader.stop()

    reader.watch(stop_at_the_first)
    assert told[0].state is ReaderState.EMPTY


def test_a_card_whose_reset_answer_is_nonsense_is_mute(pcscd_rig: PcscdRig) -> None:
    name, port = first_of(pcscd_rig)
    with watching(PcscCardReader()) as watcher, inserted(port, None) as card:
        card.answer_to_reset = b"\x3b"
        watcher.until_state(ReaderState.CARD_PRESENT, name)
        assert code_of_reading(PcscCardReader(), name) is Code.CARD_MUTE


def test_readers_are_listed_as_the_rig_names_them(pcscd_rig: PcscdRig) -> None:
    with PcscContext() as context:
        assert context.readers() == list(pcscd_rig.ports)


def test_readers_that_are_not_named_are_left_alone(pcscd_rig: PcscdRig) -> None:
    first, second = pcscd_rig.ports
    with watching(PcscCardReader(only=("Reader 00 01",))) as watcher:
        assert watcher.next() == CardNews(ReaderState.EMPTY, second)
        with inserted(pcscd_rig.ports[first], ZHANGSAN), watching(PcscCardReader()) as witness:
            witness.until_state(ReaderState.CARD_PRESENT, first)
            read_next_insertion(watcher, second, pcscd_rig.ports[second], LISI)
        assert {news.reader for news in watcher.rest()} == {second}


def test_a_reader_for_other_cards_gives_no_identity_card(pcscd_rig: PcscdRig) -> None:
    name, port = first_of(pcscd_rig)
    with watching(PcscCardReader()) as watcher, inserted(port, ZHANGSAN):
        watcher.until_state(ReaderState.CARD_PRESENT, name)
        assert code_of_reading(PcscCardReader("none"), name) is Code.CARD_UNKNOWN


def test_a_card_changed_at_once_is_another_visit_and_the_new_one_is_read(
    pcscd_rig: PcscdRig,
) -> None:
    name, port = first_of(pcscd_rig)
    with watching(PcscCardReader()) as watcher:
        with inserted(port, ZHANGSAN):
            first = watcher.until_state(ReaderState.CARD_PRESENT, name)
            assert watcher.reader.read(name) == ZHANGSAN
        with inserted(port, LISI):  # nothing waits in between
            second = watcher.until_state(ReaderState.CARD_PRESENT, name)
            assert second.swap > first.swap
            assert watcher.reader.read(name) == LISI


def test_a_reader_that_is_missing_after_a_restart_is_told_and_so_is_its_return(
    tmp_path: Path,
) -> None:
    with (
        PcscdRig(tmp_path / "pcscd", ("Reader A", "Reader B")) as rig,
        watching(PcscCardReader()) as watcher,
    ):
        a, b = "Reader A 00 00", "Reader B 00 00"
        watcher.until_state(ReaderState.EMPTY, "Reader B 00 01")
        for names, there, gone in ((("Reader A",), a, b), (("Reader B",), b, a)):
            rig.stop()
            watcher.until_state(ReaderState.SERVICE_DOWN)
            rig.start(names)
            watcher.until_state(ReaderState.EMPTY, there)
            assert code_of_reading(PcscCardReader(), gone) is Code.READER_ABSENT
            read_next_insertion(watcher, there, rig.ports[there], LISI)
        rig.stop()
        rig.start()
        watcher.until_state(ReaderState.EMPTY, a)
        read_next_insertion(watcher, a, rig.ports[a], ZHANGSAN)
