"""Stalls by octets moved: what moves is let go on however slow it is, what stands still is not."""

import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Code, LinkError
from core.wire import sha256_hex
from sync.answers import LONGEST_WAIT_S, retry_after
from sync.transport import Ask, HttpTransport, Piece
from sync.watch import Patience
from tests.sync.parts import SetClock
from tests.sync.raw_server import raw_server

ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
IMPATIENT = Patience(stall_s=0.6, first_byte_s=0.6, whole_s=60.0)
DEADLINE_S = 20.0


def a_piece(tmp_path: Path, size: int) -> Piece:
    """A file to be sent."""
    path = tmp_path / "file"
    path.write_bytes(bytes(size))
    return Piece(path, 0, size, sha256_hex(bytes(size)))


def failure_of(transport: HttpTransport, ask: Ask) -> LinkError:
    """What sending fails with."""
    with pytest.raises(LinkError) as caught:
        transport.send(ask)
    transport.close()
    assert caught.value.code is Code.CITY_UNREACHABLE
    return caught.value


def test_a_body_that_nobody_reads_is_given_up(tmp_path: Path) -> None:
    done = threading.Event()

    def serve(_: socket.socket) -> None:
        done.wait(DEADLINE_S)

    with raw_server(serve) as address:
        transport = HttpTransport(f"http://{address}", SetClock(), patience=IMPATIENT)
        ask = Ask("PUT", "/x", {}, a_piece(tmp_path, 8_000_000))
        assert failure_of(transport, ask).detail == "the connection stands still"
        done.set()


def test_a_body_that_is_read_slowly_is_sent_to_its_end(tmp_path: Path) -> None:
    """It takes several times as long as a stall may; the pieces that wait in the system while the
    answer is awaited count too."""
    took: list[int] = []
    pace = threading.Event()

    def serve(connection: socket.socket) -> None:
        while sum(took) < 200_000:
            took.append(len(connection.recv(8_000)))
            pace.wait(0.1)  # the pace of the link, nothing that is waited for
        connection.sendall(ANSWER)

    with raw_server(serve) as address:
        clock = SetClock()
        begun = clock.monotonic()
        transport = HttpTransport(f"http://{address}", clock, patience=IMPATIENT)
        ask = Ask("PUT", "/x", {}, a_piece(tmp_path, 200_000))
        assert transport.send(ask).status == 201
        assert clock.monotonic() - begun > 2 * IMPATIENT.stall_s, "the server was not slow"
        transport.close()


def test_a_city_that_never_begins_to_answer_is_given_up() -> None:
    done = threading.Event()

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        done.wait(DEADLINE_S)

    with raw_server(serve) as address:
        transport = HttpTransport(f"http://{address}", SetClock(), patience=IMPATIENT)
        assert failure_of(transport, Ask("GET", "/x", {})).detail == "no answer begins"
        done.set()


def test_an_answer_that_stands_still_is_given_up() -> None:
    done = threading.Event()

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123")
        done.wait(DEADLINE_S)

    with raw_server(serve) as address:
        transport = HttpTransport(f"http://{address}", SetClock(), patience=IMPATIENT)
        failure_of(transport, Ask("GET", "/x", {}))
        done.set()


@pytest.mark.parametrize("how", ["stop", "cut"])
def test_what_is_under_way_can_be_ended_from_another_thread(tmp_path: Path, how: str) -> None:
    reached, done, stop = threading.Event(), threading.Event(), threading.Event()

    def serve(connection: socket.socket) -> None:
        connection.recv(65_536)
        reached.set()
        done.wait(DEADLINE_S)

    with raw_server(serve) as address:
        transport = HttpTransport(f"http://{address}", SetClock())

        def end() -> None:
            reached.wait(DEADLINE_S)
            transport.cut() if how == "cut" else stop.set()

        other = threading.Thread(target=end)
        other.start()
        failure_of(transport, Ask("PUT", "/x", {}, a_piece(tmp_path, 8_000_000), stop))
        other.join()
        done.set()
    if how == "cut":
        with pytest.raises(LinkError):
            transport.send(Ask("GET", "/x", {}))


NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ({"retry-after": "17"}, 17.0),
        ({"retry-after": "999999999999"}, LONGEST_WAIT_S),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, 0.0),
        ({}, 0.0),
        ({"retry-after": "Sun, 22 Nov 2026 09:31:00 GMT"}, 60.0),
        (
            {
                "retry-after": "Sun, 22 Nov 2026 09:31:00 GMT",
                "date": "Sun, 22 Nov 2026 09:30:30 GMT",
            },
            30.0,
        ),
        ({"retry-after": "Sun, 22 Nov 2020 09:31:00 GMT"}, 0.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(told: dict[str, str], seconds: float) -> None:
    assert retry_after(told, NOW) == seconds


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_retry_after_asks_for_more_than_an_hour(told: str, date: str) -> None:
    assert 0 <= retry_after({"retry-after": told, "date": date}, NOW) <= LONGEST_WAIT_S
