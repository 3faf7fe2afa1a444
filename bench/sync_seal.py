"""What signing a request and sealing a document cost, beside a library and the other suite."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, algorithms
from http_message_signatures.resolvers import HTTPSignatureKeyResolver

from bench.figure import Figure, median, timed
from core import sealing
from core.message_signature import covers, read_signature, sha256_in, sign_request
from core.sealing import HPKE_SUITE, SM_SUITE
from core.wire import sha256_hex

_BODY = bytes(2000)
_TARGET = "/v1/batches"
_ROUNDS = 41
_EACH = 50


@dataclass
class _Message:
    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, private: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(private)

    def resolve_private_key(self, key_id: str) -> Any:
        """The same for every name."""
        return self._private

    def resolve_public_key(self, key_id: str) -> Any:
        """The same for every name."""
        return self._private.public_key()


def seal_figures() -> Iterator[Figure]:
    """Two figures; the peers are measured in turn with ours."""
    yield _request_signature()
    yield _suites()


def _request_signature() -> Figure:
    private, public = sealing.new_signing_keys()
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=_Keys(private))
    verifier = HTTPMessageVerifier(
        signature_algorithm=algorithms.ED25519, key_resolver=_Keys(private)
    )

    def ours() -> None:
        headers = sign_request(
            private, "POST", _TARGET, _BODY,
            terminal="CD0128", epoch=1, created=1_764_000_000, nonce="0123456789",
        )  # fmt: skip
        said = read_signature(headers["Signature-Input"], headers["Signature"])
        told = headers["Content-Digest"]
        assert sha256_in(told) == sha256_hex(_BODY)
        assert covers(said, public, "POST", _TARGET, told)

    def theirs() -> None:
        message = _Message("POST", "http://city.test" + _TARGET)
        components = ("@method", "@path")
        signer.sign(
            message, key_id="CD0128/1", nonce="0123456789", body=_BODY,
            covered_component_ids=components,
        )  # fmt: skip
        verifier.verify(message, max_age=timedelta(days=1), body=_BODY)

    mine, other = _in_turn(ours, theirs, _EACH)
    return Figure(
        figure="request signature made and checked, body of 2 kB",
        value=mine * 1e6,
        unit="µs",
        peers={"http-message-signatures": other * 1e6},
        target="≤ 1.0 × the library",
        met=mine <= other,
        note="both ends in one process, no network",
    )


def _suites() -> Figure:
    document = bytes(10_000)

    def one(name: str) -> Callable[[], None]:
        suite = sealing.suite(name)
        private, public = suite.new_keys()
        signing, verifying = sealing.new_signing_keys(name)

        def work() -> None:
            sealed = suite.seal(public, b"bound", document)
            assert sealing.verify(verifying, sealing.sign(signing, sealed), sealed)
            assert suite.open(private, b"bound", sealed) == document

        return work

    national, other = _in_turn(one(SM_SUITE), one(HPKE_SUITE), 3)
    return Figure(
        figure="10 kB sealed, signed, checked and opened in SM2, SM3 and SM4",
        value=national * 1e3,
        unit="ms",
        peers={"HPKE and Ed25519": other * 1e3},
        note="SM2 is pure Python and not in constant time",
    )


def _in_turn(one: Callable[[], None], other: Callable[[], None], each: int) -> tuple[float, float]:
    """Median seconds of one call of each."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for work, kept in zip((one, other), times, strict=True):
            kept.append(timed(lambda work=work: [work() for _ in range(each)]) / each)  # type: ignore[misc]
    return median(times[0]), median(times[1])
