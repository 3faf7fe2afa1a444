"""The terminal's client certificate: asked for, kept, and due again at two thirds of its life.

It opens the way through the proxy before the city and nothing else: an expired one never holds the
queue up for good, because a new one is asked for without it.
"""

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from core.errors import Code, DiskError
from sync.durable import file_errors, write_file

FILE_NAME = "certificate.pem"


def new_tls_key() -> bytes:
    """A new P-256 key, PKCS#8 DER."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def certificate_request(tls_key: bytes) -> bytes:
    """A PKCS#10 request in DER; the city writes the name. Raises DiskError for a broken key."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    return builder.sign(_key(tls_key), hashes.SHA256()).public_bytes(Encoding.DER)


def key_as_pem(tls_key: bytes) -> bytes:
    """The key as TLS libraries read it. Raises DiskError for a broken key."""
    return _key(tls_key).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def save_certificate(folder: Path, pem: str) -> None:
    """Keep a certificate; an empty one changes nothing. Raises DiskError."""
    if pem:
        write_file(folder / FILE_NAME, pem.encode(), "certificate")


def load_certificate(folder: Path) -> bytes:
    """The certificate as PEM, empty where there is none. Raises DiskError."""
    with file_errors("certificate"):
        path = folder / FILE_NAME
        return path.read_bytes() if path.exists() else b""


def valid_until(folder: Path) -> str:
    """The day on which the certificate ends, as YYYY-MM-DD in UTC; empty where there is none.
    Raises DiskError."""
    try:
        return f"{x509.load_pem_x509_certificate(load_certificate(folder)).not_valid_after_utc:%F}"
    except ValueError:
        return ""


def is_due(pem: bytes, now: datetime) -> bool:
    """Whether a certificate is missing, broken, or past two thirds of its life by this clock, or
    not yet begun: then the clock is wrong, or the certificate is."""
    try:
        held = x509.load_pem_x509_certificate(pem)
    except ValueError:
        return True
    begin, end = held.not_valid_before_utc, held.not_valid_after_utc
    return not begin <= now.astimezone(UTC) < begin + (end - begin) * 2 / 3


def _key(tls_key: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_der_private_key(tls_key, None)
    except ValueError as error:
        raise DiskError(Code.DISK_FAULT, "the key of the certificate cannot be read") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise DiskError(Code.DISK_FAULT, "the key of the certificate is of another kind")
    return key
