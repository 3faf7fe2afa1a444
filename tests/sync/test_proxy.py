"""The way through a proxy, and what its refusals and the settings of the link are called."""

import base64
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from core.errors import Code, DiskError, LinkError
from sync.link_settings import LinkSettings, load_link_settings, save_link_settings
from sync.station import city_client
from tests.sync.conftest import Terminal
from tests.sync.parts import PHONE
from tests.sync.toy_city import ToyCity

SECRET = "kiosk:geheim"


class _Proxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked: list[str]

    def log_message(self, *words: object) -> None:
        """Say nothing."""

    def _handle(self) -> None:
        self.asked.append(self.requestline)
        wanted = "Basic " + base64.b64encode(SECRET.encode()).decode()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers.get("Proxy-Authorization") != wanted:
            self.send_response(407)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        there = urlsplit(self.path)
        connection = http.client.HTTPConnection(there.netloc)
        target = there.path + (f"?{there.query}" if there.query else "")
        named = {name: value for name, value in self.headers.items() if "proxy" not in name.lower()}
        connection.request(self.command, target, body, named)
        answer = connection.getresponse()
        octets = answer.read()
        self.send_response(answer.status)
        for name in ("Content-Type", "Date"):
            self.send_header(name, answer.headers.get(name, ""))
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)
        connection.close()

    do_GET = do_POST = do_CONNECT = _handle


@contextmanager
def proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy that wants a name and a password; its address and the requests it saw."""
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Proxy,), {"asked": asked}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def secret_file(folder: Path, words: str) -> str:
    """A file that only its owner may read."""
    path = folder / "secret"
    path.write_text(words + "\n")
    path.chmod(0o600)
    return str(path)


def test_the_link_goes_through_the_proxy_of_the_folder(terminal: Terminal, city: ToyCity) -> None:
    with proxy() as (address, asked):
        secret = secret_file(terminal.folder, SECRET)
        save_link_settings(terminal.folder, LinkSettings(proxy=address, proxy_secret=secret))
        client = city_client(terminal.folder, city.url, terminal.identity, terminal.clock)
        assert client.missing_blobs().blobs == []
        client.close()
    assert asked == [f"GET {city.url}/v1/terminals/me/missing-blobs HTTP/1.1"]
    assert SECRET.split(":")[1] not in (terminal.folder / "link.toml").read_text()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_refuses_has_a_code_of_its_own(
    terminal: Terminal, city: ToyCity, scheme: str
) -> None:
    with proxy() as (address, _):
        save_link_settings(terminal.folder, LinkSettings(proxy=address))
        url = city.url.replace("http", scheme, 1)
        client = city_client(terminal.folder, url, terminal.identity, terminal.clock)
        with pytest.raises(LinkError) as caught:
            client.missing_blobs()
        client.close()
    assert caught.value.code is Code.PROXY_REFUSES
    assert city.requests == []


def test_a_proxy_that_is_not_there_is_the_proxys_failure(terminal: Terminal) -> None:
    save_link_settings(terminal.folder, LinkSettings(proxy="http://127.0.0.1:9"))
    client = city_client(terminal.folder, "http://127.0.0.1:8", terminal.identity, terminal.clock)
    with pytest.raises(LinkError) as caught:
        client.missing_blobs()
    client.close()
    assert caught.value.code is Code.PROXY_REFUSES


def test_settings_are_kept_and_what_is_wrong_with_them_is_said(tmp_path: Path) -> None:
    assert load_link_settings(tmp_path) == LinkSettings()
    secret = secret_file(tmp_path, "a:b")
    settings = LinkSettings("http://10.0.0.1:3128", secret, secret)
    assert settings.fault() == ""
    save_link_settings(tmp_path, settings)
    assert load_link_settings(tmp_path) == settings
    Path(secret).chmod(0o644)
    assert "others may read it" in settings.fault()
    assert "a file" in LinkSettings("http://name:word@10.0.0.1:3128").fault()
    assert "proxy" in LinkSettings("ftp://10.0.0.1").fault()
    assert "no such file" in LinkSettings(ca_bundle=str(tmp_path / "none")).fault()
    (tmp_path / "link.toml").write_text(f"proxy = {PHONE}\n")
    with pytest.raises(DiskError):
        load_link_settings(tmp_path)
