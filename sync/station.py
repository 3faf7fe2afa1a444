"""A terminal's book, catalogue and link, opened together from one folder."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from core.catalogue import Catalogue
from core.errors import Code, DiskError
from core.ports import CaseView, Clock, QueueView
from sync.catalogue_finding import current_catalogue
from sync.catalogue_watch import confirmed_day
from sync.client import CityClient
from sync.durable import file_errors
from sync.engine import SyncEngine
from sync.heartbeat_lane import Devices
from sync.identity import TerminalIdentity, enrol, load_identity
from sync.link_settings import LinkSettings, load_link_settings
from sync.records import SqliteRecords
from sync.room_mark import RoomMark
from sync.schedule import Schedule
from sync.tls import ClientTls
from sync.transport import HttpTransport
from sync.worker import SyncWorker


class Station:
    """What a room needs of this floor. `records` is used on one lane of the room; the worker has
    a connection of its own."""

    def __init__(self, folder: Path, shipped: Path, identity: TerminalIdentity, clock: Clock):
        """Open the records. Raises DiskError or CatalogueError."""
        self.folder = folder
        self.identity = identity
        self.clock = clock
        self.records = SqliteRecords(folder, identity, clock, bound=True)
        self.devices: Devices = tuple  # what the room knows of its machines, for the heartbeat
        self.known_day = date.min  # it is at least this day, whatever the clock says
        self._shipped = shipped
        self._worker: SyncWorker | None = None
        self._mark: RoomMark | None = None
        self._seen: frozenset[str] = frozenset()

    def catalogue(self) -> Catalogue:
        """The newest verified catalogue, else the shipped one. Raises CatalogueError."""
        self._seen = _names(self.folder / "catalogue")
        self.known_day = confirmed_day(self.folder)
        return current_catalogue(self.folder, self._shipped, self.records.trusted_keys())

    def newer_catalogue(self) -> Catalogue | None:
        """The catalogue when the city has given another one since it was last asked for, else
        None. Ask between sessions: a journey keeps the one that it began with."""
        seen = _names(self.folder / "catalogue")
        if seen == self._seen:
            return None
        return self.catalogue()

    def start_worker(
        self,
        schedule: Schedule,
        on_change: Callable[[QueueView], None],
        on_cases: Callable[[list[CaseView]], None],
    ) -> None:
        """Begin to keep in step with the city, and say to other programs that a room runs here.
        The callbacks come on the worker's thread. Raises DiskError."""
        self._mark = RoomMark(self.folder)
        self._worker = SyncWorker(self._make_engine, schedule, on_change, on_cases)
        self._worker.start()

    def wake(self) -> None:
        """There is something new to send."""
        if self._worker is not None:
            self._worker.wake()

    def close(self, timeout: float = 10.0) -> None:
        """End the worker and close the book."""
        if self._worker is not None:
            self._worker.stop(timeout)
        self.records.close()
        if self._mark is not None:
            self._mark.close()
            self._mark = None

    def _make_engine(self) -> SyncEngine:
        return make_engine(self.folder, self.identity, self.clock, devices=lambda: self.devices())


def open_station(folder: Path, shipped: Path, clock: Clock, city_url: str = "") -> Station:
    """Open an enrolled terminal. `city_url` stands in for the enrolled address when it moved.
    Raises DiskError; an unenrolled folder is DISK-502 with that detail."""
    identity = terminal_identity(folder, city_url)
    return Station(folder, shipped, identity, clock)


def terminal_identity(folder: Path, city_url: str = "") -> TerminalIdentity:
    """Who the terminal of a folder is. Raises DiskError as `open_station`."""
    identity = load_identity(folder)
    if identity is None:
        raise DiskError(Code.DISK_FAULT, "this terminal is not enrolled: run `onestop enrol`")
    if city_url:
        identity = replace(identity, city_url=city_url.rstrip("/"))
    return identity


def make_engine(
    folder: Path, identity: TerminalIdentity, clock: Clock, *, devices: Devices = tuple
) -> SyncEngine:
    """An engine that goes the way that `link.toml` says. Raises DiskError or LinkError."""
    client = city_client(folder, identity.city_url, identity, clock)
    return SyncEngine(folder, identity, client, clock, carrier=client, devices=devices)


def enrol_terminal(folder: Path, city_url: str, code: str, clock: Clock) -> TerminalIdentity:
    """Become a terminal of a city with a one-time code. Raises LinkError or DiskError."""
    folder.mkdir(parents=True, exist_ok=True)
    client = city_client(folder, city_url, None, clock)
    try:
        return enrol(client, code, folder)
    finally:
        client.close()


def city_client(
    folder: Path, url: str, identity: TerminalIdentity | None, clock: Clock
) -> CityClient:
    """A client that goes the way that `link.toml` says. Raises DiskError or LinkError."""
    url = url.rstrip("/")
    settings = load_link_settings(folder)
    bare = HttpTransport(url, clock, settings, tls=_tls(folder, settings, identity, b""))
    if identity is None or not identity.tls_key:
        return CityClient(url, identity, clock, transport=bare)
    tls = _tls(folder, settings, identity, identity.tls_key)
    transport = HttpTransport(url, clock, settings, tls=tls)
    return CityClient(url, identity, clock, transport=transport, bare=bare)


def _tls(
    folder: Path, settings: LinkSettings, identity: TerminalIdentity | None, tls_key: bytes
) -> ClientTls | None:
    """`link.toml` has the last word on whom to trust; then what the city gave at enrolment."""
    if settings.ca_bundle:
        with file_errors("certificates to trust"):
            trusted = Path(settings.ca_bundle).read_text(encoding="ascii")
    else:
        trusted = identity.city_ca if identity is not None else ""
    return ClientTls(folder, tls_key, trusted) if trusted or tls_key else None


def _names(folder: Path) -> frozenset[str]:
    return frozenset(path.name for path in folder.iterdir()) if folder.is_dir() else frozenset()
