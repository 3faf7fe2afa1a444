"""Messages of the Internet Printing Protocol (RFC 8010), as far as a job and its end need them."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

VERSION = b"\x02\x00"
_OPERATION, _END = 0x01, 0x03
_LAST_DELIMITER = 0x0F
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23
_FIRST_TEXT = 0x40  # tags from here on carry text
OK_BELOW = 0x0100  # statuses below it are successes


class Operation(IntEnum):
    """RFC 8011, section 5.4.15."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B


class Tag(IntEnum):
    """How a value is written."""

    INTEGER = _INTEGER
    BOOLEAN = _BOOLEAN
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MEDIA_TYPE = 0x49


Value = int | bool | str | bytes


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a request; several values stand under one name."""

    name: str
    tag: Tag
    values: tuple[int | bool | str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its status, and all attributes of all groups by name."""

    status: int
    attributes: Mapping[str, tuple[Value, ...]]

    @property
    def is_ok(self) -> bool:
        """Was it done?"""
        return self.status < OK_BELOW

    def first(self, name: str) -> Value | None:
        """The first value of an attribute."""
        return next(iter(self.attributes.get(name, ())), None)

    def words(self, name: str) -> frozenset[str]:
        """The values of an attribute that are text."""
        return frozenset(v for v in self.attributes.get(name, ()) if isinstance(v, str))


def encode(operation: Operation, number: int, attributes: Sequence[Attribute]) -> bytes:
    """A request; a document follows right behind it."""
    head = VERSION + struct.pack(">HI", operation, number) + bytes((_OPERATION,))
    fixed = (
        Attribute("attributes-charset", Tag.CHARSET, ("utf-8",)),
        Attribute("attributes-natural-language", Tag.LANGUAGE, ("en",)),
    )
    body = b"".join(_attribute(one) for one in (*fixed, *attributes))
    return head + body + bytes((_END,))


def decode(octets: bytes) -> Answer:
    """An answer. Raises ValueError for what is none."""
    try:
        status = struct.unpack_from(">H", octets, 2)[0]
        return Answer(status, _attributes(octets))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"no IPP answer: {type(error).__name__}") from None


def _attribute(one: Attribute) -> bytes:
    names = (one.name, *("" for _ in one.values[1:]))
    return b"".join(
        bytes((one.tag,)) + _sized(name.encode()) + _sized(_octets(value))
        for name, value in zip(names, one.values, strict=True)
    )


def _octets(value: int | bool | str) -> bytes:
    if isinstance(value, bool):
        return bytes((value,))
    return value.encode() if isinstance(value, str) else struct.pack(">i", value)


def _sized(octets: bytes) -> bytes:
    return struct.pack(">H", len(octets)) + octets


def _attributes(octets: bytes) -> dict[str, tuple[Value, ...]]:
    found: dict[str, tuple[Value, ...]] = {}
    at, name = 8, ""
    while (tag := octets[at]) != _END:
        at += 1
        if tag <= _LAST_DELIMITER:
            continue
        told, at = _take(octets, at)
        raw, at = _take(octets, at)
        name = told.decode() or name
        found[name] = (*found.get(name, ()), _value(tag, raw))
    return found


def _take(octets: bytes, at: int) -> tuple[bytes, int]:
    """Octets with their length before them, and where the next begin."""
    end = at + 2 + int(struct.unpack_from(">H", octets, at)[0])
    if end > len(octets):
        raise IndexError(end)
    return octets[at + 2 : end], end


def _value(tag: int, raw: bytes) -> Value:
    if tag in (_INTEGER, _ENUM) and len(raw) == 4:
        return int(struct.unpack(">i", raw)[0])
    if tag == _BOOLEAN:
        return raw == b"\x01"
    return raw.decode("utf-8", "replace") if tag >= _FIRST_TEXT else raw
