"""What the sync floor writes into the log: event types, numbers and codes, never a person."""

import logging
from enum import StrEnum

from core.errors import Code

_LOG = logging.getLogger("onestop.sync")


class Event(StrEnum):
    """Everything that is logged here, declared once."""

    CITY_REACHED = "city_reached"
    CITY_LOST = "city_lost"
    PASS_FAILED = "pass_failed"
    ENVELOPES_SENT = "envelopes_sent"
    ENVELOPE_REFUSED = "envelope_refused"
    ENVELOPES_LOST_BY_CITY = "envelopes_lost_by_city"
    ATTACHMENT_UNREADABLE = "attachment_unreadable"
    KEYS_TAKEN = "keys_taken"
    KEYS_REFUSED = "keys_refused"
    CERTIFICATE_RENEWED = "certificate_renewed"
    CERTIFICATE_NOT_RENEWED = "certificate_not_renewed"
    CATALOGUE_TAKEN = "catalogue_taken"
    CATALOGUE_REFUSED = "catalogue_refused"
    CATALOGUE_AGES = "catalogue_ages"
    CATALOGUE_CHOSEN = "catalogue_chosen"
    FEED_RESTARTED = "feed_restarted"
    REVOCATIONS_TAKEN = "revocations_taken"
    REVOCATIONS_REFUSED = "revocations_refused"
    ATTACHMENTS_PURGED = "attachments_purged"
    ENVELOPES_EMPTIED = "envelopes_emptied"
    LOST_AFTER_PURGE = "lost_after_purge"
    BUNDLE_CARRIED = "bundle_carried"
    BUNDLE_REFUSED = "bundle_refused"


def tell(
    event: Event, *, code: Code | None = None, count: int | None = None, kind: str = ""
) -> None:
    """Write one event. `kind` is the type of a mistake; its message may name a person."""
    words = [event.value]
    if code is not None:
        words.append(f"code={code.value}")
    if kind:
        words.append(f"kind={kind}")
    if count is not None:
        words.append(f"count={count}")
    _LOG.info(" ".join(words))
