"""All terminals of the city and how they stand: who is late, stuck, skewed, full."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, desc, select

from city.fleet_rules import (
    Condition,
    Heard,
    NewestCatalogue,
    Thresholds,
    conditions,
    skew_of,
)
from city.heartbeats import HOUR_S, said_in
from city.store import Store
from city.tables import catalogues, heartbeat_hours, heartbeats, terminals
from core.heartbeat import DeviceHealth

LIMITS = Thresholds()


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One terminal as staff see it. Sizes in octets, times in seconds; what was never heard is
    None. Nothing of any person."""

    terminal: str
    epoch: int
    region: str
    place: str
    conditions: list[Condition]
    heard_s: int | None = None  # since the last heartbeat
    waiting: int | None = None
    waiting_octets: int | None = None
    oldest_s: int | None = None
    quarantined: int | None = None
    blobs_waiting: int | None = None
    disk_free: int | None = None
    skew_s: int | None = None
    catalogue: int | None = None
    revocations: int | None = None
    version: str = ""
    last_code: str = ""
    envelopes_only: bool = False
    devices: list[DeviceHealth] = []


def read_fleet(store: Store, now: int) -> list[Standing]:
    """Every terminal that may speak, or was revoked, in its newest epoch; those with the gravest
    trouble first. `now` is Unix seconds."""
    with store.reading() as connection:
        enrolled = connection.execute(
            select(terminals).where(terminals.c.retired_at.is_(None)).order_by(terminals.c.code)
        ).all()
        heard = _heard(connection, now)
        newest = _newest_catalogue(connection)
    standings = [_standing(row, heard.get((row.code, row.epoch)), now, newest) for row in enrolled]
    order = list(Condition)
    return sorted(
        standings,
        key=lambda one: (
            min((order.index(found) for found in one.conditions), default=len(order)),
            one.terminal,
        ),
    )


def read_hours(store: Store, terminal: str) -> list[dict[str, Any]]:
    """One terminal's last heartbeat of every hour that is kept, oldest first."""
    mine = heartbeat_hours.c.terminal == terminal
    with store.reading() as connection:
        rows = connection.execute(
            select(heartbeat_hours).where(mine).order_by(heartbeat_hours.c.at)
        ).all()
    return [{"at": row.at, **msgspec.to_builtins(said_in(row.octets))} for row in rows]


def _heard(connection: Connection, now: int) -> dict[tuple[str, int], Heard]:
    """The last heartbeat of each terminal, with the oldest waiting of the hour before it."""
    before: dict[str, tuple[int, int]] = {}
    recent = heartbeat_hours.c.at > now - 3 * HOUR_S
    for row in connection.execute(select(heartbeat_hours).where(recent)):
        known = before.get(row.terminal)
        if row.at <= now - HOUR_S and (known is None or row.at > known[0]):
            before[row.terminal] = (row.at, said_in(row.octets).queue.oldest_s)
    return {
        (row.terminal, row.epoch): Heard(
            row.at, said_in(row.octets), before[row.terminal][1] if row.terminal in before else None
        )
        for row in connection.execute(select(heartbeats))
    }


def _newest_catalogue(connection: Connection) -> NewestCatalogue:
    row = connection.execute(
        select(catalogues.c.sequence, catalogues.c.published_at)
        .order_by(desc(catalogues.c.sequence))
        .limit(1)
    ).first()
    if row is None:
        return NewestCatalogue()
    return NewestCatalogue(row.sequence, int(datetime.fromisoformat(row.published_at).timestamp()))


def _standing(row: Row[Any], heard: Heard | None, now: int, newest: NewestCatalogue) -> Standing:
    found = conditions(heard, now, newest, LIMITS, revoked=row.revoked_at is not None)
    bare = Standing(
        terminal=row.code,
        epoch=row.epoch,
        region=row.region,
        place=row.place,
        conditions=list(found),
    )
    if heard is None:
        return bare
    said = heard.said
    return msgspec.structs.replace(
        bare,
        heard_s=max(0, now - heard.at),
        waiting=said.queue.waiting,
        waiting_octets=said.queue.octets,
        oldest_s=said.queue.oldest_s,
        quarantined=said.queue.quarantined,
        blobs_waiting=said.queue.blobs_waiting,
        disk_free=said.disk_free,
        skew_s=skew_of(heard),
        catalogue=said.catalogue,
        revocations=said.revocations,
        version=said.version,
        last_code=said.last_code,
        envelopes_only=said.envelopes_only,
        devices=said.devices,
    )
