"""Reading a social-security card: EF05 of every generation, EF06 of the first two, and the two
steps with the platform that open EF06 of the third.

A PIN is never sent: three wrong ones lock a card, and nothing here needs one.
"""

from collections.abc import Mapping
from dataclasses import replace

from core.errors import CardError, Code
from core.social_card import CardChallenge, CardHolder, SocialSecurityCard
from devices.card.apdu import Connection, send
from devices.card.social_records import (
    CARD_FIELDS,
    EF_CARD,
    EF_HOLDER,
    HOLDER_FIELDS,
    Field,
    card_of,
    decode_record,
    holder_of,
)

# "sx1.sh." and 社会保障 in GBK
APPLICATION = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
_SELECT_APPLICATION = bytes((0x00, 0xA4, 0x04, 0x00, len(APPLICATION))) + APPLICATION
_ALGORITHM_TAG = bytes.fromhex("9F0C")
_CHALLENGE = bytes.fromhex("0084000008")
_INTERNAL = bytes.fromhex("0088000010")  # the key's number differs by province: unproven
_HOLDER_KEY = 0x0A  # RKSSSE
_REPLY_LENGTH = 16


def read_card(connection: Connection) -> SocialSecurityCard:
    """Everything that the card gives without the platform. Raises CardError, SOCIAL_CARD_UNKNOWN
    for a card of another kind."""
    _select_application(connection)
    card = card_of(_values(connection, EF_CARD, CARD_FIELDS, 2))
    if card.generation not in (1, 2):
        return card
    return replace(card, holder=_read_holder(connection, card.generation))


def begin_authentication(
    connection: Connection, answer_to_reset: bytes, terminal: str
) -> CardChallenge:
    """Step one, for a card of the third generation that stays in the reader until step two.
    Raises CardError."""
    control = _select_application(connection)
    card = card_of(_values(connection, EF_CARD, CARD_FIELDS, 3))
    internal = send(connection, _CHALLENGE) + send(connection, _CHALLENGE)
    answer = send(connection, _INTERNAL + internal)
    external = send(connection, _CHALLENGE) + send(connection, _CHALLENGE)
    return CardChallenge(
        area=card.issuing_area,
        answer_to_reset=_hex(answer_to_reset),
        algorithm=_algorithm(control),
        card_id=card.card_id,
        internal_process=_hex(answer),
        internal_random=_hex(internal),
        external_process=f"{_HOLDER_KEY:02X}",
        external_random=_hex(external),
        terminal=terminal,
    )


def finish_authentication(connection: Connection, reply: bytes) -> CardHolder:
    """Step two: hand the platform's reply (16 octets) to the card and read the holder. Raises
    CardError, SOCIAL_CARD_CLOSED where the card refuses the reply."""
    if len(reply) != _REPLY_LENGTH:
        raise CardError(Code.SOCIAL_CARD_CLOSED, "reply has a wrong length")
    command = bytes((0x00, 0x82, 0x00, _HOLDER_KEY, _REPLY_LENGTH)) + reply
    try:
        send(connection, command)
    except CardError as error:
        if error.code is not Code.CARD_UNKNOWN:
            raise
        raise CardError(Code.SOCIAL_CARD_CLOSED, error.detail) from None
    return _read_holder(connection, 3)


def _select_application(connection: Connection) -> bytes:
    try:
        return send(connection, _SELECT_APPLICATION)
    except CardError as error:
        if error.code is not Code.CARD_UNKNOWN:
            raise
        raise CardError(Code.SOCIAL_CARD_UNKNOWN, error.detail) from None


def _read_holder(connection: Connection, generation: int) -> CardHolder:
    return holder_of(_values(connection, EF_HOLDER, HOLDER_FIELDS, generation))


def _values(
    connection: Connection, file: int, fields: Mapping[str, Field], generation: int
) -> dict[str, bytes]:
    """The values of a file that the card has."""
    _select_file(connection, file)
    found = {name: _value(connection, field, generation) for name, field in fields.items()}
    return {name: value for name, value in found.items() if value is not None}


def _select_file(connection: Connection, file: int) -> None:
    """P1 is 02 in the standard and 00 in some cards of the field."""
    name = file.to_bytes(2, "big")
    if _try(connection, b"\x00\xa4\x02\x00\x02" + name) is None:
        send(connection, b"\x00\xa4\x00\x00\x02" + name)


def _value(connection: Connection, field: Field, generation: int) -> bytes | None:
    """By number, and where another record stands there, by tag."""
    size = field.length + 2
    number = field.record(generation)
    if number:
        value = _record(connection, bytes((0x00, 0xB2, number, 0x04, size)), field.tag)
        if value is not None:
            return value
    return _record(connection, bytes((0x00, 0xB2, field.tag, 0x00, size)), field.tag)


def _record(connection: Connection, command: bytes, tag: int) -> bytes | None:
    octets = _try(connection, command)
    return None if octets is None else decode_record(octets, tag)


def _try(connection: Connection, command: bytes) -> bytes | None:
    """The answer, or None where the card does not have it."""
    try:
        return send(connection, command)
    except CardError as error:
        if error.code is not Code.CARD_UNKNOWN:
            raise
        return None


def _algorithm(control: bytes) -> str:
    """The algorithm in the answer to the selection: 9F0C 03 86 01 aa; 01 where there is none."""
    at = control.find(_ALGORITHM_TAG)
    value = control[at + 3 : at + 3 + control[at + 2]] if at >= 0 and len(control) > at + 2 else b""
    return _hex(value[2:3]) if value[:2] == b"\x86\x01" and len(value) >= 3 else "01"


def _hex(octets: bytes) -> str:
    return octets.hex().upper()
