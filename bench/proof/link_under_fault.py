"""One terminal whose way to the city goes through a fault proxy, with a clock that is moved."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from bench.proof.fault_proxy import FaultProxy
from sync.client import CityClient
from sync.identity import TerminalIdentity
from sync.link_settings import LinkSettings
from sync.transport import HttpTransport
from sync.watch import Patience

NAME = "city.proof.test"
_IMPATIENT = Patience(connect_s=1.0, stall_s=0.5, first_byte_s=0.6, whole_s=1.0)


@dataclass
class MovedClock:
    """Real time plus what it was moved by; its monotonic seconds move alike."""

    ahead: float = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead


@dataclass(frozen=True, slots=True)
class Papers:
    """A certificate authority and what it signed: the city's own, and one of another name."""

    authority: Path
    good: ssl.SSLContext
    wrong: ssl.SSLContext


def make_papers(folder: Path) -> Papers:
    """Certificates of one day, for this run only."""
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("proof authority", key, key, "proof authority", is_authority=True)
    path = folder / "authority.pem"
    path.write_bytes(authority.public_bytes(serialization.Encoding.PEM))

    def context(name: str) -> ssl.SSLContext:
        own = ec.generate_private_key(ec.SECP256R1())
        signed = _certificate(name, own, key, "proof authority")
        pem = folder / f"{name}.pem"
        pem.write_bytes(
            own.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + signed.public_bytes(serialization.Encoding.PEM)
        )
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(pem)
        return made

    return Papers(path, context(NAME), context("another.proof.test"))


def _certificate(
    name: str,
    own: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    issuer: str,
    *,
    is_authority: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if not is_authority:
        names = x509.SubjectAlternativeName([x509.DNSName(name)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(by, SHA256())


@contextmanager
def names_by(proxy: FaultProxy) -> Iterator[None]:
    """The city's name leads to loopback, as long as the proxy says that it has one."""
    real = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        if host != NAME:
            return real(host, *rest, **more)
        if not proxy.has_name:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real("127.0.0.1", *rest, **more)

    socket.getaddrinfo = resolve
    try:
        yield
    finally:
        socket.getaddrinfo = real


def client_of(
    url: str, identity: TerminalIdentity | None, clock: MovedClock, papers: Papers
) -> CityClient:
    """The terminal's own client, trusting the authority of this run, with deadlines so short that
    a stall costs tenths of a second."""
    settings = LinkSettings(ca_bundle=str(papers.authority))
    return CityClient(
        url, identity, clock, transport=HttpTransport(url, clock, settings, _IMPATIENT)
    )
