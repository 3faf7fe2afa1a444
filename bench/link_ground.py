"""Ground for the figures of the link: a real city, an enrolled terminal, and cases in its queue."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from time import perf_counter

import msgspec

from bench.ground import application_of_nobody
from core.application import Application, MaterialGiven, Page
from core.catalogue import Manifest
from core.ports import Attachment
from core.wire import sha256_hex
from onestop.embedded_city import EmbeddedCity
from resources.catalogue_files import own_folder
from sync.blob_lane import BlobLane
from sync.blobs import BlobStore
from sync.client import CityClient
from sync.crew import ThreadCrew
from sync.database import open_database
from sync.identity import TerminalIdentity
from sync.pace import Pace
from sync.records import SqliteRecords
from sync.report import Report
from sync.sending import EnvelopeLane
from sync.station import enrol_terminal
from sync.system_clock import SystemClock
from sync.transport import Ask, HttpTransport, Reply

_PLACE = ("--region", "430702012000", "--place", "测试点", "--point", "CD-430702-JD")


@dataclass(frozen=True)
class Ground:
    """One city and the folder of one enrolled terminal."""

    folder: Path
    city: str
    identity: TerminalIdentity
    catalogue: str  # the version that the city has published

    def client(self, url: str) -> CityClient:
        """The terminal's own client, over a link to the city."""
        return CityClient(url, self.identity, SystemClock(), transport=CountingTransport(url))


class CountingTransport:
    """The real transport; counts requests."""

    def __init__(self, url: str) -> None:
        self._inner = HttpTransport(url, SystemClock())
        self.count = 0

    def send(self, ask: Ask) -> Reply:
        """Send as always."""
        self.count += 1
        return self._inner.send(ask)

    def cut(self) -> None:
        """Cut as always."""
        self._inner.cut()

    def close(self) -> None:
        """Close as always."""
        self._inner.close()


@contextmanager
def ground() -> Iterator[Ground]:
    """On the disk that the working folder is on, so that fsync means what it means."""
    with TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as name:
        folder = Path(name)
        with EmbeddedCity(folder / "city", own_folder()) as city:
            code = city.run("code", "--terminal", "CD0128", *_PLACE).splitlines()[-1]
            identity = enrol_terminal(folder / "terminal", city.url, code, SystemClock())
            yield Ground(folder / "terminal", city.url, identity, _published(city.url, identity))


def _published(url: str, identity: TerminalIdentity) -> str:
    client = CityClient(url, identity, SystemClock())
    try:
        answer = client.manifest("")
    finally:
        client.close()
    assert answer is not None
    assert answer.signed is not None
    return msgspec.json.decode(answer.signed.manifest, type=Manifest).version


def queue_cases(place: Ground, count: int, pages: Sequence[int] = ()) -> int:
    """Queue applications of nobody with attachments of these sizes; the octets of the plain
    documents together."""
    records = SqliteRecords(place.folder, place.identity, SystemClock())
    octets = 0
    try:
        for _ in range(count):
            attachments = [
                Attachment(f"M{number:02}", "image/jpeg", token_hex(size // 2).encode())
                for number, size in enumerate(pages)
            ]
            application = _with_pages(application_of_nobody(), attachments, place.catalogue)
            octets += len(application.to_bytes())
            records.submit(
                application, attachments, due="2026-12-01", materials_all=1, draft=application.id
            )
    finally:
        records.close()
    return octets


def _with_pages(
    bare: Application, attachments: Sequence[Attachment], catalogue: str
) -> Application:
    given = [
        MaterialGiven(
            code=one.role,
            name="测试材料",
            how="scan",
            pages=[_page(one)],
        )
        for one in attachments
    ]
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return msgspec.structs.replace(
        bare, terminal="CD0128", created_at=now, materials=given, catalogue_version=catalogue
    )


def _page(one: Attachment) -> Page:
    octets = one.octets
    return Page(
        sha256=sha256_hex(octets), size=len(octets), media_type=one.media_type, role=one.role
    )


def send_envelopes(place: Ground, client: CityClient, most: int = 250) -> tuple[float, Report]:
    """Seconds until the city has stored all that waits, `most` in a batch."""
    database = open_database(place.folder)
    crew, report = ThreadCrew(3), Report()
    terms = f'{{"batch_items":{most}}}'
    with database.write() as db:
        db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES ('terms', ?)", [terms])
    lane = EnvelopeLane(
        database, client, SystemClock(), crew, Pace(), place.identity.terminal.epoch,
        token_hex(8), report,
    )  # fmt: skip
    begun = perf_counter()
    lane.run()
    seconds = perf_counter() - begun
    crew.close()
    database.close()
    return seconds, report


def send_attachments(place: Ground, client: CityClient) -> tuple[float, Report]:
    """Seconds until the city has acknowledged all attachments that wait. Raises LinkError."""
    database = open_database(place.folder)
    crew = ThreadCrew(12)
    lane = BlobLane(database, BlobStore(place.folder), client, SystemClock(), crew, token_hex(8))
    begun = perf_counter()
    try:
        lane.run()
    finally:
        crew.close()
        database.close()
    return perf_counter() - begun, lane.report
