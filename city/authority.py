"""The city's own certificate authority: it names terminals to the reverse proxy before the city.

A certificate counts 90 days. It only opens the way through the proxy; who speaks is proven by the
signature of each request, so an expired one never costs anybody a letter.
"""

import os
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from city.clock import now
from city.disk import write_whole

LIFE = timedelta(days=90)
_AUTHORITY_LIFE = timedelta(days=20 * 365)
_SLACK = timedelta(hours=1)  # the proxy's clock may be behind ours
_KEY, _CERTIFICATE = "authority.key.pem", "authority.pem"
_SERVER_BUNDLE = "server-ca.pem"


class RequestRefused(Exception):
    """A certificate request cannot be read, is not signed by its own key, or has a weak key."""


def make_authority(home: Path) -> bool:
    """Make the authority once, in the folder of the keys; says whether it is new."""
    if (home / _CERTIFICATE).exists():
        return False
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Onestop terminals")])
    start = now() - _SLACK
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + _AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_whole(home / _KEY, pem)
    os.chmod(home / _KEY, 0o600)
    write_whole(home / _CERTIFICATE, made.public_bytes(Encoding.PEM))
    return True


class Authority:
    """Issues certificates to terminals. `home` is the folder of the keys."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def bundle(self) -> str:
        """What a terminal verifies the proxy by, as PEM: `server-ca.pem`, where the city has put
        one there; empty for what the terminal's system trusts."""
        given = self._home / _SERVER_BUNDLE
        return given.read_text() if given.exists() else ""

    def issue(self, request: bytes, terminal: str, epoch: int) -> str:
        """A certificate for a terminal's request (PKCS#10, DER), as PEM. What the request says of
        names is not looked at. Raises RequestRefused."""
        asked = _read(request)
        issuer = x509.load_pem_x509_certificate((self._home / _CERTIFICATE).read_bytes())
        key = load_pem_private_key((self._home / _KEY).read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        moment = now()
        made = (
            x509.CertificateBuilder()
            .subject_name(
                x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{terminal}/{epoch}")])
            )
            .issuer_name(issuer.subject)
            .public_key(asked.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(moment - _SLACK)
            .not_valid_after(moment + LIFE)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .add_extension(
                x509.SubjectAlternativeName(
                    [x509.UniformResourceIdentifier(f"urn:onestop:terminal:{terminal}:{epoch}")]
                ),
                critical=False,
            )
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
            )
            .sign(key, hashes.SHA256())
        )
        return made.public_bytes(Encoding.PEM).decode()


def _read(request: bytes) -> x509.CertificateSigningRequest:
    try:
        asked = x509.load_der_x509_csr(request)
        key = asked.public_key()
        sound = asked.is_signature_valid
    except (ValueError, TypeError, InvalidSignature, x509.UnsupportedGeneralNameType) as error:
        raise RequestRefused from error
    if not sound or not isinstance(key, ec.EllipticCurvePublicKey):
        raise RequestRefused
    if not isinstance(key.curve, ec.SECP256R1):
        raise RequestRefused
    return asked


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
