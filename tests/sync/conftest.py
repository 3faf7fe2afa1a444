"""A terminal that is enrolled at a toy city on a real socket."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.ports import QueueView
from sync.client import CityClient
from sync.database import Database, open_database
from sync.engine import SyncEngine
from sync.identity import TerminalIdentity
from sync.records import SqliteRecords
from sync.report import Report
from sync.transport import Ask, HttpTransport, Reply, Transport
from tests.sync import parts
from tests.sync.toy_city import ToyCity, serving


class WatchedTransport:
    """A real transport that calls something before each request."""

    def __init__(self, before_request: Callable[[], None], inner: Transport) -> None:
        self._before_request = before_request
        self._inner = inner

    def send(self, ask: Ask) -> Reply:
        """Send as always."""
        self._before_request()
        return self._inner.send(ask)

    def cut(self) -> None:
        """Cut as always."""
        self._inner.cut()

    def close(self) -> None:
        """Close as always."""
        self._inner.close()


@dataclass
class Terminal:
    """One terminal with everything that it is made of."""

    folder: Path
    identity: TerminalIdentity
    clock: parts.SetClock
    records: SqliteRecords
    book: Database
    make_engine: Callable[..., SyncEngine]

    def sync(self) -> Report:
        """One pass by an engine of its own, as after a restart."""
        engine = self.make_engine()
        try:
            return engine.sync_once()
        finally:
            engine.close()

    def states(self) -> list[str]:
        """The states of the outbox, oldest first."""
        return [row["state"] for row in self.book.rows("SELECT state FROM outbox ORDER BY seq")]

    def queue(self) -> QueueView:
        """What waits."""
        return self.records.queue()


def _public_half(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


@pytest.fixture
def city() -> Iterator[ToyCity]:
    city = ToyCity()
    with serving(city):
        yield city


@pytest.fixture
def terminal(tmp_path: Path, city: ToyCity) -> Iterator[Terminal]:
    identity = parts.enrolled(tmp_path, city.keys, city.url)
    city.terminal_key = _public_half(identity.private_key)
    clock = parts.SetClock()
    records = parts.open_records(tmp_path, identity, clock)
    book = open_database(tmp_path)

    def make_engine(before_request: Callable[[], None] = lambda: None) -> SyncEngine:
        transport = WatchedTransport(before_request, HttpTransport(city.url, clock))
        client = CityClient(city.url, identity, clock, transport=transport)
        return SyncEngine(tmp_path, identity, client, clock, reserve_octets=parts.SMALL_RESERVE)

    yield Terminal(tmp_path, identity, clock, records, book, make_engine)
    book.close()
    records.close()
