"""The bytes of a resident identity card: the 256-byte text block and the blob around it.

Text is UCS-2 little endian, padded with spaces; the type letter at offset 248 names the layout.
Offsets are those of the published SAM_V reader interface (GA 450) and, for the permits, of the
2017 and 2023 extensions as seen in readers' public integration notes. The blob is the reader's
answer to "read text and photo": two big-endian lengths, then 256 bytes of text, then 1024 of
portrait in the closed WLT coding, which is kept raw.
"""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, NoReturn

from core.card import CardKind, IdCard, Sex
from core.errors import CardError, Code

TEXT_LENGTH = 256
PORTRAIT_LENGTH = 1024
BLOB_HEADER = bytes.fromhex("01000400")
BLOB_LENGTH = len(BLOB_HEADER) + TEXT_LENGTH + PORTRAIT_LENGTH
ADDRESS_LENGTH = 70
FOR_EVER = "长期"

# Rare names are in the private use area and new characters are in no table yet: only what can
# never be writing is refused.
_NOT_WRITING = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ufffe\\uffff]")


class Span(NamedTuple):
    """Where a field lies in the text block, in bytes."""

    offset: int
    length: int


_VALIDITY = {"valid_from": Span(188, 16), "valid_to": Span(204, 16)}
_KIND = Span(248, 2)
_CITIZEN = {
    "name": Span(0, 30),
    "sex": Span(30, 2),
    "ethnic_code": Span(32, 4),
    "birth": Span(36, 16),
    "address": Span(52, 70),
    "number": Span(122, 36),
    "authority": Span(158, 30),
    **_VALIDITY,
}

SPANS: Mapping[CardKind, Mapping[str, Span]] = MappingProxyType(
    {
        CardKind.CITIZEN: _CITIZEN,
        CardKind.HMT_RESIDENT: {
            **{k: s for k, s in _CITIZEN.items() if k != "ethnic_code"},
            "pass_number": Span(220, 18),
            "issue_count": Span(238, 4),
        },
        CardKind.FOREIGNER_2017: {
            "latin_name": Span(0, 120),
            "sex": Span(120, 2),
            "number": Span(122, 30),
            "name": Span(158, 30),
            "nation": Span(152, 6),
            "birth": Span(220, 16),
            "version": Span(236, 4),
            "authority": Span(240, 8),
            **_VALIDITY,
        },
        CardKind.FOREIGNER_2023: {
            "name": Span(0, 30),
            "sex": Span(30, 2),
            "renewals": Span(32, 4),
            "birth": Span(36, 16),
            "latin_name": Span(52, 70),
            "number": Span(122, 36),
            "latin_name_rest": Span(220, 22),
            "nation": Span(242, 6),
            "old_number": Span(250, 6),
            **_VALIDITY,
        },
    }
)
_EXTRA = ("pass_number", "issue_count", "nation", "version", "renewals", "old_number")
_LETTERS: Mapping[str, CardKind] = MappingProxyType(
    {
        " ": CardKind.CITIZEN,
        "J": CardKind.HMT_RESIDENT,
        "I": CardKind.FOREIGNER_2017,
        "Y": CardKind.FOREIGNER_2023,
    }
)


def decode_blob(blob: bytes) -> IdCard:
    """Read the 1284 bytes of a card. Raises CardError(CARD_CONTENT_WRONG) for anything else."""
    if len(blob) != BLOB_LENGTH or not blob.startswith(BLOB_HEADER):
        _refuse("not text and photo")
    text_end = len(BLOB_HEADER) + TEXT_LENGTH
    return decode_text(blob[len(BLOB_HEADER) : text_end], blob[text_end:])


def encode_blob(card: IdCard) -> bytes:
    """The 1284 bytes of a card. Raises ValueError for what does not fit on one."""
    if len(card.portrait) not in (0, PORTRAIT_LENGTH):
        raise ValueError("a portrait has 1024 bytes, or is missing")
    return BLOB_HEADER + encode_text(card) + card.portrait.ljust(PORTRAIT_LENGTH, b"\0")


def decode_text(text: bytes, portrait: bytes = b"") -> IdCard:
    """Read the 256-byte text block; a portrait of zeros only counts as missing.

    A foreigner's name is the Chinese one, or the Latin one where there is no Chinese.
    Raises CardError(CARD_CONTENT_WRONG).
    """
    if len(text) != TEXT_LENGTH:
        _refuse("text block has a wrong length")
    kind = _LETTERS.get(_characters(text, _KIND, "kind") or " ")
    if kind is None:
        _refuse("unknown type letter")
    found = {field: _characters(text, span, field) for field, span in SPANS[kind].items()}
    latin = _latin_name(found)
    name = found["name"] or latin
    if not name:
        _refuse("no name")
    if not _number_has_the_shape(found["number"], kind):
        _refuse("number has a wrong shape")
    for_ever = found["valid_to"] == FOR_EVER
    return IdCard(
        kind=kind,
        name=name,
        sex=_sex(found["sex"]),
        ethnic_code=found.get("ethnic_code", ""),
        birth=_day(found["birth"], "birth"),
        address=found.get("address", ""),
        number=found["number"],
        authority=found.get("authority", ""),
        valid_from=_day(found["valid_from"], "valid_from"),
        valid_to=None if for_ever else _day(found["valid_to"], "valid_to"),
        portrait=portrait if any(portrait) else b"",
        latin_name=latin if found["name"] else "",
        **{field: found.get(field, "") for field in _EXTRA},
    )


def encode_text(card: IdCard) -> bytes:
    """The 256-byte text block of a card, for simulators. Raises ValueError for what does not fit,
    and for what the layout has no place for."""
    spans = SPANS[card.kind]
    letter = next(letter for letter, kind in _LETTERS.items() if kind is card.kind)
    wanted = {
        **_name_fields(card),
        "sex": card.sex.value,
        "ethnic_code": card.ethnic_code,
        "birth": _digits(card.birth),
        "address": card.address,
        "number": card.number,
        "authority": card.authority,
        "valid_from": _digits(card.valid_from),
        "valid_to": FOR_EVER if card.valid_to is None else _digits(card.valid_to),
        **{field: getattr(card, field) for field in _EXTRA},
    }
    block = bytearray(" ".encode("utf-16-le") * (TEXT_LENGTH // 2))
    for field, value in wanted.items():
        octets = value.encode("utf-16-le")
        span = spans.get(field, Span(0, 0))
        if len(octets) > span.length:
            raise ValueError(f"{field} does not fit into layout {card.kind.value}")
        block[span.offset : span.offset + len(octets)] = octets
    block[_KIND.offset : _KIND.offset + _KIND.length] = letter.encode("utf-16-le")
    return bytes(block)


def decode_samv_blob(octets: bytes) -> IdCard:
    """Read what a SAM_V reader answers to "read": the 1284 bytes, or the longer form with
    fingerprints, which are dropped unread. Raises CardError(CARD_CONTENT_WRONG)."""
    head, rest = len(BLOB_HEADER), octets[len(BLOB_HEADER) + 2 :]
    prints = int.from_bytes(octets[head : head + 2], "big")
    if len(octets) == BLOB_LENGTH + 2 + prints:
        octets = octets[:head] + rest[: TEXT_LENGTH + PORTRAIT_LENGTH]
    return decode_blob(octets)


def decode_address(octets: bytes) -> str:
    """The 70 bytes of the appended address. Raises CardError(CARD_CONTENT_WRONG)."""
    if len(octets) != ADDRESS_LENGTH:
        _refuse("appended address has a wrong length")
    return _characters(octets, Span(0, ADDRESS_LENGTH), "appended address")


def encode_address(address: str) -> bytes:
    """The 70 bytes of an appended address, for simulators. Raises ValueError for a longer one."""
    octets = address.encode("utf-16-le")
    if len(octets) > ADDRESS_LENGTH:
        raise ValueError("appended address does not fit")
    return octets + " ".encode("utf-16-le") * ((ADDRESS_LENGTH - len(octets)) // 2)


def _name_fields(card: IdCard) -> dict[str, str]:
    if card.latin_name and "latin_name" in SPANS[card.kind]:
        return {"name": card.name, **_latin_fields(card.kind, card.latin_name)}
    fits = len(card.name.encode("utf-16-le")) <= SPANS[card.kind]["name"].length
    if "latin_name" not in SPANS[card.kind] or (fits and not card.name.isascii()):
        return {"name": card.name, "latin_name": card.latin_name}
    return _latin_fields(card.kind, card.name)


def _latin_fields(kind: CardKind, name: str) -> dict[str, str]:
    if kind is CardKind.FOREIGNER_2017:
        return {"latin_name": name}
    cut = SPANS[kind]["latin_name"].length // 2
    return {"latin_name": name[:cut], "latin_name_rest": name[cut:]}


def _latin_name(found: Mapping[str, str]) -> str:
    """A long name of the 2023 layout runs on in a second field; a space between is kept."""
    first, rest = found.get("latin_name", ""), found.get("latin_name_rest", "")
    if not rest:
        return first
    return first.ljust(SPANS[CardKind.FOREIGNER_2023]["latin_name"].length // 2) + rest


def _characters(text: bytes, span: Span, field: str) -> str:
    try:
        characters = text[span.offset : span.offset + span.length].decode("utf-16-le")
    except UnicodeDecodeError:
        _refuse(f"{field} is not text")
    kept = characters.rstrip(" ")
    if _NOT_WRITING.search(kept):
        _refuse(f"{field} holds control characters")
    return kept


def _sex(digit: str) -> Sex:
    try:
        return Sex(digit)
    except ValueError:
        _refuse("unknown sex")


def _number_has_the_shape(number: str, kind: CardKind) -> bool:
    """Shape only: whether the check character is right is for core.card.fault_of to say."""
    if not number.isascii():
        return False
    if kind is CardKind.FOREIGNER_2017:
        return len(number) == 15 and number.isalnum()
    return len(number) == 18 and number[:17].isdigit() and (number[17] in "Xx0123456789")


def _digits(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _day(digits: str, field: str) -> date:
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        _refuse(f"{field} is not a date")
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        _refuse(f"{field} is not a date")


def _refuse(why: str) -> NoReturn:
    # `from None`: the cause could quote what stands on the card.
    raise CardError(Code.CARD_CONTENT_WRONG, why) from None
