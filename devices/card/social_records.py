"""The records of a social-security card: `tag length value`, in EF05 (card) and EF06 (holder).

Sources: LD/T 32, LD/T 33, and public integration notes (../shared/facts/cards.md B2). Numbers are
packed two digits an octet; text is GBK, of which GB 18030 is the larger set.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NoReturn

from core.card import Sex
from core.errors import CardError, Code
from core.social_card import CardHolder, SocialSecurityCard

EF_CARD, EF_HOLDER = 0xEF05, 0xEF06
_PADDING = b"\x00\x20\xff"


@dataclass(frozen=True, slots=True)
class Field:
    """Where a value is: its tag, its length in octets, and its record number in cards of the first
    generation and of later ones. Zero: not there."""

    tag: int
    length: int
    first: int
    later: int

    def record(self, generation: int) -> int:
        return self.first if generation == 1 else self.later


CARD_FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "card_id": Field(0x01, 16, 1, 1),
        "category": Field(0x02, 1, 2, 2),
        "version": Field(0x03, 4, 3, 3),
        "issuer": Field(0x04, 12, 4, 4),
        "issued_on": Field(0x05, 4, 5, 5),
        "valid_to": Field(0x06, 4, 6, 6),
        "card_number": Field(0x07, 9, 7, 7),
    }
)
HOLDER_FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "number": Field(0x08, 18, 1, 1),
        "name": Field(0x09, 30, 2, 2),
        "name_more": Field(0x4E, 20, 0, 3),
        "sex": Field(0x0A, 1, 3, 4),
        "ethnic_code": Field(0x0B, 1, 4, 5),
        "birth_place": Field(0x0C, 3, 5, 6),
        "birth": Field(0x0D, 4, 6, 7),
    }
)


def encode_record(tag: int, value: bytes) -> bytes:
    """A record with its tag and length."""
    return bytes((tag, len(value))) + value


def decode_record(octets: bytes, tag: int) -> bytes | None:
    """The value of a record, or None for one of another tag. Raises CardError for half of one."""
    if len(octets) < 2 or octets[0] != tag:
        return None
    if len(octets) < 2 + octets[1]:
        _refuse("record is cut off")
    return octets[2 : 2 + octets[1]]


def card_of(values: Mapping[str, bytes]) -> SocialSecurityCard:
    """EF05, without the holder. Raises CardError(CARD_CONTENT_WRONG)."""
    version = _text(values.get("version", b""))
    card_id = values.get("card_id", b"").hex().upper()
    if not version or not card_id[:6].isdecimal():
        _refuse("no version or no card id")
    return SocialSecurityCard(
        version=version,
        card_id=card_id,
        category=_text(values.get("category", b"")),
        issuer=values.get("issuer", b"").hex().upper().rstrip("F"),
        issued_on=_day(values.get("issued_on", b"")),
        valid_to=_day(values.get("valid_to", b"")),
        card_number=_text(values.get("card_number", b"")),
    )


def holder_of(values: Mapping[str, bytes]) -> CardHolder:
    """EF06. A long name runs on in its extension. Raises CardError(CARD_CONTENT_WRONG)."""
    first, more = (values.get(key, b"").rstrip(_PADDING) for key in ("name", "name_more"))
    number, name = _text(values.get("number", b"")), _text(first + more)
    if len(number) not in (15, 18) or not number[:-1].isdecimal() or not name:
        _refuse("no number or no name")
    sex = _text(values.get("sex", b""))
    return CardHolder(
        number=number,
        name=name,
        sex=Sex(sex) if sex in set(Sex) else Sex.UNKNOWN,
        ethnic_code=_ethnic(values.get("ethnic_code", b"")),
        birth_place=values.get("birth_place", b"").hex().upper().rstrip("F"),
        birth=_day(values.get("birth", b"")),
    )


def card_values(card: SocialSecurityCard) -> dict[str, bytes]:
    """EF05 as a card carries it, for simulators. Raises ValueError for what does not fit."""
    return {
        "card_id": _packed(card.card_id, 16),
        "category": _filled(card.category, 1),
        "version": _filled(card.version, 4),
        "issuer": _packed(card.issuer, 12),
        "issued_on": _packed_day(card.issued_on),
        "valid_to": _packed_day(card.valid_to),
        "card_number": _filled(card.card_number, 9),
    }


def holder_values(holder: CardHolder, generation: int) -> dict[str, bytes]:
    """EF06 as a card carries it, for simulators. Raises ValueError for what does not fit."""
    name = holder.name.encode("gb18030")
    more = b"" if generation == 1 else name[30:]
    values = {
        "number": _filled(holder.number, 18),
        "name": _filled_octets(name[: len(name) - len(more)], 30),
        "sex": holder.sex.value.encode(),
        "ethnic_code": _packed(holder.ethnic_code, 1),
        "birth_place": _packed(holder.birth_place, 3),
        "birth": _packed_day(holder.birth),
    }
    return values if generation == 1 else {**values, "name_more": _filled_octets(more, 20)}


def _text(octets: bytes) -> str:
    try:
        return octets.rstrip(_PADDING).decode("gb18030")
    except UnicodeDecodeError:
        _refuse("text is no GBK")


def _day(octets: bytes) -> date | None:
    digits = octets.hex()
    if len(digits) != 8 or not digits.isdecimal():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _ethnic(octets: bytes) -> str:
    """Two packed digits; some cards are said to give the plain number instead, which shows where
    the octet is no packed digits."""
    digits = octets[:1].hex()
    return digits if digits.isdecimal() or not digits else f"{octets[0]:02d}"


def _packed(digits: str, length: int) -> bytes:
    octets = bytes.fromhex(digits.ljust(2 * length, "F"))
    if len(octets) != length:
        raise ValueError("does not fit into its record")
    return octets


def _packed_day(day: date | None) -> bytes:
    return b"\xff" * 4 if day is None else bytes.fromhex(f"{day.year:04}{day.month:02}{day.day:02}")


def _filled(text: str, length: int) -> bytes:
    return _filled_octets(text.encode("gb18030"), length)


def _filled_octets(octets: bytes, length: int) -> bytes:
    if len(octets) > length:
        raise ValueError("does not fit into its record")
    return octets.ljust(length, b"\0")


def _refuse(why: str) -> NoReturn:
    raise CardError(Code.CARD_CONTENT_WRONG, why) from None
