"""Request signatures: the RFC's own vector, a library of others on both sides, no way round."""

import base64
import datetime
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, algorithms
from http_message_signatures.resolvers import HTTPSignatureKeyResolver
from hypothesis import given
from hypothesis import strategies as st

from core.message_signature import (
    SignatureUnreadable,
    content_digest,
    covers,
    read_signature,
    sha256_in,
    sign_request,
    signature_base,
)
from core.sealing import new_signing_keys, sign

PRIVATE, PUBLIC = new_signing_keys()
BODY = b'{"items":[]}'
TARGET = "/v1/batches?a=1&b=%20x"


@dataclass
class Message:
    """A request as the library wants one."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class Keys(HTTPSignatureKeyResolver):
    """One pair for every name."""

    def resolve_public_key(self, key_id: str) -> Any:
        return Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key()

    def resolve_private_key(self, key_id: str) -> Any:
        return Ed25519PrivateKey.from_private_bytes(PRIVATE)


def signed(method: str = "POST", target: str = TARGET, body: bytes = BODY) -> dict[str, str]:
    """The fields of a request by the terminal of these tests."""
    return sign_request(
        PRIVATE, method, target, body,
        terminal="CD0128", epoch=1, created=1_764_000_000, nonce="0123456789",
    )  # fmt: skip


def holds(headers: dict[str, str], method: str = "POST", target: str = TARGET) -> bool:
    said = read_signature(headers["Signature-Input"], headers["Signature"])
    return covers(said, PUBLIC, method, target, headers.get("Content-Digest", ""))


def test_the_vector_of_rfc_9421_b_2_6_comes_out_octet_for_octet() -> None:
    values = {
        "date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "@method": "POST",
        "@path": "/foo",
        "@authority": "example.com",
        "content-type": "application/json",
        "content-length": "18",
    }
    parameters = (
        '("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"'
    )
    key = base64.urlsafe_b64decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU=")
    assert base64.b64encode(sign(key, signature_base(values, parameters))) == (
        b"wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    )


def test_the_digest_of_rfc_9530_comes_out_octet_for_octet() -> None:
    field = content_digest(b'{"hello": "world"}\n')
    assert field == "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
    assert sha256_in(f"sha-512=:AA==:, {field}") == sha256_in(field) is not None
    assert sha256_in("sha-256=:short=:") is None


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [("POST", TARGET, BODY), ("GET", "/v1/changes?cursor=0", b""), ("PUT", "/v1/blobs/00", b"x")],
)
def test_what_we_sign_a_library_of_others_verifies(method: str, target: str, body: bytes) -> None:
    headers = signed(method, target, body)
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=Keys())
    message = Message(method, "http://city.test" + target, headers)
    age = datetime.timedelta(days=36_500)
    (result,) = verifier.verify(message, max_age=age, body=body if body else None)
    assert result.parameters["keyid"] == "CD0128/1"
    assert '"@path"' in result.covered_components


def test_what_a_library_of_others_signs_is_covered_whatever_its_order() -> None:
    message = Message("POST", "http://city.test" + TARGET)
    message.headers["Content-Digest"] = content_digest(BODY)
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=Keys())
    signer.sign(
        message,
        key_id="CD0128/1",
        nonce="0123456789",
        label="onestop",
        use_existing_digest=True,
        covered_component_ids=("content-digest", "@query", "@path", "@method"),
    )
    assert holds(message.headers)


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_any_time_may_be_said(created: int) -> None:
    headers = sign_request(
        PRIVATE, "GET", "/v1/changes", b"",
        terminal="CD0128", epoch=9, created=created, nonce="0123456789",
    )  # fmt: skip
    said = read_signature(headers["Signature-Input"], headers["Signature"])
    assert (said.terminal, said.epoch, said.created) == ("CD0128", 9, created)
    assert covers(said, PUBLIC, "GET", "/v1/changes", "")


@pytest.mark.parametrize(
    ("method", "target"),
    [("PUT", TARGET), ("POST", "/v1/batches"), ("POST", TARGET + "&c=1"), ("POST", "/v1/other")],
)
def test_another_request_is_not_covered(method: str, target: str) -> None:
    assert holds(signed())
    assert not holds(signed(), method, target)


def test_a_query_or_digest_that_was_added_later_is_not_covered() -> None:
    plain = signed("GET", "/v1/changes", b"")
    assert holds(plain, "GET", "/v1/changes")
    assert not holds(plain, "GET", "/v1/changes?cursor=1")
    assert not holds(plain | {"Content-Digest": content_digest(b"x")}, "GET", "/v1/changes")
    taken = {name: value for name, value in signed().items() if name != "Content-Digest"}
    assert not holds(taken)


def test_another_key_or_algorithm_does_not_count() -> None:
    headers = signed()
    said = read_signature(headers["Signature-Input"], headers["Signature"])
    _, other = new_signing_keys()
    assert not covers(said, other, "POST", TARGET, headers["Content-Digest"])
    headers["Signature-Input"] = headers["Signature-Input"].replace("ed25519", "sm2-sm3")
    assert not holds(headers)


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=255))
def test_any_changed_octet_of_the_fields_is_found(place: int, octet: int) -> None:
    headers = signed()
    for name in ("Signature-Input", "Signature"):
        text = headers[name].encode()
        at = place % len(text)
        if text[at] == octet:
            continue
        changed = (text[:at] + bytes([octet]) + text[at + 1 :]).decode("latin-1")
        with suppress(SignatureUnreadable):
            assert not holds(headers | {name: changed}) or changed.strip() == headers[name]


@pytest.mark.parametrize(
    "field",
    [
        "",
        'sig1=("@method" "@path");created=1;nonce="12345678";keyid="CD0128/1";alg="ed25519"',
        'onestop=("@method");created=1;nonce="12345678";keyid="CD0128/1";alg="ed25519"',
        'onestop=("@method" "@path" "date");created=1;nonce="12345678";keyid="C/1";alg="ed25519"',
        'onestop=("@method" "@path" "@path");created=1;nonce="12345678";keyid="C/1";alg="ed25519"',
        'onestop=("@method" "@path");nonce="12345678";keyid="CD0128/1";alg="ed25519"',
        'onestop=("@method" "@path");created="1";nonce="12345678";keyid="CD0128/1";alg="ed25519"',
        'onestop=("@method" "@path");created=1;nonce="short";keyid="CD0128/1";alg="ed25519"',
        'onestop=("@method" "@path");created=1;nonce=12345678;keyid="CD0128/1";alg=7',
        'onestop=("@method" "@path");created=1;nonce="12345678";keyid="CD0128";alg="ed25519"',
        'onestop=("@method" "@path");created=1;created=1;nonce="12345678";keyid="C/1";alg="x"',
        'onestop=("@method" "@path");created=1;nonce="12345678";keyid="C/1";alg="x";expires=1',
    ],
)
def test_a_field_outside_the_profile_is_not_read(field: str) -> None:
    with pytest.raises(SignatureUnreadable):
        read_signature(field, signed()["Signature"])


@pytest.mark.parametrize("field", ["", "onestop=::", "onestop=:A:", "other=:AAAA:", "onestop=AAAA"])
def test_a_signature_that_is_no_octets_is_not_read(field: str) -> None:
    with pytest.raises(SignatureUnreadable):
        read_signature(signed()["Signature-Input"], field)
