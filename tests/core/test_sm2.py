"""SM2 beside an implementation of others (OpenSSL), and the defects that gmssl is known for."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from gmssl.sm2 import default_ecc_table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import sealing
from core.sealing import SM_SUITE, SealBroken, sm2, suite

N = int(default_ecc_table["n"], 16)
P = int(default_ecc_table["p"], 16)
PRIVATE, PUBLIC = sm2.new_keys()
FEW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
Openssl = Callable[..., bytes]


def key_with(accept: Callable[[bytes], bool]) -> tuple[bytes, bytes]:
    """The first pair of a row whose public key has a property; small d makes the row short."""
    for d in range(1, N):
        public = b"\4" + bytes.fromhex(sm2._Curve().multiply(d, default_ecc_table["g"]))
        if accept(public):
            return d.to_bytes(32, "big") + public, public
    raise AssertionError


@pytest.fixture
def openssl(tmp_path: Path) -> Openssl:
    """Runs `openssl pkeyutl` with a key of ours."""
    head = bytes.fromhex("30770201010420")
    middle = bytes.fromhex("a00a06082a811ccf5501822da144034200")

    def run(private: bytes, octets: bytes, *options: str, signature: bytes = b"") -> bytes:
        (tmp_path / "key").write_bytes(head + private[:32] + middle + private[32:])
        (tmp_path / "in").write_bytes(octets)
        (tmp_path / "signature").write_bytes(signature)
        command = ["openssl", "pkeyutl", *options, "-keyform", "DER", "-inkey", "key", "-in", "in"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
        return done.stdout

    return run


SIGNING = ("-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678")


@FEW
@given(octets=st.binary(min_size=1, max_size=200))
def test_openssl_verifies_what_we_sign_and_we_what_it_signs(
    openssl: Openssl, octets: bytes
) -> None:
    ours = sealing.sign(PRIVATE, octets)
    r, s = (int.from_bytes(half, "big") for half in (ours[:32], ours[32:]))
    der = encode_dss_signature(r, s)
    told = openssl(PRIVATE, octets, "-verify", "-sigfile", "signature", *SIGNING, signature=der)
    assert b"Successfully" in told
    r, s = decode_dss_signature(openssl(PRIVATE, octets, "-sign", *SIGNING))
    theirs = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert sealing.verify(PUBLIC, theirs, octets)
    assert not sealing.verify(PUBLIC, theirs, octets + b"x")


@FEW
@given(octets=st.binary(min_size=1, max_size=90))
def test_openssl_opens_what_we_encrypt_and_we_what_it_encrypts(
    openssl: Openssl, octets: bytes
) -> None:
    ours = sm2.encrypt(PUBLIC, octets)
    assert openssl(PRIVATE, _as_der(ours), "-decrypt") == octets
    assert sm2.decrypt(PRIVATE, _from_der(openssl(PRIVATE, octets, "-encrypt"))) == octets


@pytest.mark.parametrize(
    "accept",
    [
        lambda public: public[1] == 0,
        lambda public: public[33] == 0,
        lambda public: public[1:].hex().startswith("04"),
        lambda public: public[1:].hex().startswith("4"),
        lambda public: public[1:].hex().startswith("0"),
    ],
    ids=["x begins with a zero octet", "y begins with one", "x begins 04", "4", "0"],
)
def test_keys_whose_coordinates_begin_oddly_work(
    openssl: Openssl, accept: Callable[[bytes], bool]
) -> None:
    private, public = key_with(accept)
    assert suite(SM_SUITE).open(private, b"", suite(SM_SUITE).seal(public, b"", b"x")) == b"x"
    assert sealing.verify(public, sealing.sign(private, b"x"), b"x")
    assert openssl(private, _as_der(sm2.encrypt(public, b"word")), "-decrypt") == b"word"


@settings(deadline=None, max_examples=30)
@given(st.integers(min_value=1, max_value=N - 1))
def test_any_number_of_the_moment_gives_octets_of_full_length(k: int) -> None:
    sealed = sm2.encrypt_with(PUBLIC, b"plain", k)
    signed = sm2.sign_with(PRIVATE, b"octets", k)
    assert sealed is None or (len(sealed) == 97 + 5 and sm2.decrypt(PRIVATE, sealed) == b"plain")
    assert signed is None or (len(signed) == 64 and sealing.verify(PUBLIC, signed, b"octets"))


def test_a_key_stream_of_zeros_is_thrown_away() -> None:
    """With one octet to hide, about one number in 256 gives a zero: found, and passed over."""
    thrown = [k for k in range(1, 1200) if sm2.encrypt_with(PUBLIC, b"x", k) is None]
    assert thrown
    assert sm2.decrypt(PRIVATE, sm2.encrypt(PUBLIC, b"x")) == b"x"


def test_c3_is_compared() -> None:
    sealed = bytearray(sm2.encrypt(PUBLIC, b"plain"))
    sealed[65] ^= 1
    with pytest.raises(SealBroken):
        sm2.decrypt(PRIVATE, bytes(sealed))


def test_a_point_off_the_curve_is_refused() -> None:
    sealed = sm2.encrypt(PUBLIC, b"plain")
    y = (int.from_bytes(sealed[33:65], "big") + 1) % P
    for other in (sealed[:33] + y.to_bytes(32, "big"), b"\4" + b"\xff" * 64, b"\2" + sealed[1:65]):
        with pytest.raises(SealBroken):
            sm2.decrypt(PRIVATE, other + sealed[65:])
        assert not sealing.is_signing_key(other)


@pytest.mark.parametrize(("r", "s"), [(0, 1), (1, 0), (N, 1), (1, N), (1, N - 1), (N - 1, N - 1)])
def test_numbers_out_of_range_are_no_signature(r: int, s: int) -> None:
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert not sealing.verify(PUBLIC, signature, b"octets")


def test_a_signature_that_leads_to_the_point_at_infinity_is_none() -> None:
    """Only the owner of a key can make one: s = -t d."""
    d, t = int.from_bytes(PRIVATE[:32], "big"), 12345
    s = -t * d % N
    signature = ((t - s) % N).to_bytes(32, "big") + s.to_bytes(32, "big")
    assert not sealing.verify(PUBLIC, signature, b"octets")


def _as_der(sealed: bytes) -> bytes:
    """C1 C3 C2 as the SM2Cipher of GM/T 0009, as OpenSSL speaks it."""
    x, y = (int.from_bytes(half, "big") for half in (sealed[1:33], sealed[33:65]))
    numbers = encode_dss_signature(x, y)
    inner = numbers[2:] + b"\4\x20" + sealed[65:97] + bytes([4, len(sealed) - 97]) + sealed[97:]
    length = bytes([len(inner)]) if len(inner) < 128 else bytes([0x81, len(inner)])
    return b"\x30" + length + inner


def _from_der(der: bytes) -> bytes:
    inner = der[3:] if der[1] == 0x81 else der[2:]
    ends = 2 + inner[1]
    ends += 2 + inner[ends + 1]
    x, y = decode_dss_signature(b"\x30" + bytes([ends]) + inner[:ends])
    rest = inner[ends + 2 :]
    return b"\4" + x.to_bytes(32, "big") + y.to_bytes(32, "big") + rest[:32] + rest[34:]
