"""The client on a real socket: bounds, certificates, signatures, and nothing from outside."""

import datetime
import ipaddress
import os
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.errors import Code, LinkError
from sync.client import CityClient
from sync.link_settings import LinkSettings
from sync.transport import ANSWER_LIMIT, HttpTransport
from sync.watch import Patience
from tests.sync.conftest import Terminal
from tests.sync.parts import SetClock
from tests.sync.raw_server import raw_server
from tests.sync.toy_city import Answer, ToyCity


def code_of(work: Callable[[], object]) -> Code:
    """The code that a call fails with."""
    with pytest.raises(LinkError) as caught:
        work()
    return caught.value.code


def make_client(
    terminal: Terminal,
    url: str,
    settings: LinkSettings | None = None,
    patience: Patience | None = None,
) -> CityClient:
    """A client of the terminal for some address."""
    transport = HttpTransport(url, terminal.clock, settings, patience)
    return CityClient(url, terminal.identity, terminal.clock, transport=transport)


def test_a_request_without_the_terminals_signature_is_refused(
    terminal: Terminal, city: ToyCity
) -> None:
    city.terminal_key = bytes(32)
    assert code_of(terminal_client(terminal, city).missing_blobs) is Code.CITY_REFUSES_TERMINAL


def terminal_client(terminal: Terminal, city: ToyCity) -> CityClient:
    """A client for the toy city."""
    return make_client(terminal, city.url)


def test_without_an_identity_nothing_is_sent(city: ToyCity) -> None:
    client = CityClient(city.url, None, SetClock())
    assert code_of(client.missing_blobs) is Code.CITY_REFUSES_TERMINAL
    assert city.requests == []
    client.close()


def test_proxies_of_the_environment_are_not_used(
    terminal: Terminal, city: ToyCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    client = terminal_client(terminal, city)
    assert client.missing_blobs().blobs == []
    client.close()


def test_an_answer_without_an_end_is_refused(terminal: Terminal, city: ToyCity) -> None:
    city.script["GET"] = [Answer(body=b" " * (ANSWER_LIMIT + 70_000))]
    client = terminal_client(terminal, city)
    assert code_of(client.missing_blobs) is Code.CITY_NONSENSE
    client.close()


def test_an_answer_that_trickles_is_given_up(terminal: Terminal) -> None:
    def trickle(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            connection.sendall(b" ")

    with raw_server(trickle) as address:
        client = make_client(
            terminal, f"http://{address}", None, Patience(whole_s=0.0, slowest=1e12)
        )
        assert code_of(client.missing_blobs) is Code.CITY_UNREACHABLE
        client.close()


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", Code.CITY_UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nContent-Le", Code.CITY_NONSENSE),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Code.CITY_UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Code.CITY_UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\n\r\n\xff\xfe", Code.CITY_NONSENSE),
        (b'HTTP/1.1 200 OK\r\n\r\n{"onestop":1,"blobs":["\xff"]}', Code.CITY_NONSENSE),
    ],
    ids=["closed", "cut headers", "another protocol", "broken chunks", "not JSON", "not UTF-8"],
)
def test_what_is_no_answer_has_a_code(terminal: Terminal, octets: bytes, code: Code) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(octets)

    with raw_server(serve) as address:
        client = make_client(terminal, f"http://{address}")
        assert code_of(client.missing_blobs) is code
        client.close()


def test_a_name_that_does_not_resolve_is_unreachable(terminal: Terminal) -> None:
    client = make_client(terminal, "http://nowhere.invalid")
    assert code_of(client.missing_blobs) is Code.CITY_UNREACHABLE
    client.close()


def _certificate(folder: Path, name: str, first: int, last: int) -> tuple[Path, Path]:
    """A self-signed certificate for an address, valid between two days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "toy city")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=first))
        .not_valid_after(now + datetime.timedelta(days=last))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate_file, key_file


@pytest.mark.parametrize(
    ("name", "first", "last", "trusted", "code"),
    [
        ("127.0.0.1", -20, -10, True, Code.CITY_CLOCK),
        ("127.0.0.1", 10, 20, True, Code.CITY_CLOCK),
        ("127.0.0.1", -10, 10, False, Code.CITY_CERTIFICATE),
        ("127.0.0.2", -10, 10, True, Code.CITY_PORTAL),
    ],
    ids=["expired", "not yet valid", "unknown issuer", "another name"],
)
def test_a_certificate_that_fails_by_its_dates_points_at_the_clock(
    terminal: Terminal,
    tmp_path: Path,
    name: str,
    first: int,
    last: int,
    trusted: bool,
    code: Code,
) -> None:
    certificate, key = _certificate(tmp_path, name, first, last)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(1)

    settings = LinkSettings(ca_bundle=os.fspath(certificate) if trusted else "")
    with raw_server(serve) as address:
        client = make_client(terminal, f"https://{address}", settings)
        assert code_of(client.missing_blobs) is code
        client.close()


def test_a_head_that_trickles_is_given_up(terminal: Terminal) -> None:
    def trickle(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            connection.sendall(b" ")

    with raw_server(trickle) as address:
        client = make_client(
            terminal, f"http://{address}", None, Patience(whole_s=0.0, slowest=1e12)
        )
        assert code_of(client.missing_blobs) is Code.CITY_UNREACHABLE
        client.close()
