"""The passes of one terminal with its city, over what is in the database."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from core.errors import AppError, Code
from core.exchange import Terms
from core.ports import CaseView, Clock, QueueView
from sync import outbox
from sync.blob_lane import BlobLane, BlobSender
from sync.blobs import BlobStore
from sync.by_hand.relay import RelayStore
from sync.by_hand.relay_lane import CarriedSender, RelayLane
from sync.cases import find_case
from sync.catalogue_lane import CatalogueSource, take_catalogue
from sync.certificate_lane import CertificateSource, renew_certificate
from sync.city_keys import trusted_keys
from sync.crew import Crew, ThreadCrew
from sync.database import open_database, set_setting
from sync.device_log import Event, tell
from sync.doorbell import Doorbell
from sync.heartbeat_lane import Devices, HeartbeatLane, HeartbeatSink
from sync.identity import TerminalIdentity
from sync.inbox import ChangeFeed, take_changes
from sync.key_lane import KeySource, take_keys
from sync.metered import is_metered
from sync.one_pass import OnePass
from sync.pace import Pace
from sync.queue import queue_view
from sync.report import Report
from sync.reserve import RESERVE_OCTETS
from sync.restored import ask_what_is_there
from sync.retention import purge
from sync.revocation_lane import RevocationSource, take_revocations
from sync.sending import IN_FLIGHT, BatchSender, EnvelopeLane
from sync.standing import closed_by
from sync.terms import MOST_SLOTS, terms_of


class City(
    BatchSender,
    BlobSender,
    ChangeFeed,
    RevocationSource,
    KeySource,
    CertificateSource,
    CatalogueSource,
    HeartbeatSink,
    Protocol,
):
    """What a pass needs of the city; sync.client.CityClient is one."""

    @property
    def clock_offset_ms(self) -> int | None: ...
    def cut(self) -> None: ...
    def close(self) -> None: ...


class SyncEngine:
    """The passes of one terminal, with a database connection of its own. Blocking; one caller.

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
        crew: Crew | None = None,
        carrier: CarriedSender | None = None,
        devices: Devices = tuple,
    ) -> None:
        """A crew of one's own may work in one thread only. With a `carrier`, bundles of other
        terminals are handed on too. Raises DiskError."""
        self._folder = folder
        self._identity = identity
        self._city = city
        self._clock = clock
        self._crew = crew or ThreadCrew(IN_FLIGHT + MOST_SLOTS + 1)
        self._pace = Pace()
        self._seen = 0
        self._carrier = carrier
        self._blobs = BlobStore(folder)
        self._database = open_database(folder, spends_reserve=True, reserve_octets=reserve_octets)
        self._heartbeat = HeartbeatLane(self._database, folder, city, clock, devices)

    def recover(self) -> None:
        """At the start: what was in flight when the process died waits again. Raises DiskError."""
        with self._database.write() as db:
            outbox.release_leases(db)

    def sync_once(self, bell: Doorbell | None = None) -> Report:
        """One pass; it returns when nothing is under way any more. A ring lets what is newly queued
        go beside a long upload, the bell's end cuts it. Raises DiskError."""
        report = Report()
        token = secrets.token_hex(8)
        metered = is_metered(self._database)
        lane = BlobLane(self._database, self._blobs, self._city, self._clock, self._crew, token)
        one = OnePass(
            report,
            self._envelopes(token, report),
            self._others(token, report, metered=metered),
            None if metered else lane,
            self._crew,
            self._clock,
            bell or Doorbell(),
            self.has_news,
            self._database.setting("last_code"),
        )
        renew_certificate(self._folder, self._city, self._identity, self._clock)
        one.run(self.terms().poll_s)
        report.blobs_held_back = metered and lane.has_work()
        self._remember(report.code)
        if report.code is None:
            purge(self._database, self._blobs, self._clock.now())
        return report

    def note_failure(self, error: AppError) -> None:
        """Keep the code of a pass that the disk ended, where the disk allows. Raises DiskError."""
        self._remember(error.code)

    def queue(self) -> QueueView:
        """What waits, and whether new ones may be taken. Raises DiskError."""
        return replace(
            queue_view(self._database), closed=closed_by(self._database, self._identity.terminal)
        )

    def cases(self, ids: Sequence[str]) -> list[CaseView]:
        """Views of cases, each once, in their order. Raises DiskError."""
        with self._database.read() as db:
            views = [find_case(db, case) for case in dict.fromkeys(ids)]
        return [view for view in views if view is not None]

    def terms(self) -> Terms:
        """How the city last wanted to be spoken to. Raises DiskError."""
        return terms_of(self._database)

    def has_news(self) -> bool:
        """Whether anything was queued since the envelopes last went, by whatever process. Raises
        DiskError."""
        return self._newest() > self._seen

    def cut(self) -> None:
        """End what is under way, from another thread; the engine sends nothing any more."""
        self._city.cut()

    def close(self) -> None:
        """Close the connections."""
        self._crew.close()
        self._city.close()
        self._database.close()

    def _envelopes(self, token: str, report: Report) -> Callable[[], None]:
        epoch = self._identity.terminal.epoch
        lane = EnvelopeLane(
            self._database, self._city, self._clock, self._crew, self._pace, epoch, token, report
        )

        def run() -> None:
            self._seen = self._newest()
            lane.run()

        return run

    def _others(self, token: str, report: Report, *, metered: bool) -> list[Callable[[], None]]:
        """The small lanes besides the envelopes; a metered link does without the catalogue."""
        database, city, clock = self._database, self._city, self._clock
        identity, epoch = self._identity, self._identity.terminal.epoch
        lanes: list[Callable[[], None]] = [
            lambda: take_changes(database, city, report),
            lambda: ask_what_is_there(database, city, clock, epoch, report),
            lambda: take_keys(database, city, identity, clock, report),
            lambda: take_revocations(
                database, city, trusted_keys(database, identity), clock, report
            ),
        ]
        if not metered:
            lanes.append(
                lambda: take_catalogue(
                    database, self._folder, city, trusted_keys(database, identity), clock, report
                )
            )
        if self._carrier is not None:
            lanes.append(self._carrying(self._carrier, token, report, metered=metered))
        return [*lanes, self._heartbeat.run]

    def _newest(self) -> int:
        row = self._database.row("SELECT coalesce(max(rowid), 0) AS newest FROM outbox")
        return int(row["newest"]) if row else 0

    def _carrying(
        self, carrier: CarriedSender, token: str, report: Report, *, metered: bool
    ) -> Callable[[], None]:
        """Last of the small lanes, and only as long as nothing of this terminal's own is new."""
        lane = RelayLane(
            RelayStore(self._folder, self._database, self._identity.terminal.code, self._clock),
            carrier,
            trusted_keys(self._database, self._identity),
            self._clock,
            self.has_news,
            envelopes_only=metered,
        )

        def run() -> None:
            report.carried += lane.run(token)

        return run

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
