"""What a person can do with a quarantined envelope: send it as it is, or carry it in a new one.

The terminal cannot open what it has sealed. So an envelope that must change is carried octet for
octet inside a new one (new id, new number, the keys of today); the city opens the inner one by its
own rules. Attachments keep their seals and go with the carrier. Nothing is deleted.
"""

from datetime import datetime
from typing import Any

from sqlite_utils import Database as SqliteDatabase
from uuid_utils import uuid7

from core.envelope import EnvelopeType
from core.errors import DiskError
from core.followups import Carried
from core.ports import Clock, Mended
from sync import outbox
from sync.blobs import BlobStore
from sync.cases import move_case
from sync.database import Database, rows
from sync.letters import Letters


class Mending:
    """The three things that staff can do. Each is one transaction and says what it did."""

    def __init__(
        self, database: Database, blobs: BlobStore, letters: Letters, clock: Clock
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._letters = letters
        self._clock = clock

    def send_again(self, envelope: str) -> Mended:
        """Put a quarantined envelope back as it is: same id, same octets. Raises DiskError."""
        now = self._clock.now()
        with self._database.write() as db:
            row = _row(db, envelope)
            refusal = self._refusal(db, row)
            if row is None or refusal is not None:
                return refusal or Mended.UNKNOWN
            db.execute(
                "UPDATE outbox SET state = 'pending', code = '', reason = '', attempts = 0,"
                " together = 0, alone = 0, last_pass = '' WHERE id = ?",
                [row["id"]],
            )
            self._offer_blobs_again(db, row["id"])
            case = row["supersedes"] or row["id"]
            move_case(db, case, "pending", now.isoformat(timespec="seconds"))
        return Mended.DONE

    def carry(self, envelope: str) -> Mended:
        """Mend a quarantined envelope by a new one that carries it. Raises DiskError."""
        self._database.reserve.stand()
        now = self._clock.now()
        with self._database.write() as db:
            row = _row(db, envelope)
            refusal = self._refusal(db, row)
            if row is None or refusal is not None:
                return refusal or Mended.UNKNOWN
            # a carrier that was refused is not carried itself: what it carried is, once more
            origin = _row(db, row["supersedes"]) if row["supersedes"] else row
            assert origin is not None  # never deleted
            carrier = self._post_carrier(db, origin, now)
            for old in {row["id"], origin["id"]}:
                db.execute("UPDATE outbox SET superseded_by = ? WHERE id = ?", [carrier, old])
            db.execute("UPDATE blob SET outbox_id = ? WHERE outbox_id = ?", [carrier, row["id"]])
            self._offer_blobs_again(db, carrier)
            move_case(db, origin["id"], "pending", now.isoformat(timespec="seconds"))
        return Mended.DONE

    def settle_loss(self, envelope: str) -> Mended:
        """Staff have dealt with what the city lost after it was purged here. Raises DiskError."""
        with self._database.write() as db:
            row = _row(db, envelope)
            if row is None or row["loss"] in ("", outbox.SETTLED):
                return Mended.UNKNOWN if row is None else Mended.NOT_QUARANTINED
            db.execute("UPDATE outbox SET loss = ? WHERE id = ?", [outbox.SETTLED, row["id"]])
        return Mended.DONE

    def _post_carrier(self, db: SqliteDatabase, origin: dict[str, Any], now: datetime) -> str:
        header = self._letters.header(
            db,
            id=str(uuid7()),
            type=EnvelopeType.ENVELOPE_CARRY,
            subject=origin["subject"],
            causes=[origin["id"]],
            supersedes=origin["id"],
            receipt_no=origin["receipt_no"],
            catalogue_version="",
            catalogue_digest="",
            created_at=now.isoformat(timespec="seconds"),
        )
        carried = Carried(envelope=origin["envelope"], signature=origin["signature"])
        self._letters.post(db, header, carried.to_bytes(), now)
        return header.id

    def _refusal(self, db: SqliteDatabase, row: dict[str, Any] | None) -> Mended | None:
        """Why nothing can be done with a row, or None."""
        if row is None:
            return Mended.UNKNOWN
        if row["superseded_by"]:
            return Mended.MENDED_ALREADY
        if row["loss"] not in ("", outbox.SETTLED) and not row["envelope"]:
            return Mended.PURGED
        if row["state"] != "quarantined":
            return Mended.NOT_QUARANTINED
        for blob in rows(
            db, "SELECT sha256 FROM blob WHERE outbox_id = ? AND state = 'lost'", [row["id"]]
        ):
            try:
                self._blobs.read(blob["sha256"])
            except DiskError:
                return Mended.ATTACHMENT_LOST
        return None

    def _offer_blobs_again(self, db: SqliteDatabase, envelope: str) -> None:
        db.execute(
            "UPDATE blob SET state = 'pending', attempts = 0, last_pass = '' WHERE outbox_id = ?"
            " AND state = 'lost'",
            [envelope],
        )


def _row(db: SqliteDatabase, envelope: str) -> dict[str, Any] | None:
    found = rows(db, "SELECT * FROM outbox WHERE id = ?", [envelope])
    return found[0] if found else None
