"""The city's receipt comes home: rows move by the same steps as by an answer over the network."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database as SqliteDatabase

from core.bundle import (
    MOST_MANIFEST_OCTETS,
    RECEIPT,
    BundleBroken,
    Receipt,
    SignedReceipt,
    decode_receipt,
    read_receipt,
    told_keys,
)
from core.errors import Code, StickError
from core.exchange import ItemResult, ItemStatus, Problem
from core.key_list import KeyList
from core.ports import Clock
from sync import outbox
from sync.by_hand.stick import has_file, read_stick
from sync.city_keys import keep_list, known_list
from sync.database import Database, rows
from sync.failpoints import reach
from sync.identity import TerminalIdentity


@dataclass(frozen=True, slots=True)
class Settled:
    """What a receipt changed. `changed` are ids of cases whose view may have changed."""

    bundle: str
    stored: int
    rejected: int
    complete: int
    changed: tuple[str, ...]


def receipt_in(folder: Path) -> SignedReceipt | None:
    """The receipt in a bundle's folder, or None where there is none. Raises StickError."""
    if not has_file(folder, RECEIPT):
        return None
    try:
        return decode_receipt(read_stick(folder, RECEIPT, MOST_MANIFEST_OCTETS))
    except BundleBroken as error:
        raise StickError(Code.RECEIPT_FORGED, str(error)) from error


def apply_receipt(
    database: Database, identity: TerminalIdentity, signed: SignedReceipt, clock: Clock
) -> Settled:
    """Take a receipt of the city for a bundle of this terminal. Raises StickError: RECEIPT_FORGED,
    RECEIPT_FOREIGN (another terminal, epoch or bundle), RECEIPT_KNOWN (this one, or a newer one,
    was taken before); then nothing changes. Raises DiskError."""
    keys = told_keys(signed, identity.catalogue_public_key, known_list(database))
    try:
        receipt = read_receipt(signed, keys.trusted() if keys else identity.catalogue_public_key)
    except BundleBroken as error:
        raise StickError(Code.RECEIPT_FORGED, str(error)) from error
    terminal = identity.terminal
    if (receipt.terminal, receipt.epoch) != (terminal.code, terminal.epoch):
        raise StickError(Code.RECEIPT_FOREIGN, "of another terminal or epoch")
    now = clock.now()
    with database.write() as db:
        _refuse_unfit(db, receipt)
        ours = _states(db, receipt.bundle)
        taken = [one for one in receipt.results if _settle(db, one, ours.get(one.id, ""), now)]
        _acknowledge_blobs(db, receipt)
        whole = outbox.complete_what_is_whole(db, now)
        db.execute("UPDATE bundle SET receipt_us = ? WHERE id = ?", [receipt.at_us, receipt.bundle])
        _keep_keys(database, db, keys)
        reach("receipt.before_commit")
    rejected = sum(one.status is ItemStatus.REJECTED for one in taken)
    changed = dict.fromkeys([*(one.id for one in taken), *whole])
    return Settled(receipt.bundle, len(taken) - rejected, rejected, len(whole), tuple(changed))


def _keep_keys(database: Database, db: SqliteDatabase, keys: KeyList | None) -> None:
    """What is sealed from now on is for the newest key, also where there is no link; the worker
    may have taken a newer list meanwhile."""
    known = known_list(database)
    if keys is not None and (known is None or keys.sequence > known.sequence):
        keep_list(db, keys)


def _refuse_unfit(db: SqliteDatabase, receipt: Receipt) -> None:
    known = rows(db, "SELECT * FROM bundle WHERE id = ?", [receipt.bundle])
    if not known or (known[0]["sha256"], known[0]["epoch"]) != (
        receipt.bundle_sha256,
        receipt.epoch,
    ):
        raise StickError(Code.RECEIPT_FOREIGN, "of no bundle that was made here")
    if receipt.at_us <= known[0]["receipt_us"]:
        raise StickError(Code.RECEIPT_KNOWN)


def _states(db: SqliteDatabase, bundle: str) -> dict[str, Any]:
    return {
        row["id"]: row["state"]
        for row in rows(
            db,
            "SELECT id, state FROM outbox JOIN bundle_item ON outbox_id = id WHERE bundle_id = ?",
            [bundle],
        )
    }


def _settle(db: SqliteDatabase, result: ItemResult, state: str, now: datetime) -> bool:
    """Whether this result changed anything. What the network settled meanwhile stays so."""
    if state not in ("pending", "in_flight"):
        return False
    match result.status:
        case ItemStatus.STORED | ItemStatus.DUPLICATE:
            outbox.mark_stored(db, result.id, result.official_no, now)
        case ItemStatus.REJECTED:
            problem = result.problem or Problem()
            code = problem.code or Code.CITY_REFUSES_CASE.value
            outbox.mark_quarantined(db, result.id, code, now, problem.reason)
        case ItemStatus.DEFERRED:
            return False
    return True


def _acknowledge_blobs(db: SqliteDatabase, receipt: Receipt) -> None:
    """Attachments of this bundle's envelopes that the city has durably."""
    for name in receipt.blobs:
        db.execute(
            "UPDATE blob SET state = 'stored' WHERE sha256 = ? AND state IN ('pending', 'sent')"
            " AND outbox_id IN (SELECT outbox_id FROM bundle_item WHERE bundle_id = ?)",
            [name, receipt.bundle],
        )
