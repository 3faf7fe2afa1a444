"""The bytes of all four card layouts."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.card import CardKind, IdCard, Sex
from core.errors import CardError, Code
from devices.card.layout import (
    BLOB_LENGTH,
    TEXT_LENGTH,
    decode_address,
    decode_blob,
    decode_samv_blob,
    decode_text,
    encode_address,
    encode_blob,
    encode_text,
)
from devices.card.training_cards import training_card
from tests.devices.card.strategies import id_cards

VALIDITY = {188: "20200102", 204: "20300102"}
NUMBER_18 = "430799199001010015"


def block(fields: dict[int, str]) -> bytes:
    """A text block written by offset, beside the tables of the product."""
    octets = bytearray(b"\x20\x00" * 128)
    for offset, text in fields.items():
        coded = text.encode("utf-16-le")
        octets[offset : offset + len(coded)] = coded
    return bytes(octets)


def card_or_code(text: bytes) -> IdCard | Code:
    """The card, or the code of its refusal; any other failure is let through."""
    try:
        return decode_text(text)
    except CardError as error:
        return error.code


CITIZEN = block(
    {
        0: "测试张三",
        30: "1",
        32: "15",
        36: "19900101",
        52: "测试市测试路1号",
        122: NUMBER_18,
        158: "测试市公安局",
        **VALIDITY,
    }
)


@given(id_cards())
def test_a_card_that_is_written_reads_the_same(card: IdCard) -> None:
    blob = encode_blob(card)
    assert len(blob) == BLOB_LENGTH
    assert decode_blob(blob) == card


@given(st.binary(max_size=1400))
def test_arbitrary_bytes_are_refused(octets: bytes) -> None:
    with pytest.raises(CardError) as caught:
        decode_blob(octets)
    assert caught.value.code is Code.CARD_CONTENT_WRONG


@given(st.binary(min_size=TEXT_LENGTH, max_size=TEXT_LENGTH))
def test_arbitrary_text_blocks_are_refused_without_any_other_failure(octets: bytes) -> None:
    with pytest.raises(CardError) as caught:
        decode_text(octets)
    assert caught.value.code is Code.CARD_CONTENT_WRONG


@given(id_cards(), st.integers(0, TEXT_LENGTH - 1), st.integers(0, 255))
def test_a_spoilt_byte_is_refused_or_gives_a_card_that_can_be_written(
    card: IdCard, at: int, octet: int
) -> None:
    spoilt = bytearray(encode_text(card))
    spoilt[at] = octet
    read = card_or_code(bytes(spoilt))
    if isinstance(read, IdCard):
        assert decode_text(encode_text(read)) == read
    else:
        assert read is Code.CARD_CONTENT_WRONG


def test_a_citizens_card_has_its_fields_at_the_published_offsets() -> None:
    assert decode_text(CITIZEN) == IdCard(
        kind=CardKind.CITIZEN,
        name="测试张三",
        sex=Sex.MALE,
        ethnic_code="15",
        birth=date(1990, 1, 1),
        address="测试市测试路1号",
        number=NUMBER_18,
        authority="测试市公安局",
        valid_from=date(2020, 1, 2),
        valid_to=date(2030, 1, 2),
    )


def test_a_hmt_permit_has_no_ethnic_group_and_a_pass_number() -> None:
    text = block(
        {
            0: "测试陈五",
            30: "2",
            32: "99",
            36: "19800229",
            52: "测试路2号",
            122: "990000198002290026",
            158: "测试市公安局",
            **VALIDITY,
            220: "H12345678",
            238: "01",
            248: "J",
        }
    )
    card = decode_text(text)
    assert (card.kind, card.ethnic_code) == (CardKind.HMT_RESIDENT, "")
    assert (card.sex, card.address, card.number) == (Sex.FEMALE, "测试路2号", "990000198002290026")
    assert (card.pass_number, card.issue_count) == ("H12345678", "01")


@pytest.mark.parametrize(("chinese", "shown"), [("测试约翰", "测试约翰"), ("", "TEST, JOHN")])
def test_a_permit_of_2017_shows_the_chinese_name_or_else_the_latin(
    chinese: str, shown: str
) -> None:
    text = block(
        {
            0: "TEST, JOHN",
            120: "1",
            122: "XXX990000000001",
            152: "XXX",
            158: chinese,
            **VALIDITY,
            220: "19750430",
            236: "01",
            240: "9900",
            248: "I",
        }
    )
    card = decode_text(text)
    assert (card.kind, card.name, card.birth) == (
        CardKind.FOREIGNER_2017,
        shown,
        date(1975, 4, 30),
    )
    assert (card.number, card.authority) == ("XXX990000000001", "9900")
    assert (card.nation, card.version) == ("XXX", "01")
    assert card.latin_name == ("TEST, JOHN" if chinese else "")


def test_a_permit_of_2023_continues_a_long_latin_name_in_its_second_field() -> None:
    text = block(
        {
            30: "2",
            32: "00",
            36: "19990909",
            52: "TEST, " + "A" * 28 + " ",
            122: "990000199909090022",
            **VALIDITY,
            220: "JOHANNA",
            242: "XXX",
            248: "Y",
            250: "01A",
        }
    )
    card = decode_text(text)
    assert (card.kind, card.name) == (
        CardKind.FOREIGNER_2023,
        "TEST, " + "A" * 28 + " JOHANNA",
    )
    assert card.number == "990000199909090022"
    assert (card.renewals, card.nation, card.old_number) == ("00", "XXX", "01A")


def test_a_card_valid_for_ever_has_no_last_day() -> None:
    text = bytearray(CITIZEN)
    text[204:220] = "长期    ".ljust(8).encode("utf-16-le")
    assert decode_text(bytes(text)).valid_to is None


@pytest.mark.parametrize(
    ("offset", "text"),
    [
        (0, " " * 15),
        (30, "7"),
        (36, "19901301"),
        (36, "1990010 "),
        (122, "43079919900101001 "),
        (122, "43079919900101001Z"),
        (122, "４３０７９９１９９００１０１００１５"),
        (188, "20200230"),
        (204, "永远      "),
        (204, "²0300102"),
        (248, "Q"),
        (2, "\0"),
        (2, "\uffff"),
    ],
)
def test_what_cannot_stand_on_a_card_is_refused(offset: int, text: str) -> None:
    octets = bytearray(CITIZEN)
    coded = text.encode("utf-16-le")
    octets[offset : offset + len(coded)] = coded
    with pytest.raises(CardError) as caught:
        decode_text(bytes(octets))
    assert caught.value.code is Code.CARD_CONTENT_WRONG


def test_half_a_surrogate_pair_is_refused_without_quoting_the_card() -> None:
    octets = bytearray(CITIZEN)
    octets[0:2] = b"\x00\xd8"
    with pytest.raises(CardError) as caught:
        decode_text(bytes(octets))
    assert "测试" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_rare_names_from_the_private_use_area_are_read() -> None:
    card = replace(training_card("zhangsan"), name="测试\ue123𠮷")
    assert decode_blob(encode_blob(card)) == card


def test_a_wrong_check_character_is_read_and_left_to_the_rules() -> None:
    card = training_card("zhaoliu")
    assert decode_blob(encode_blob(card)) == card


@pytest.mark.parametrize(
    "change",
    [
        {"name": "测" * 16},
        {"address": "测" * 36},
        {"portrait": b"WLf"},
        {"kind": CardKind.FOREIGNER_2023},
    ],
)
def test_what_does_not_fit_is_not_written(change: dict[str, object]) -> None:
    card = training_card("zhangsan")
    changed = {field: getattr(card, field) for field in IdCard.__dataclass_fields__} | change
    with pytest.raises(ValueError, match=r"fit|1024"):
        encode_blob(IdCard(**changed))


@given(st.text("测试路号1234567890 ", max_size=35).map(lambda text: text.rstrip(" ")))
def test_an_appended_address_reads_as_it_was_written(address: str) -> None:
    assert decode_address(encode_address(address)) == address


@given(id_cards(), st.integers(0, 3))
def test_fingerprints_that_nobody_asked_for_are_dropped(card: IdCard, half: int) -> None:
    blob, prints = encode_blob(card), b"C" * (512 * half)
    longer = blob[:4] + len(prints).to_bytes(2, "big") + blob[4:] + prints
    assert decode_samv_blob(longer) == decode_samv_blob(blob) == card


def test_the_newest_address_is_the_appended_one() -> None:
    card = training_card("zhangsan")
    assert card.latest_address == card.address
    assert replace(card, appended_address="测试路9号").latest_address == "测试路9号"
