"""The lane of heartbeats: how this terminal is, at most once a minute, to a city that answers."""

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from core.heartbeat import DeviceHealth, HeartbeatReply, HeartbeatRequest, QueueHealth
from core.ports import Clock
from core.version import VERSION
from sync.catalogue_choice import sequence_in_use
from sync.database import Database
from sync.durable import file_errors
from sync.metered import is_metered
from sync.queue import queue_view
from sync.revocation_lane import SEQUENCE
from sync.terms import keep_terms

EVERY_S = 60.0
Devices = Callable[[], Sequence[DeviceHealth]]


class HeartbeatSink(Protocol):
    """The part of the city client that this lane needs."""

    def heartbeat(self, said: HeartbeatRequest) -> HeartbeatReply | None: ...


class HeartbeatLane:
    """Sends what is known now; nothing of it waits in a queue, and nothing of any person is in
    it. When it was last sent is kept in memory only: the disk is spared."""

    def __init__(
        self, database: Database, folder: Path, sink: HeartbeatSink, clock: Clock, devices: Devices
    ) -> None:
        self._database = database
        self._folder = folder
        self._sink = sink
        self._clock = clock
        self._devices = devices
        self._began = clock.monotonic()
        self._last: float | None = None

    def run(self) -> None:
        """Send one where it is time, and keep the terms that come back. Raises LinkError or
        DiskError."""
        now = self._clock.monotonic()
        if self._last is not None and now - self._last < EVERY_S:
            return
        self._last = now  # also where it fails: a city in trouble is not asked more often
        reply = self._sink.heartbeat(self._facts())
        if reply is not None:
            with self._database.write() as db:
                keep_terms(db, reply.terms, self._clock.now())

    def _facts(self) -> HeartbeatRequest:
        database, now = self._database, self._clock.now()
        with file_errors("disk"):
            free = shutil.disk_usage(self._folder).free
        return HeartbeatRequest(
            version=VERSION,
            clock=int(now.timestamp()),
            uptime_s=max(0, int(self._clock.monotonic() - self._began)),
            queue=self._queue(now),
            disk_free=free,
            reserve_stands=database.reserve.stands(),
            catalogue=sequence_in_use(database, self._folder),
            revocations=int(database.setting(SEQUENCE, "0")),
            failures=int(database.setting("failures", "0")),
            last_code=database.setting("last_code"),
            envelopes_only=is_metered(database),
            devices=list(self._devices())[:16],
        )

    def _queue(self, now: datetime) -> QueueHealth:
        view = queue_view(self._database)
        waiting = self._database.row(
            "SELECT count(*) AS n FROM blob WHERE state IN ('pending', 'sent')"
        )
        age = now - datetime.fromisoformat(view.oldest) if view.oldest else None
        return QueueHealth(
            waiting=view.count,
            octets=view.octets,
            oldest_s=max(0, int(age.total_seconds())) if age else 0,
            quarantined=view.quarantined,
            blobs_waiting=int(waiting["n"]) if waiting else 0,
        )
