"""The signed receipt for a bundle that came by hand: what of it the city has durably."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from city.clock import now, stamp
from city.completeness import WANTED
from city.keys import CityKeys
from city.problems import problem
from city.tables import attachments, cases, conflicts, envelopes
from core.bundle import Bundle, PackedEnvelope, Receipt, SignedReceipt, sign_receipt
from core.errors import Code
from core.exchange import ItemResult, ItemStatus
from core.sealing import key_id


def make_receipt(
    connection: Connection,
    keys: CityKeys,
    bundle: Bundle,
    bundle_sha256: str,
    fresh: Mapping[str, ItemResult],
) -> SignedReceipt:
    """Sign how a bundle stands. `fresh` are results of just now, by id: they say `stored` where
    the book alone could only say `duplicate`."""
    moment = now()
    found = [fresh.get(one.id) or _held(connection, bundle, one) for one in bundle.envelopes]
    states = _blob_states(connection, bundle)
    receipt = Receipt(
        bundle=bundle.id,
        bundle_sha256=bundle_sha256,
        terminal=bundle.terminal,
        epoch=bundle.epoch,
        at=stamp(moment),
        at_us=int(moment.timestamp() * 1_000_000),
        key_id=key_id(keys.catalogue_public),
        results=[result for result in found if result is not None],
        blobs=[digest for digest, waiting in states.items() if not waiting],
    )
    return sign_receipt(receipt, keys.catalogue_private, keys.told())


def wanted_blobs(connection: Connection, bundle: Bundle) -> list[str]:
    """Attachments of a bundle that accepted cases of its terminal wait for, smallest first."""
    states = _blob_states(connection, bundle)
    here = [blob for blob in bundle.blobs if states.get(blob.sha256)]
    return [blob.sha256 for blob in sorted(here, key=lambda blob: (blob.size, blob.sha256))]


def _held(connection: Connection, bundle: Bundle, one: PackedEnvelope) -> ItemResult | None:
    """What the book says of an envelope, or None where it never came."""
    row = connection.execute(
        select(envelopes.c.sha256, cases.c.official_no)
        .join(cases, cases.c.id == envelopes.c.subject, isouter=True)
        .where(envelopes.c.id == one.id)
    ).first()
    if row is not None and row.sha256 == one.sha256:
        return ItemResult(id=one.id, status=ItemStatus.DUPLICATE, official_no=row.official_no or "")
    # not what a relay tried to hand in as its own: that is no verdict on the envelope
    refused = (conflicts.c.sha256 == one.sha256) & (conflicts.c.terminal == bundle.terminal)
    reason = connection.execute(select(conflicts.c.reason).where(refused)).scalar()
    if reason is None:
        return None
    return ItemResult(
        id=one.id,
        status=ItemStatus.REJECTED,
        problem=problem(409, reason, code=Code.CITY_REFUSES_CASE),
    )


def _blob_states(connection: Connection, bundle: Bundle) -> dict[str, bool]:
    """For each attachment that an accepted case of the terminal names: whether it is waited for."""
    rows = connection.execute(
        select(attachments.c.sha256, attachments.c.state).where(
            attachments.c.terminal == bundle.terminal,
            attachments.c.envelope_id.in_([one.id for one in bundle.envelopes]),
        )
    ).all()
    states: dict[str, bool] = {}
    for row in rows:
        states[row.sha256] = states.get(row.sha256, False) or row.state == WANTED
    return states
