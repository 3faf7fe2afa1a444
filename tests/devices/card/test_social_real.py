"""Social-security cards through the real PC/SC service."""

import pytest

from core.card_choice import read_the_one
from core.errors import CardError, Code
from core.ports import ReaderState
from devices.card.pcsc_reader import PcscCardReader
from devices.card.pcscd_rig import PcscdRig
from devices.card.social_reader import PcscSocialCardReader
from devices.card.training_cards import training_card, training_social_card
from devices.card.virtual_card import OrderedFault
from devices.card.virtual_social import TrainingPlatform
from tests.rigs import inserted, watching

pytestmark = [pytest.mark.pcscd, pytest.mark.xdist_group("pcscd")]


def code_of_reading(reader: PcscSocialCardReader, name: str = "") -> Code:
    with pytest.raises(CardError) as caught:
        reader.read(name)
    return caught.value.code


@pytest.mark.parametrize("generation", [1, 2, 3])
def test_each_generation_reads_what_it_gives(pcscd_rig: PcscdRig, generation: int) -> None:
    name, port = next(iter(pcscd_rig.ports.items()))
    card = training_social_card("lisi", generation)
    with watching(PcscCardReader()) as watcher, inserted(port, card):
        watcher.until_state(ReaderState.CARD_PRESENT, name)
        read = PcscSocialCardReader().read(name)
        assert read.card_id == card.card_id
        assert read.holder == (None if generation == 3 else card.holder)
        whole = PcscSocialCardReader(TrainingPlatform(), "CD0128").read(name)
        assert whole == card


def test_each_card_is_told_by_what_it_is_whichever_reader_holds_it(pcscd_rig: PcscdRig) -> None:
    (first, port), (second, other_port) = pcscd_rig.ports.items()
    zhangsan, social = training_card("zhangsan"), training_social_card("lisi", 2)
    for id_port, social_port in ((port, other_port), (other_port, port)):
        with (
            watching(PcscCardReader()) as watcher,
            inserted(id_port, zhangsan),
            inserted(social_port, social),
        ):
            lying: set[str] = set()
            while lying != {first, second}:
                lying.add(watcher.until_state(ReaderState.CARD_PRESENT).reader)
            assert PcscSocialCardReader().read() == social
            assert read_the_one(watcher.reader, (first, second)) == zhangsan
        with watching(PcscCardReader()) as after:
            empty: set[str] = set()
            while empty != {first, second}:
                empty.add(after.until_state(ReaderState.EMPTY).reader)


def test_without_a_social_card_that_is_said(pcscd_rig: PcscdRig) -> None:
    name, port = next(iter(pcscd_rig.ports.items()))
    assert code_of_reading(PcscSocialCardReader()) is Code.CARD_PULLED
    with watching(PcscCardReader()) as watcher, inserted(port, training_card("zhangsan")):
        watcher.until_state(ReaderState.CARD_PRESENT, name)
        assert code_of_reading(PcscSocialCardReader()) is Code.SOCIAL_CARD_UNKNOWN


@pytest.mark.parametrize("at", [1, 2, 3, 10, 11, 18])
def test_a_social_card_pulled_while_read_is_told(pcscd_rig: PcscdRig, at: int) -> None:
    name, port = next(iter(pcscd_rig.ports.items()))
    card = training_social_card("lisi", 2)
    with watching(PcscCardReader()) as watcher:
        with inserted(port, card, OrderedFault(pull_at_apdu=at)):
            watcher.until_state(ReaderState.CARD_PRESENT, name)
            assert code_of_reading(PcscSocialCardReader(), name) is Code.CARD_PULLED
        watcher.until_state(ReaderState.EMPTY, name)
        with inserted(port, card):
            watcher.until_state(ReaderState.CARD_PRESENT, name)
            assert PcscSocialCardReader().read(name) == card
