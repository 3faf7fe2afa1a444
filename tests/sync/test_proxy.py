"""A real proxy before a real city: terminals come in with a certificate, and get a new one when
the old one has ended, without losing a letter."""

import ipaddress
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from core.errors import Code, LinkError
from onestop.__main__ import main
from sync.certificate import FILE_NAME, certificate_request, is_due, load_certificate
from sync.database import open_database
from sync.identity import TerminalIdentity, load_identity
from sync.records import SqliteRecords
from sync.station import city_client, make_engine
from sync.system_clock import SystemClock
from tests.city.conftest import new_code
from tests.city_process import REPOSITORY, CityProcess
from tests.sync import parts

CLOCK = SystemClock()


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


def _server_certificate(folder: Path) -> Path:
    """A certificate for the loopback that vouches for itself; its PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(_name("city"))
        .issuer_name(_name("city"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.key").write_bytes(pem)
    (folder / "server.pem").write_bytes(made.public_bytes(Encoding.PEM))
    return folder / "server.pem"


class Proxy:
    """nginx with the file that is documented, on ports and paths of the test."""

    def __init__(self, folder: Path, city: CityProcess) -> None:
        self.port = _free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self.certificate = _server_certificate(folder)
        documented = (REPOSITORY / "deploy" / "nginx-city.conf").read_text()
        for old, new in (
            ("server 127.0.0.1:8000;", f"server {city.url.removeprefix('http://')};"),
            ("listen 8443 ssl;", f"listen 127.0.0.1:{self.port} ssl;"),
            ("/etc/onestop-city/tls", str(folder)),
            ("/var/lib/onestop-city", str(city.data)),
        ):
            assert old in documented
            documented = documented.replace(old, new)
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        configuration = folder / "nginx.conf"
        configuration.write_text(
            f"daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;"
            f"events {{}} http {{ access_log off; {temporary}\n{documented}\n}}"
        )
        self._process = subprocess.Popen(
            ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(configuration)]
        )
        self._wait()

    def _wait(self) -> None:
        while self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            except ConnectionRefusedError:
                continue
            return
        raise AssertionError("nginx did not start")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(30)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    city = CityProcess(tmp_path_factory.mktemp("city"))
    city.init()
    city.start()
    yield city
    city.close()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, city: CityProcess) -> Iterator[Proxy]:
    proxy = Proxy(tmp_path_factory.mktemp("nginx"), city)
    (city.data / "keys" / "server-ca.pem").write_bytes(proxy.certificate.read_bytes())
    yield proxy
    proxy.close()


@pytest.fixture
def terminal(tmp_path: Path, city: CityProcess, proxy: Proxy) -> TerminalIdentity:
    """Enrolled by the command line, through the proxy."""
    given = ["--url", proxy.url, "--code", new_code(city, "CD0128")]
    done = main(["enrol", *given, "--ca", str(proxy.certificate), "--state", str(tmp_path)])
    assert done == 0
    (tmp_path / "link.toml").unlink()  # from now on by what the city gave
    identity = load_identity(tmp_path)
    assert identity is not None
    assert identity.city_ca.startswith("-----BEGIN CERTIFICATE")
    return identity


def _pass(folder: Path, identity: TerminalIdentity) -> Code | None:
    engine = make_engine(folder, identity, CLOCK)
    try:
        return engine.sync_once().code
    finally:
        engine.close()


def _states(folder: Path, identity: TerminalIdentity, number: int) -> list[str]:
    """Submit one case, make one pass, and say what became of all."""
    records = SqliteRecords(folder, identity, CLOCK, reserve_octets=parts.SMALL_RESERVE)
    try:
        parts.submit(records, number)
        assert _pass(folder, identity) is None
        with closing(open_database(folder)) as book:
            return [row["state"] for row in book.rows("SELECT state FROM outbox")]
    finally:
        records.close()


def _expired(city: CityProcess, identity: TerminalIdentity) -> bytes:
    """A certificate of the city's own authority that ended a month ago."""
    home = city.data / "keys"
    key = load_pem_private_key((home / "authority.key.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    issuer = x509.load_pem_x509_certificate((home / "authority.pem").read_bytes())
    asked = x509.load_der_x509_csr(certificate_request(identity.tls_key))
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(_name("CD0128/1"))
        .issuer_name(issuer.subject)
        .public_key(asked.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=120))
        .not_valid_after(now - timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM)


def test_a_case_comes_in_through_the_proxy_by_certificate(
    tmp_path: Path, city: CityProcess, terminal: TerminalIdentity
) -> None:
    assert _states(tmp_path, terminal, 1) == ["complete"]
    assert city.cases()[-1]["state"] == "materials_complete"


def test_the_proxy_lets_nobody_in_without_a_certificate_and_says_so(
    tmp_path: Path, proxy: Proxy, terminal: TerminalIdentity
) -> None:
    (tmp_path / FILE_NAME).unlink()
    client = city_client(tmp_path, proxy.url, terminal, CLOCK)
    with closing(client), pytest.raises(LinkError) as caught:
        client.missing_blobs()
    assert caught.value.code is Code.CITY_REFUSES_TERMINAL
    trusted = ssl.create_default_context(cafile=proxy.certificate)
    with httpx.Client(verify=trusted, trust_env=False) as stranger:
        assert stranger.get(proxy.url + "/metrics").status_code == 404
        assert stranger.get(proxy.url + "/healthz").status_code == 200


def test_a_certificate_that_has_ended_holds_up_nothing(
    tmp_path: Path, city: CityProcess, proxy: Proxy, terminal: TerminalIdentity
) -> None:
    ended = _expired(city, terminal)
    (tmp_path / FILE_NAME).write_bytes(ended)
    client = city_client(tmp_path, proxy.url, terminal, CLOCK)
    with closing(client), pytest.raises(LinkError) as caught:
        client.missing_blobs()
    assert caught.value.code is Code.CITY_REFUSES_TERMINAL
    assert _states(tmp_path, terminal, 2) == ["complete"]
    assert load_certificate(tmp_path) != ended
    assert not is_due(load_certificate(tmp_path), CLOCK.now())


def test_a_clock_that_is_years_behind_renews_once_and_hears_the_time(
    tmp_path: Path, city: CityProcess, terminal: TerminalIdentity
) -> None:
    clock = parts.SetClock(datetime(1970, 1, 2, tzinfo=UTC))
    (tmp_path / FILE_NAME).write_bytes(_expired(city, terminal))
    engine = make_engine(tmp_path, terminal, clock)
    held = []
    with closing(engine):
        for _ in range(3):
            assert engine.sync_once().code is None
            held.append(load_certificate(tmp_path))
    assert len(set(held)) == 1
    assert not is_due(held[0], CLOCK.now())


def test_a_certificate_is_due_at_two_thirds_of_its_life(
    tmp_path: Path, terminal: TerminalIdentity
) -> None:
    held = load_certificate(tmp_path)
    now = datetime.now(UTC)
    assert not is_due(held, now + timedelta(days=59))
    for moment in (now + timedelta(days=61), now + timedelta(days=400), now - timedelta(days=1)):
        assert is_due(held, moment)
    assert is_due(b"", now)
    assert is_due(b"torn", now)
