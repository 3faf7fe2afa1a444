"""Whether this terminal may take a new application, known before anybody fills a form."""

from core.errors import Code
from core.ports import Terminal
from core.revocations import RevokedKind, terminal_name
from sync.copies import sign_of_copy
from sync.database import Database
from sync.revoked import is_revoked


def closed_by(database: Database, terminal: Terminal) -> Code | None:
    """TERMINAL_REVOKED where the city's list has this enrolment, or its last answer said so;
    DATABASE_COPIED where this book gives no numbers (sync/copies.py); else None. Raises
    DiskError."""
    with database.read() as db:
        name = terminal_name(terminal.code, terminal.epoch)
        if is_revoked(db, RevokedKind.TERMINAL, name):
            return Code.TERMINAL_REVOKED
        if sign_of_copy(db, terminal.epoch):
            return Code.DATABASE_COPIED
    said = database.setting("last_code")
    return Code.TERMINAL_REVOKED if said == Code.TERMINAL_REVOKED.value else None
