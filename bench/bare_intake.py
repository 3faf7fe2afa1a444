"""The peer of the city's intake: bare Starlette and a driver, which decodes the same JSON and
inserts the same rows as durably. It checks no signature, opens no seal and asks nothing first.

Run as a process of its own: `python -m bench.bare_intake READY_FILE sqlite3:PATH|psycopg:URL`.
"""

import gzip
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec
import psycopg
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.envelope import envelope_from
from core.exchange import BatchReply, BatchRequest, ItemResult, ItemStatus, as_octets
from core.wire import sha256_hex

_AT = "2026-11-23T09:00:00.000000+08:00"
COUNTED = ("change", "official:430702:26")
_Rows = dict[str, list[tuple[object, ...]]]


class _Cursor(Protocol):
    def execute(self, query: Any, values: Any = ..., /) -> Any: ...
    def executemany(self, query: Any, values: Iterable[Sequence[Any]], /) -> Any: ...


def rows_of(batch: BatchRequest, start: int) -> _Rows:
    """The rows that the city makes of a batch of new cases. What the city reads from under the seal
    stands here as constants of the same size."""
    rows: _Rows = {name: [] for name in _COLUMNS}
    rows["nonces"].append(("CD0001", 1, f"nonce-{start:016d}", _AT))
    for number, item in enumerate(as_octets(batch.items), start):
        header = envelope_from(item.envelope).header
        digest, official = sha256_hex(item.envelope), f"430702-YJS-26-{number:06d}"
        rows["envelopes"].append(
            (header.id, digest, header.type.value, header.terminal, header.epoch, header.seq,
             header.subject, header.rev, item.envelope, item.signature, _AT)
        )  # fmt: skip
        rows["cases"].append(
            (header.subject, header.id, header.terminal, header.receipt_no, official,
             "CD-YJS-0001", "CD-430702-ZWFW", "430702", header.catalogue_version, False, digest,
             "received", _AT, _AT, 1, digest)
        )  # fmt: skip
        for place, one in enumerate(header.attachments):
            rows["pages"].append((header.subject, place, one.sha256, one.role))
            rows["attachments"].append(
                (header.id, one.sha256, header.subject, header.terminal, one.size, one.role,
                 one.required, "wanted")
            )  # fmt: skip
        rows["changes"].append(
            (number, header.subject, header.terminal, "received", official, _AT, "", "city",
             "state", "", "[]", "", "")
        )  # fmt: skip
    return rows


def _insert(cursor: _Cursor, rows: _Rows, mark: str) -> None:
    for name, values in rows.items():
        columns = _COLUMNS[name]
        marks = ",".join([mark] * len(columns.split(",")))
        cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", values)
    for counter in COUNTED:
        query = f"UPDATE counters SET value = value + {mark} WHERE name = {mark}"
        cursor.execute(query, (len(rows["cases"]), counter))


_COLUMNS = {
    "nonces": "terminal,epoch,nonce,at",
    "envelopes": "id,sha256,type,terminal,epoch,seq,subject,rev,octets,signature,received_at",
    "cases": "id,envelope_id,terminal,receipt_no,official_no,package,handling_organ,region,"
    "catalogue_version,catalogue_known,document_sha256,state,received_at,updated_at,rev,matter",
    "pages": "case_id,position,sha256,role",
    "attachments": "envelope_id,sha256,case_id,terminal,size,role,required,state",
    "changes": "seq,case_id,terminal,state,official_no,at,note,made_by,kind,title,lines,until,ref",
}


def _into_sqlite(path: str) -> Callable[[_Rows], None]:
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode = TRUNCATE", "synchronous = FULL", "foreign_keys = ON"):
        database.execute(f"PRAGMA {pragma}")

    def store(rows: _Rows) -> None:
        database.execute("BEGIN IMMEDIATE")
        _insert(database, rows, "?")
        database.execute("COMMIT")

    return store


def _into_postgresql(url: str) -> Callable[[_Rows], None]:
    database = psycopg.connect(url)

    def store(rows: _Rows) -> None:
        with database.transaction(), database.cursor() as cursor:
            _insert(cursor, rows, "%s")

    return store


def app_for(where: str) -> Starlette:
    """The application over one database, which has the city's tables."""
    kind, _, place = where.partition(":")
    store = _into_sqlite(place) if kind == "sqlite3" else _into_postgresql(place)
    numbers = [1]

    def take(body: bytes) -> bytes:
        batch = msgspec.json.decode(gzip.decompress(body), type=BatchRequest)
        rows = rows_of(batch, numbers[0])
        numbers[0] += len(batch.items)
        store(rows)
        results = [
            ItemResult(id=item.id, status=ItemStatus.STORED, official_no=str(case[4]))
            for item, case in zip(batch.items, rows["cases"], strict=True)
        ]
        return msgspec.json.encode(BatchReply(onestop=1, results=results, have_through=0))

    async def receive(request: Request) -> Response:
        octets = await run_in_threadpool(take, await request.body())
        return Response(octets, media_type="application/json")

    return Starlette(routes=[Route("/v1/batches", receive, methods=["POST"])])


def main() -> None:
    """Serve until ended; the ready file gets the address."""
    ready, where = sys.argv[1:]
    with socket.create_server(("127.0.0.1", 0)) as bound:
        app = app_for(where)
        draft = Path(ready + ".new")
        draft.write_text(f"http://127.0.0.1:{bound.getsockname()[1]}", encoding="utf-8")
        draft.rename(ready)
        config = uvicorn.Config(app, access_log=False, log_level="warning")
        uvicorn.Server(config).run(sockets=[bound])


if __name__ == "__main__":
    main()
