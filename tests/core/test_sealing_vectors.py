"""Known answers: the examples that the standards print, and HPKE written a second time."""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import ECB

from core import sealing
from core.sealing import HPKE_SUITE, sm2, suite
from core.sealing.sm import sm4_gcm_open, sm4_gcm_seal

# GB/T 32918.5-2017, annex A: the recommended curve, one key for signing and for encryption
D = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
PUBLIC = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
K = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
C1 = bytes.fromhex(
    "0404EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"
    "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"
)
C3 = bytes.fromhex("59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766")
C2 = bytes.fromhex("21886CA989CA9C7D58087307CA93092D651EFA")


def test_sm2_signs_as_in_the_example_of_gb_t_32918_5() -> None:
    assert sm2.sign_with(D + PUBLIC, b"message digest", K) == SIGNATURE
    assert sealing.verify(PUBLIC, SIGNATURE, b"message digest")


def test_sm2_encrypts_as_in_the_example_of_gb_t_32918_5() -> None:
    assert sm2.encrypt_with(PUBLIC, b"encryption standard", K) == C1 + C3 + C2
    assert sm2.decrypt(D + PUBLIC, C1 + C3 + C2) == b"encryption standard"


@pytest.mark.parametrize(
    ("octets", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_digests_of_gb_t_32905(octets: bytes, digest: str) -> None:
    assert sm2.sm3(octets).hex() == digest


def test_sm4_gives_the_block_of_gb_t_32907() -> None:
    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    worker = Cipher(SM4(block), ECB()).encryptor()
    assert worker.update(block).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_gives_the_vector_of_rfc_8998() -> None:
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    additional = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = bytes.fromhex("".join(letter * 16 for letter in "ABCDEFEA"))
    sealed = bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert sm4_gcm_seal(key, nonce, additional, plain) == sealed
    assert sm4_gcm_open(key, nonce, additional, sealed) == plain


@pytest.mark.parametrize(
    ("private", "public", "octets", "signature"),
    [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
            "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
            "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ],
)
def test_ed25519_signs_as_in_rfc_8032(
    private: str, public: str, octets: str, signature: str
) -> None:
    message = bytes.fromhex(octets)
    assert sealing.sign(bytes.fromhex(private), message).hex() == signature
    assert sealing.verify(bytes.fromhex(public), bytes.fromhex(signature), message)


# ── HPKE a second time, after the text of RFC 9180 ──────────────────────────────────────────────


def _extract(suite_id: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    labelled = b"HPKE-v1" + suite_id + label + material
    return hmac.digest(salt or bytes(32), labelled, hashlib.sha256)


def _expand(suite_id: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite_id + label + info
    return hmac.digest(key, labelled + b"\1", hashlib.sha256)[:length]


def _key_and_nonce(private: bytes, enc: bytes, info: bytes, aead: int) -> tuple[bytes, bytes]:
    """Base mode with DHKEM(X25519, HKDF-SHA256) and HKDF-SHA256; AEAD 1 or 2."""
    mine = X25519PrivateKey.from_private_bytes(private)
    kem = b"KEM\0\x20"
    shared = mine.exchange(X25519PublicKey.from_public_bytes(enc))
    context = enc + mine.public_key().public_bytes_raw()
    secret = _expand(kem, _extract(kem, b"", b"eae_prk", shared), b"shared_secret", context, 32)
    hpke = b"HPKE\0\x20\0\1" + aead.to_bytes(2, "big")
    schedule = b"\0" + _extract(hpke, b"", b"psk_id_hash", b"")
    schedule += _extract(hpke, b"", b"info_hash", info)
    root = _extract(hpke, secret, b"secret", b"")
    key = _expand(hpke, root, b"key", schedule, 16 * aead)
    return key, _expand(hpke, root, b"base_nonce", schedule, 12)


def test_the_second_hpke_gives_the_vector_of_rfc_9180_a_1() -> None:
    key, nonce = _key_and_nonce(
        bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"),
        bytes.fromhex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"),
        b"Ode on a Grecian Urn",
        aead=1,
    )
    assert key.hex() == "4531685d41d65f03dc48f6b8302c05b0"
    assert nonce.hex() == "56d890e5accaaf011cff4b7d"
    sealed = bytes.fromhex(
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
    )
    assert AESGCM(key).decrypt(nonce, sealed, b"Count-0") == b"Beauty is truth, truth beauty"


def test_the_second_hpke_opens_what_the_suite_seals() -> None:
    private, public = sealing.new_seal_keys()
    sealed = suite(HPKE_SUITE).seal(public, b"bound", b"plain")
    info = b"onestop/hpke-x25519-hkdfsha256-aes256gcm\0bound"
    key, nonce = _key_and_nonce(private, sealed[:32], info, aead=2)
    assert AESGCM(key).decrypt(nonce, sealed[32:], b"") == b"plain"
