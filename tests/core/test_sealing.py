"""Seals and signatures: what was bound stays bound, and every changed bit is found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import sealing
from core.sealing import HPKE_SUITE, SM_SUITE, SUITES, SealBroken, suite

SEAL_KEYS = {name: sealing.new_seal_keys(name) for name in SUITES}
SIGN_KEYS = {name: sealing.new_signing_keys(name) for name in SUITES}
OVERHEAD = {HPKE_SUITE: 48, SM_SUITE: 141}
EVERY = pytest.mark.parametrize("name", SUITES)
FEW = settings(max_examples=25)  # a point of SM2 costs milliseconds


def flip(octets: bytes, bit: int) -> bytes:
    """The octets with one bit changed."""
    at, mask = (bit // 8) % len(octets), 1 << (bit % 8)
    return octets[:at] + bytes([octets[at] ^ mask]) + octets[at + 1 :]


@EVERY
@FEW
@given(st.binary(max_size=400), st.binary(max_size=80))
def test_what_is_sealed_is_opened_by_the_key_it_was_sealed_to(
    name: str, plain: bytes, bound: bytes
) -> None:
    private, public = SEAL_KEYS[name]
    sealed = suite(name).seal(public, bound, plain)
    assert suite(name).open(private, bound, sealed) == plain
    assert len(sealed) == len(plain) + OVERHEAD[name]


@EVERY
@FEW
@given(st.binary(max_size=200), st.binary(max_size=60), st.integers(min_value=0, max_value=10_000))
def test_any_changed_bit_of_a_seal_is_found(
    name: str, plain: bytes, bound: bytes, bit: int
) -> None:
    private, public = SEAL_KEYS[name]
    sealed = suite(name).seal(public, bound, plain)
    with pytest.raises(SealBroken):
        suite(name).open(private, bound, flip(sealed, bit))


@EVERY
@FEW
@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_a_seal_does_not_open_under_other_additional_data(
    name: str, plain: bytes, bound: bytes, other: bytes
) -> None:
    private, public = SEAL_KEYS[name]
    sealed = suite(name).seal(public, bound, plain)
    if other == bound:
        assert suite(name).open(private, other, sealed) == plain
        return
    with pytest.raises(SealBroken):
        suite(name).open(private, other, sealed)


@EVERY
@FEW
@given(st.binary(max_size=60), st.integers(min_value=0, max_value=200))
def test_a_cut_seal_does_not_open(name: str, plain: bytes, length: int) -> None:
    private, public = SEAL_KEYS[name]
    sealed = suite(name).seal(public, b"", plain)
    with pytest.raises(SealBroken):
        suite(name).open(private, b"", sealed[: min(length, len(sealed) - 1)])


@EVERY
def test_another_key_does_not_open_the_seal(name: str) -> None:
    other, _ = sealing.new_seal_keys(name)
    with pytest.raises(SealBroken):
        suite(name).open(other, b"", suite(name).seal(SEAL_KEYS[name][1], b"", b"plain"))


def test_a_seal_of_one_suite_is_none_of_the_other() -> None:
    for name, other in ((HPKE_SUITE, SM_SUITE), (SM_SUITE, HPKE_SUITE)):
        sealed = suite(name).seal(SEAL_KEYS[name][1], b"", b"plain")
        for key in (SEAL_KEYS[name][0], SEAL_KEYS[other][0]):
            with pytest.raises(SealBroken):
                suite(other).open(key, b"", sealed)


@EVERY
def test_two_seals_of_the_same_octets_differ(name: str) -> None:
    _, public = SEAL_KEYS[name]
    assert suite(name).seal(public, b"", b"same") != suite(name).seal(public, b"", b"same")


@EVERY
@pytest.mark.parametrize("key", [b"", b"short", bytes(33), bytes(32), bytes(65), b"\4" + bytes(64)])
def test_a_key_that_is_none_is_refused(name: str, key: bytes) -> None:
    with pytest.raises(SealBroken):
        suite(name).seal(key, b"", b"plain")
    assert not sealing.verify(key, bytes(64), b"octets")


def test_a_suite_is_found_by_its_name_and_an_unknown_one_is_refused() -> None:
    assert [suite(name).name for name in SUITES] == list(SUITES)
    for make in (suite, sealing.new_seal_keys, sealing.new_signing_keys):
        with pytest.raises(SealBroken):
            make("rot13")


def test_the_additional_data_of_an_attachment_tells_envelope_and_role_apart() -> None:
    assert sealing.blob_additional("a", "b") != sealing.blob_additional("a", "c")
    assert sealing.blob_additional("a", "b") != sealing.blob_additional("c", "b")


@EVERY
@FEW
@given(st.binary(max_size=200), st.integers(min_value=0, max_value=10_000))
def test_a_signature_covers_every_bit(name: str, octets: bytes, bit: int) -> None:
    private, public = SIGN_KEYS[name]
    signature = sealing.sign(private, octets)
    assert len(signature) == 64
    assert sealing.verify(public, signature, octets)
    assert not sealing.verify(public, flip(signature, bit), octets)
    if octets:
        assert not sealing.verify(public, signature, flip(octets, bit))


@EVERY
def test_a_signature_by_another_key_does_not_count(name: str) -> None:
    private, _ = SIGN_KEYS[name]
    _, other = sealing.new_signing_keys(name)
    assert not sealing.verify(other, sealing.sign(private, b"octets"), b"octets")
    assert not sealing.verify(b"short", sealing.sign(private, b"octets"), b"octets")
    for key in (b"short", bytes(97)):
        with pytest.raises(SealBroken):
            sealing.sign(key, b"octets")


def test_a_signing_key_says_its_algorithm() -> None:
    told = [
        sealing.signature_algorithm(SIGN_KEYS[name][half]) for name in SUITES for half in (0, 1)
    ]
    assert told == ["ed25519", "ed25519", "sm2-sm3", "sm2-sm3"]
    assert all(sealing.is_signing_key(public) for _, public in SIGN_KEYS.values())
    assert not sealing.is_signing_key(b"\4" + bytes(64))
    with pytest.raises(SealBroken):
        sealing.signature_algorithm(b"short")


@EVERY
def test_a_signing_key_knows_its_public_half(name: str) -> None:
    private, public = SIGN_KEYS[name]
    assert sealing.public_half(private) == public
    for key in (b"short", bytes(32) + bytes(65)):
        with pytest.raises(SealBroken):
            sealing.public_half(key)


def test_one_of_the_trusted_keys_must_have_signed() -> None:
    first, second = SIGN_KEYS.values()
    signature = sealing.sign(first[0], b"octets")
    assert sealing.verify_trusted((second[1], first[1]), signature, b"octets")
    assert sealing.verify_trusted(first[1], signature, b"octets")
    assert not sealing.verify_trusted((second[1],), signature, b"octets")
    assert not sealing.verify_trusted((), signature, b"octets")


def test_the_name_of_a_key_is_short_and_its_own() -> None:
    names = {sealing.key_id(public) for _, public in [*SEAL_KEYS.values(), *SIGN_KEYS.values()]}
    assert len(names) == 4
    assert {len(name) for name in names} == {16}
