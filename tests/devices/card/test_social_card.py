"""Social-security cards of three generations: records, commands, and the two steps."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.card import Sex
from core.errors import CardError, Code
from core.social_card import CardHolder, SocialSecurityCard
from devices.card import apdu
from devices.card.social_card import begin_authentication, finish_authentication, read_card
from devices.card.social_records import (
    HOLDER_FIELDS,
    decode_record,
    encode_record,
    holder_of,
    holder_values,
)
from devices.card.training_cards import training_social_card
from devices.card.virtual_social import TrainingPlatform, VirtualSocialCard

ATR = bytes.fromhex("3B6500002063CB6800")
_GBK = st.characters(codec="gb18030", exclude_categories=("Cc", "Cs", "Zs"))


def fits(octets: int) -> st.SearchStrategy[str]:
    return st.text(_GBK, min_size=1, max_size=octets).filter(
        lambda text: len(text.encode("gb18030")) <= octets
    )


@st.composite
def holders(draw: st.DrawFn, generation: int) -> CardHolder:
    return CardHolder(
        number=draw(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True)),
        name=draw(fits(30 if generation == 1 else 50)),
        sex=draw(st.sampled_from(Sex)),
        ethnic_code=f"{draw(st.integers(1, 98)):02}",
        birth_place=draw(st.from_regex(r"[0-9]{6}", fullmatch=True)),
        birth=draw(st.one_of(st.none(), st.dates(date(1, 1, 1), date(9999, 12, 31)))),
    )


@st.composite
def social_cards(draw: st.DrawFn) -> SocialSecurityCard:
    generation = draw(st.sampled_from((1, 2, 3)))
    return replace(
        training_social_card("lisi", generation),
        card_id=draw(st.from_regex(r"[0-9]{32}", fullmatch=True)),
        card_number=draw(st.text("ABC0123456789", min_size=1, max_size=9)),
        valid_to=draw(st.one_of(st.none(), st.dates())),
        holder=draw(holders(generation)),
    )


def holder_or_code(values: dict[str, bytes]) -> CardHolder | Code:
    """The holder, or the code of the refusal; any other failure is let through."""
    try:
        return holder_of(values)
    except CardError as error:
        return error.code


class Recorder:
    """A connection to a card without a reader; keeps what was sent."""

    def __init__(self, card: VirtualSocialCard) -> None:
        self.card = card
        self.sent: list[bytes] = []

    def transmit(self, command: bytes) -> bytes:
        self.sent.append(command)
        return self.card.answer(command)


def talk(card: SocialSecurityCard, *, splits: bool = True) -> Recorder:
    return Recorder(VirtualSocialCard(card, splits=splits))


@given(social_cards(), st.booleans())
def test_a_card_reads_as_it_was_written(card: SocialSecurityCard, splits: bool) -> None:
    read = read_card(talk(card, splits=splits))
    assert read == (replace(card, holder=None) if card.generation == 3 else card)
    assert read.needs_platform is (card.generation == 3)


@given(social_cards())
def test_the_platform_opens_the_third_generation(card: SocialSecurityCard) -> None:
    card = replace(card, version="3.00")
    connection = talk(card)
    challenge = begin_authentication(connection, ATR, "CD0128")
    assert len(challenge.as_text().split("|")) == 9
    assert challenge.algorithm == "02"
    holder = finish_authentication(connection, TrainingPlatform().answer(challenge))
    assert holder == card.holder


@pytest.mark.parametrize("reply", [b"", bytes(16)])
def test_a_wrong_answer_of_the_platform_opens_nothing(reply: bytes) -> None:
    connection = talk(training_social_card("lisi", 3))
    begin_authentication(connection, ATR, "CD0128")
    with pytest.raises(CardError) as caught:
        finish_authentication(connection, reply)
    assert caught.value.code is Code.SOCIAL_CARD_CLOSED
    assert read_card(connection).holder is None


def test_an_answer_to_an_older_challenge_opens_nothing() -> None:
    connection = talk(training_social_card("lisi", 3))
    older = TrainingPlatform().answer(begin_authentication(connection, ATR, "CD0128"))
    begin_authentication(connection, ATR, "CD0128")
    with pytest.raises(CardError):
        finish_authentication(connection, older)


def test_the_commands_are_the_published_ones() -> None:
    connection = talk(training_social_card("lisi", 2))
    read_card(connection)
    sent = [command.hex().upper() for command in connection.sent]
    assert sent[0] == "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"
    assert sent[2] == "00A4020002EF05"
    for command in ("00B2010412", "00B2020403", "00B2030406", "00B204040E", "00B207040B"):
        assert command in sent


def test_no_flow_ever_tries_a_pin() -> None:
    sent: list[bytes] = []
    for generation in (1, 2, 3):
        connection = talk(training_social_card("lisi", generation))
        read_card(connection)
        challenge = begin_authentication(connection, ATR, "CD0128")
        finish_authentication(connection, TrainingPlatform().answer(challenge))
        sent += connection.sent
    assert len(sent) > 60
    assert not [command for command in sent if command[1] in range(0x20, 0x30)]
    with pytest.raises(ValueError, match="never"):
        apdu.send(connection, bytes.fromhex("0020000003123456"))


def test_no_source_holds_a_pin_command() -> None:
    for path in Path(apdu.__file__).parent.glob("*.py"):
        text = path.read_text(encoding="utf-8").replace(" ", "").upper()
        assert "00200000" not in text, path.name
        assert "0X00,0X20" not in text, path.name


def test_records_in_another_order_are_found_by_their_tags() -> None:
    card = training_social_card("lisi", 2)
    virtual = VirtualSocialCard(card)
    files = virtual._files
    for file, records in files.items():
        files[file] = {number + 3: octets for number, octets in records.items()}
    assert read_card(Recorder(virtual)) == card


def test_a_card_of_another_kind_is_no_social_card() -> None:
    class BankCard:
        def transmit(self, command: bytes) -> bytes:
            return b"\x6a\x82"

    with pytest.raises(CardError) as caught:
        read_card(BankCard())
    assert caught.value.code is Code.SOCIAL_CARD_UNKNOWN


def test_a_name_may_be_cut_between_two_octets_of_a_character() -> None:
    holder = training_social_card("lisi", 2).holder
    assert holder is not None
    long = replace(holder, name="A" + "测" * 20)
    values = holder_values(long, 2)
    assert len(values["name"].rstrip(b"\0")) == 30
    assert holder_of(values) == long


@given(st.dictionaries(st.sampled_from(sorted(HOLDER_FIELDS)), st.binary(max_size=40)))
def test_arbitrary_records_are_refused_or_give_a_holder(values: dict[str, bytes]) -> None:
    found = holder_or_code(values)
    assert found is Code.CARD_CONTENT_WRONG or (isinstance(found, CardHolder) and found.name)


@given(st.integers(0, 255), st.binary(max_size=200), st.binary(max_size=20))
def test_a_record_is_found_whatever_stands_behind_it(tag: int, value: bytes, more: bytes) -> None:
    assert decode_record(encode_record(tag, value) + more, tag) == value
    assert decode_record(encode_record(tag, value), (tag + 1) % 256) is None


def test_half_a_record_is_refused() -> None:
    with pytest.raises(CardError):
        decode_record(encode_record(8, b"12345")[:-1], 8)


def test_neither_card_nor_holder_shows_itself() -> None:
    card = training_social_card("lisi", 2)
    assert card.holder is not None
    assert card.holder.name not in f"{card!r}{card.holder!r}"
    assert card.holder.number not in f"{card!r}{card.holder!r}"
