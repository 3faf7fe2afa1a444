"""What the city revoked, as this terminal knows it: asked without a network."""

from sqlite_utils import Database as SqliteDatabase

from core.revocations import RevokedKind, licence_name, terminal_name
from sync.database import Database, rows


def is_revoked(db: SqliteDatabase, kind: RevokedKind, name: str) -> bool:
    """Whether a name is on the list, inside a transaction or a reading."""
    known = "SELECT name FROM revoked WHERE kind = ? AND name = ?"
    return bool(rows(db, known, [kind.value, name]))


def is_licence_revoked(database: Database, identifier: str) -> bool:
    """Whether an e-licence does not count any more, by its identifier (电子证照标识) or the
    SHA-256 of it. Raises DiskError."""
    with database.read() as db:
        return is_revoked(db, RevokedKind.LICENCE, licence_name(identifier))


def is_terminal_revoked(database: Database, code: str, epoch: int) -> bool:
    """Whether the city put this terminal's epoch on the list. Raises DiskError."""
    with database.read() as db:
        return is_revoked(db, RevokedKind.TERMINAL, terminal_name(code, epoch))
