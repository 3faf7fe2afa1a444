"""The named places of the program at which R2 kills it; a test compares them with the code."""

from city.failpoints import NAMES

CITY_POINTS = NAMES
# those that only the first moments of a terminal pass, in their order
FIRST_POINTS = (
    "database.made",
    "revocations.before_commit",
    "catalogue.written",
    "catalogue.swapped",
)
WORK_POINTS = (
    "file.written",
    "file.renamed",
    "write.before_commit",
    "write.after_commit",
    "submit.sealed",
    "blob.written",
    "submit.blobs",
    "submit.queued",
    "submit.committed",
    "send.leased",
    "send.answered",
    "send.settled",
    "blob.sent",
    "blob.reconciled",
    "changes.before_commit",
)
# with a stick in the machine
STICK_POINTS = ("stick.written", "stick.renamed", "export.written", "export.whole")
# with a stick that comes back from the city
RECEIPT_POINTS = ("receipt.before_commit",)
# at another terminal, that carries the stick's bundles to the city
RELAY_POINTS = ("relay.copied", "relay.settled")
# after the feed has told of a city that was restored from a backup
RESTORED_POINTS = ("restored.before_commit",)
TERMINAL_POINTS = (
    *FIRST_POINTS,
    *WORK_POINTS,
    *STICK_POINTS,
    *RECEIPT_POINTS,
    *RELAY_POINTS,
    *RESTORED_POINTS,
)
