"""One pass with the city: envelopes, attachments, changes, catalogue, each lane by itself."""

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from core.errors import AppError, Code, LinkError
from core.ports import CaseView, Clock, QueueView
from sync import outbox
from sync.blob_lane import BlobSender, send_blobs
from sync.blobs import BlobStore
from sync.cases import find_case
from sync.catalogue_lane import CatalogueSource, take_catalogue
from sync.database import open_database, set_setting
from sync.device_log import Event, tell
from sync.identity import TerminalIdentity
from sync.inbox import ChangeFeed, take_changes
from sync.queue import queue_view
from sync.report import Report
from sync.reserve import RESERVE_OCTETS
from sync.retention import purge
from sync.revocation_lane import RevocationSource, take_revocations
from sync.sending import BatchSender, send_envelopes

FAULTS_ALLOWED = 3


class City(BatchSender, BlobSender, ChangeFeed, RevocationSource, CatalogueSource, Protocol):
    """What a pass needs of the city; sync.client.CityClient is one."""

    @property
    def clock_offset_ms(self) -> int | None: ...
    def close(self) -> None: ...


class SyncEngine:
    """The passes of one terminal, with a database connection of its own. Blocking; one thread.

    It loops over the state in the database, never over a chain of events: a pass may be cut at
    any place, and the next one goes on from what is on the disk.
    """

    def __init__(
        self,
        folder: Path,
        identity: TerminalIdentity,
        city: City,
        clock: Clock,
        *,
        reserve_octets: int = RESERVE_OCTETS,
    ) -> None:
        """Raises DiskError."""
        self._folder = folder
        self._identity = identity
        self._city = city
        self._clock = clock
        self._blobs = BlobStore(folder)
        self._database = open_database(folder, spends_reserve=True, reserve_octets=reserve_octets)

    def recover(self) -> None:
        """At the start: what was in flight when the process died waits again. Raises DiskError."""
        with self._database.write() as db:
            outbox.release_leases(db)

    def sync_once(self) -> Report:
        """One pass. A failure of the link ends it and is in the report; three faults of the city
        do, and one fault ends only its lane. Raises DiskError."""
        report = Report()
        faults = 0
        for lane in self._lanes(report):
            try:
                lane()
            except LinkError as error:
                report.code = error.code
                if error.code.value != self._database.setting("last_code"):
                    tell(Event.PASS_FAILED, code=error.code)
                faults += 1
                if error.code is not Code.CITY_FAULT or faults == FAULTS_ALLOWED:
                    break
        self._remember(report.code)
        if report.code is None:
            purge(self._database, self._blobs, self._clock.now())
        return report

    def note_failure(self, error: AppError) -> None:
        """Keep the code of a pass that the disk ended, where the disk allows. Raises DiskError."""
        self._remember(error.code)

    def queue(self) -> QueueView:
        """What waits. Raises DiskError."""
        return queue_view(self._database)

    def cases(self, ids: Sequence[str]) -> list[CaseView]:
        """Views of cases, each once, in their order. Raises DiskError."""
        with self._database.read() as db:
            views = [find_case(db, case) for case in dict.fromkeys(ids)]
        return [view for view in views if view is not None]

    def window_s(self) -> float:
        """The jitter window that the city last named. Raises DiskError."""
        return float(self._database.setting("window_s", "0"))

    def close(self) -> None:
        """Close the connections."""
        self._city.close()
        self._database.close()

    def _lanes(self, report: Report) -> list[Callable[[], None]]:
        database, city, clock = self._database, self._city, self._clock
        token = secrets.token_hex(8)
        epoch, key = self._identity.terminal.epoch, self._identity.catalogue_public_key
        return [
            lambda: send_envelopes(database, city, clock, epoch, token, report),
            lambda: send_blobs(database, self._blobs, city, clock, token, report),
            lambda: take_changes(database, city, report),
            lambda: take_revocations(database, city, key, clock, report),
            lambda: take_catalogue(database, self._folder, city, key, clock, report),
        ]

    def _remember(self, code: Code | None) -> None:
        """Write down what changed of the link's state, nothing where nothing did."""
        before = self._database.setting("online")
        online = "0" if code else "1"
        failures = int(self._database.setting("failures", "0")) + 1 if code else 0
        news = {"failures": str(failures), "last_code": code.value if code else ""}
        if self._city.clock_offset_ms is not None:
            news["clock_offset_ms"] = str(self._city.clock_offset_ms)
        if code is None:  # by the hour: agents' accounts count days, and the disk is spared
            hour = self._clock.now().replace(minute=0, second=0, microsecond=0)
            news["last_contact"] = hour.isoformat()
        if online != before:
            now = self._clock.now().isoformat(timespec="seconds")
            news |= {"online": online, "online_since": now}
            tell(Event.CITY_LOST if code else Event.CITY_REACHED, code=code)
        news = {name: value for name, value in news.items() if self._is_news(name, value)}
        if news:
            with self._database.write() as db:
                for name, value in news.items():
                    set_setting(db, name, value)

    def _is_news(self, name: str, value: str) -> bool:
        known = self._database.setting(name)
        if name == "clock_offset_ms" and known:
            return abs(int(value) - int(known)) > 2000  # the city's Date has whole seconds
        return value != known
