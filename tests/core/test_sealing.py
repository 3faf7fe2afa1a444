"""Seals and signatures: what was bound stays bound, and every changed bit is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import sealing
from core.sealing import HPKE_SUITE, HpkeSuite, SealBroken, suite

PRIVATE, PUBLIC = sealing.new_seal_keys()
SIGN_PRIVATE, SIGN_PUBLIC = sealing.new_signing_keys()
HPKE = HpkeSuite()


def flip(octets: bytes, bit: int) -> bytes:
    """The octets with one bit changed."""
    at, mask = (bit // 8) % len(octets), 1 << (bit % 8)
    return octets[:at] + bytes([octets[at] ^ mask]) + octets[at + 1 :]


@given(st.binary(max_size=400), st.binary(max_size=80))
def test_what_is_sealed_is_opened_by_the_key_it_was_sealed_to(plain: bytes, bound: bytes) -> None:
    sealed = HPKE.seal(PUBLIC, bound, plain)
    assert HPKE.open(PRIVATE, bound, sealed) == plain
    assert len(sealed) == len(plain) + 48


@given(st.binary(max_size=200), st.binary(max_size=60), st.integers(min_value=0, max_value=10_000))
def test_any_changed_bit_of_a_seal_is_found(plain: bytes, bound: bytes, bit: int) -> None:
    sealed = HPKE.seal(PUBLIC, bound, plain)
    with pytest.raises(SealBroken):
        HPKE.open(PRIVATE, bound, flip(sealed, bit))


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_a_seal_does_not_open_under_other_additional_data(
    plain: bytes, bound: bytes, other: bytes
) -> None:
    sealed = HPKE.seal(PUBLIC, bound, plain)
    if other == bound:
        assert HPKE.open(PRIVATE, other, sealed) == plain
        return
    with pytest.raises(SealBroken):
        HPKE.open(PRIVATE, other, sealed)


@given(st.binary(max_size=60), st.integers(min_value=0, max_value=107))
def test_a_cut_seal_does_not_open(plain: bytes, length: int) -> None:
    sealed = HPKE.seal(PUBLIC, b"", plain)
    with pytest.raises(SealBroken):
        HPKE.open(PRIVATE, b"", sealed[: min(length, len(sealed) - 1)])


def test_another_key_does_not_open_the_seal() -> None:
    other, _ = sealing.new_seal_keys()
    with pytest.raises(SealBroken):
        HPKE.open(other, b"", HPKE.seal(PUBLIC, b"", b"plain"))


def test_two_seals_of_the_same_octets_differ() -> None:
    assert HPKE.seal(PUBLIC, b"", b"same") != HPKE.seal(PUBLIC, b"", b"same")


@pytest.mark.parametrize("key", [b"", b"short", bytes(33), bytes(32)])
def test_a_key_that_is_none_is_refused(key: bytes) -> None:
    with pytest.raises(SealBroken):
        HPKE.seal(key, b"", b"plain")


def test_a_suite_is_found_by_its_name_and_an_unknown_one_is_refused() -> None:
    assert suite(HPKE_SUITE).name == HPKE_SUITE
    with pytest.raises(SealBroken):
        suite("rot13")


def test_the_additional_data_of_an_attachment_tells_envelope_and_role_apart() -> None:
    assert sealing.blob_additional("a", "b") != sealing.blob_additional("a", "c")
    assert sealing.blob_additional("a", "b") != sealing.blob_additional("c", "b")


@given(st.binary(max_size=200), st.integers(min_value=0, max_value=10_000))
def test_a_signature_covers_every_bit(octets: bytes, bit: int) -> None:
    signature = sealing.sign(SIGN_PRIVATE, octets)
    assert sealing.verify(SIGN_PUBLIC, signature, octets)
    assert not sealing.verify(SIGN_PUBLIC, flip(signature, bit), octets)
    if octets:
        assert not sealing.verify(SIGN_PUBLIC, signature, flip(octets, bit))


def test_a_signature_by_another_key_does_not_count() -> None:
    _, other = sealing.new_signing_keys()
    assert not sealing.verify(other, sealing.sign(SIGN_PRIVATE, b"octets"), b"octets")
    assert not sealing.verify(b"short", sealing.sign(SIGN_PRIVATE, b"octets"), b"octets")
    with pytest.raises(SealBroken):
        sealing.sign(b"short", b"octets")


def test_the_name_of_a_key_is_short_and_its_own() -> None:
    assert len(sealing.key_id(PUBLIC)) == 16
    assert sealing.key_id(PUBLIC) != sealing.key_id(SIGN_PUBLIC)
