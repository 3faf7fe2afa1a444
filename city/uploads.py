"""Which attachments are wanted, and what follows when one is here: opened, compared, settled."""

from typing import Any

from sqlalchemy import Connection, Row, select, update

from city.blobs import BlobShelf
from city.checking import inner_header
from city.clock import now, stamp
from city.completeness import OPENED, UNREADABLE, WANTED, settle
from city.failpoints import BLOB_AFTER_COMMIT, BLOB_AFTER_RENAME, Reach
from city.keys import CityKeys
from city.store import Store, insert_missing
from city.tables import attachments, blobs, envelopes
from core.sealing import SealBroken, blob_additional
from core.wire import sha256_hex

_TOLD = 10_000


class Uploads:
    """The attachments of all cases of one city."""

    def __init__(self, store: Store, shelf: BlobShelf, keys: CityKeys, reach: Reach) -> None:
        self._store = store
        self._shelf = shelf
        self._keys = keys
        self._reach = reach

    def size_of(self, terminal: str, sha256: str) -> int | None:
        """The size that an accepted envelope of this terminal declares, or None for one that no
        case of it names."""
        with self._store.reading() as connection:
            sizes = connection.execute(
                select(attachments.c.size).where(
                    attachments.c.sha256 == sha256, attachments.c.terminal == terminal
                )
            ).scalars()
            return max(sizes, default=None)

    def missing(self, terminal: str) -> list[str]:
        """What cases of this terminal wait for, smallest first."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(attachments.c.sha256, attachments.c.size)
                .where(attachments.c.terminal == terminal, attachments.c.state == WANTED)
                .distinct()
                .order_by(attachments.c.size, attachments.c.sha256)
                .limit(_TOLD)
            ).all()
        return [row.sha256 for row in rows]

    def register(self, terminal: str, sha256: str) -> None:
        """A whole attachment is on the disk: open it for every case of this terminal that names it,
        and settle those cases. Calling again changes nothing."""
        self._reach(BLOB_AFTER_RENAME)
        wanted = self._wanted(terminal, sha256)
        if not wanted:
            return
        sealed = self._shelf.read(sha256)
        opened = {row.envelope_id: self._open(row, sealed) for row in wanted}

        def work(connection: Connection) -> None:
            row = {"sha256": sha256, "size": len(sealed), "stored_at": stamp(now())}
            insert_missing(connection, blobs, "sha256", row)
            for one in wanted:
                _mark(connection, one, opened[one.envelope_id])
            for case in sorted({one.case_id for one in wanted if one.case_id is not None}):
                settle(connection, case)

        self._store.write(work)
        self._reach(BLOB_AFTER_COMMIT)

    def reconcile(self) -> None:
        """After a start: register what reached the disk just before the end came."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(attachments.c.terminal, attachments.c.sha256)
                .where(attachments.c.state == WANTED)
                .distinct()
            ).all()
        for row in rows:
            if self._shelf.has(row.sha256):
                self.register(row.terminal, row.sha256)

    def _wanted(self, terminal: str, sha256: str) -> list[Row[Any]]:
        with self._store.reading() as connection:
            return list(
                connection.execute(
                    select(attachments, envelopes.c.octets)
                    .join(envelopes, envelopes.c.id == attachments.c.envelope_id)
                    .where(
                        attachments.c.sha256 == sha256,
                        attachments.c.terminal == terminal,
                        attachments.c.state == WANTED,
                    )
                )
            )

    def _open(self, row: Row[Any], sealed: bytes) -> str | None:
        """The digest of the plain octets, or None where the seal cannot be opened."""
        try:
            header = inner_header(row.octets, self._keys)
            additional = blob_additional(header.id, row.role)
            return sha256_hex(self._keys.open(header, additional, sealed))
        except SealBroken:
            return None


def _mark(connection: Connection, one: Row[Any], plain: str | None) -> None:
    connection.execute(
        update(attachments)
        .where(attachments.c.envelope_id == one.envelope_id, attachments.c.sha256 == one.sha256)
        .values(state=UNREADABLE if plain is None else OPENED, plain_sha256=plain)
    )
