"""A link that is paid by the octet: staff say so, and then only envelopes go."""

from sync.database import Database, set_setting

_NAME = "metered"


def is_metered(database: Database) -> bool:
    """Whether attachments and catalogue files wait for another link. Raises DiskError."""
    return database.setting(_NAME) == "1"


def set_metered(database: Database, *, metered: bool) -> None:
    """Staff say how it is; it counts from the next pass on. Raises DiskError."""
    with database.write() as db:
        set_setting(db, _NAME, "1" if metered else "0")
