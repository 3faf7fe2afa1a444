"""A social-security card made of software, and the platform that answers for it in training.

Both share a key that protects nothing: with a real card the platform's security module answers.
"""

import hmac
import os
from collections.abc import Mapping

from core.social_card import CardChallenge, SocialSecurityCard
from devices.card.social_card import APPLICATION
from devices.card.social_records import (
    CARD_FIELDS,
    EF_CARD,
    EF_HOLDER,
    HOLDER_FIELDS,
    Field,
    card_values,
    encode_record,
    holder_values,
)

_TRAINING_KEY = b"onestop training: protects nothing"
_CONTROL = bytes.fromhex("6F1A840F") + APPLICATION + bytes.fromhex("A5079F0C03860102")
_OK, _NOT_FOUND, _NO_RECORD = b"\x90\x00", b"\x6a\x82", b"\x6a\x83"
_REFUSED, _CLOSED, _UNKNOWN = b"\x63\x00", b"\x69\x82", b"\x6d\x00"


class TrainingPlatform:
    """A core.ports.SocialCardPlatform that answers for virtual cards only."""

    def answer(self, challenge: CardChallenge) -> bytes:
        """16 octets for the card."""
        return _reply(bytes.fromhex(challenge.external_random), challenge.card_id)


class VirtualSocialCard:
    """The application of one card: what it answers to commands. `splits` plays a T=0 card, which
    announces answers (61xx) and corrects lengths (6Cxx).

    Raises ValueError for what does not fit on a card.
    """

    def __init__(self, card: SocialSecurityCard, *, splits: bool = True) -> None:
        generation = card.generation
        self._card = card
        self._splits = splits
        self._files = {EF_CARD: _records(CARD_FIELDS, card_values(card), generation)}
        if card.holder is not None:
            values = holder_values(card.holder, generation)
            self._files[EF_HOLDER] = _records(HOLDER_FIELDS, values, generation)
        self._is_open = generation in (1, 2)
        self._file: int | None = None
        self._is_selected = False
        self._randoms: list[bytes] = []
        self._waiting = b""

    def answer(self, command: bytes) -> bytes:
        """Data and status word."""
        match command[:2]:
            case b"\x00\xa4":
                return self._select(command)
            case b"\x00\xc0":
                return self._waiting + _OK
            case b"\x00\xb2" if self._file is not None:
                return self._record(command)
            case b"\x00\x84":
                self._randoms = [*self._randoms[-1:], os.urandom(8)]
                return self._randoms[-1] + _OK
            case b"\x00\x88":
                return self._announce(bytes(16))
            case b"\x00\x82":
                return self._open(command[5:])
            case _:
                return _UNKNOWN

    def _select(self, command: bytes) -> bytes:
        name = command[5 : 5 + command[4]] if len(command) > 5 else b""
        if command[2] == 0x04:
            self._is_selected = name == APPLICATION
            return self._announce(_CONTROL) if self._is_selected else _NOT_FOUND
        file = int.from_bytes(name, "big")
        if not self._is_selected or file not in self._files:
            return _NOT_FOUND
        self._file = file
        return _OK

    def _record(self, command: bytes) -> bytes:
        if self._file == EF_HOLDER and not self._is_open:
            return _CLOSED
        numbered = self._files.get(self._file or 0, {})
        if command[3] & 0x07 == 0x04:
            record = numbered.get(command[2])
        else:
            by_tag = {octets[0]: octets for octets in numbered.values()}
            record = by_tag.get(command[2])
        if record is None:
            return _NO_RECORD
        if self._splits and command[4] != len(record):
            return bytes((0x6C, len(record)))
        return record + _OK

    def _open(self, reply: bytes) -> bytes:
        expected = _reply(b"".join(self._randoms), self._card.card_id)
        self._is_open = hmac.compare_digest(reply, expected)
        return _OK if self._is_open else _REFUSED

    def _announce(self, octets: bytes) -> bytes:
        if not self._splits:
            return octets + _OK
        self._waiting = octets
        return bytes((0x61, len(octets)))


def _records(
    fields: Mapping[str, Field], values: Mapping[str, bytes], generation: int
) -> dict[int, bytes]:
    return {
        fields[name].record(generation): encode_record(fields[name].tag, value)
        for name, value in values.items()
    }


def _reply(random: bytes, card_id: str) -> bytes:
    return hmac.digest(_TRAINING_KEY, random + card_id.encode(), "sha256")[:16]
