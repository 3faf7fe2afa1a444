"""The city's key list: a chain from the key of the enrolment, and no way back."""

from dataclasses import dataclass, field

import msgspec
import pytest

from core.key_list import (
    KeyList,
    KeyListRefused,
    SealKey,
    SigningKey,
    announce,
    read_key_list,
    sign_list,
)
from core.sealing import HPKE_SUITE, SM_SUITE, new_seal_keys, new_signing_keys
from core.wire import canonical


@dataclass
class Chain:
    """A city with signing keys in a row."""

    pairs: list[tuple[bytes, bytes]] = field(default_factory=lambda: [new_signing_keys()])
    announced: list[bytes] = field(default_factory=lambda: [b""])
    retired: set[int] = field(default_factory=set)
    sequence: int = 1

    def rotate(self) -> "Chain":
        pair = new_signing_keys()
        self.announced.append(announce(self.pairs[-1][0], pair[1]))
        self.pairs.append(pair)
        self.sequence += 1
        return self

    def list(self) -> KeyList:
        rows = zip(self.pairs, self.announced, strict=True)
        return KeyList(
            sequence=self.sequence,
            seal=[SealKey(suite=HPKE_SUITE, public_key=new_seal_keys()[1], created_at="")],
            signing=[
                SigningKey(
                    public_key=public, created_at="", announced=said, is_retired=i in self.retired
                )
                for i, ((_, public), said) in enumerate(rows)
            ],
        )

    def signed(self) -> tuple[bytes, bytes]:
        return sign_list(self.pairs[-1][0], self.list())

    @property
    def first(self) -> bytes:
        return self.pairs[0][1]


def test_a_list_is_taken_and_says_the_newest_key_of_each_suite() -> None:
    one = new_seal_keys()[1]
    keys = KeyList(
        sequence=1,
        seal=[
            SealKey(suite=HPKE_SUITE, public_key=new_seal_keys()[1], created_at=""),
            SealKey(suite=HPKE_SUITE, public_key=one, created_at=""),
        ],
        signing=[],
    )
    newest = keys.newest_seal_key(HPKE_SUITE)
    assert newest is not None
    assert newest.public_key == one
    assert keys.newest_seal_key(SM_SUITE) is None


def test_a_terminal_follows_the_chain_over_several_keys_at_once() -> None:
    chain = Chain()
    known = read_key_list(*chain.signed(), chain.first, None)
    chain.rotate().rotate()
    keys = read_key_list(*chain.signed(), chain.first, known)
    assert keys.trusted() == tuple(public for _, public in reversed(chain.pairs))


def test_a_terminal_that_was_enrolled_later_takes_the_whole_row() -> None:
    chain = Chain().rotate()
    assert read_key_list(*chain.signed(), chain.pairs[1][1], None).sequence == 2


def test_a_retired_signing_key_is_trusted_no_more_and_never_again() -> None:
    chain = Chain().rotate()
    chain.retired.add(0)
    known = read_key_list(*chain.signed(), chain.first, None)
    assert known.trusted() == (chain.pairs[1][1],)
    chain.retired.clear()
    with pytest.raises(KeyListRefused, match="came back"):
        read_key_list(*chain.signed(), chain.first, known)


def test_a_lower_sequence_is_refused() -> None:
    chain = Chain()
    old = chain.signed()
    chain.sequence = 5
    known = read_key_list(*chain.signed(), chain.first, None)
    with pytest.raises(KeyListRefused, match="sequence"):
        read_key_list(*old, chain.first, known)


def test_a_list_of_another_city_is_refused() -> None:
    with pytest.raises(KeyListRefused, match="no key in it is known"):
        read_key_list(*Chain().signed(), Chain().first, None)


def test_a_key_that_nobody_announced_is_refused() -> None:
    chain = Chain().rotate()
    chain.announced[1] = announce(new_signing_keys()[0], chain.pairs[1][1])
    with pytest.raises(KeyListRefused, match="not announced"):
        read_key_list(*chain.signed(), chain.first, None)


def test_the_thief_of_an_old_signing_key_cannot_lead_a_terminal_that_went_on_away() -> None:
    chain = Chain()
    stolen = Chain(pairs=list(chain.pairs), sequence=9)
    known = read_key_list(*chain.rotate().signed(), chain.first, None)
    with pytest.raises(KeyListRefused, match="another one"):
        read_key_list(*stolen.rotate().signed(), chain.first, known)
    with pytest.raises(KeyListRefused, match="another one"):
        read_key_list(*Chain(pairs=[chain.pairs[0]], sequence=9).signed(), chain.first, known)


def test_a_changed_octet_and_another_kind_of_signature_are_refused() -> None:
    chain = Chain()
    octets, signature = chain.signed()
    other = octets.replace(b'"sequence":1', b'"sequence":2')
    assert other != octets
    with pytest.raises(KeyListRefused, match="signature"):
        read_key_list(other, signature, chain.first, None)
    with pytest.raises(KeyListRefused, match="not a key list"):
        read_key_list(b"[]", signature, chain.first, None)
    later = canonical(msgspec.structs.replace(chain.list(), schema="key-list/2"))
    with pytest.raises(KeyListRefused, match="schema"):
        read_key_list(later, signature, chain.first, None)


def test_a_list_signed_by_a_retired_key_is_refused() -> None:
    chain = Chain()
    chain.retired.add(0)
    with pytest.raises(KeyListRefused, match="retired"):
        read_key_list(*chain.signed(), chain.first, None)
