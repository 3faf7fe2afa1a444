"""A copied or restored book is noticed before it gives a number twice (decision 0012).

Three signs: the mark that `onestop queue backup` writes into its copy; the place (file and
machine) that the book was bound to; and the city, which has heard a higher number than the counter
of this book has given. A book with a sign goes on sending what it has, and gives no number until
the terminal is enrolled again: a new epoch counts from one.
"""

import hashlib
from pathlib import Path

from sqlite_utils import Database as SqliteDatabase

from core.errors import Code, DiskError
from sync.database import FILE_NAME, Database, rows, set_setting
from sync.durable import file_errors

_MACHINE = Path("/etc/machine-id")
_SIGN = "copy_sign"  # epoch and sign, as "3 restored"
_PLACE = "bound_place"  # epoch and place, as "3 0a1b…"


def place_of(folder: Path, machine: Path = _MACHINE) -> str:
    """Where a book lies: this machine and this very file. A copy of the file is another file; a
    copy of the whole disk is not told apart here. Raises DiskError."""
    with file_errors("database"):
        inode = (folder / FILE_NAME).stat().st_ino
        name = machine.read_bytes() if machine.is_file() else b""
    return hashlib.sha256(b"%s\n%d" % (name.strip(), inode)).hexdigest()[:32]


def bind(database: Database, epoch: int, place: str) -> None:
    """Bind a book to its place at the first start of an epoch; leave a sign where it was bound to
    another one in the same epoch. Raises DiskError."""
    known = database.setting(_PLACE)
    if known == f"{epoch} {place}":
        return
    with database.write() as db:
        if known.partition(" ")[0] == str(epoch):
            mark_copy(db, epoch, "moved")
        else:
            set_setting(db, _PLACE, f"{epoch} {place}")


def mark_copy(db: SqliteDatabase, epoch: int, sign: str) -> None:
    """Say in the book itself that its counter of this epoch may be an old one."""
    set_setting(db, _SIGN, f"{epoch} {sign}")


def notice_a_copy(db: SqliteDatabase, epoch: int, have_through: int) -> None:
    """The city has heard `have_through` of this epoch: more than this book gave is the sign."""
    given = rows(db, "SELECT seq FROM counter WHERE epoch = ?", [epoch])
    if have_through > (given[0]["seq"] if given else 0):
        mark_copy(db, epoch, "overtaken")


def sign_of_copy(db: SqliteDatabase, epoch: int) -> str:
    """Why this book gives no numbers in this epoch: copy, moved, overtaken; else empty."""
    found = rows(db, "SELECT value FROM setting WHERE name = ?", [_SIGN])
    marked, _, sign = str(found[0]["value"]).partition(" ") if found else ("", "", "")
    return sign if marked == str(epoch) else ""


def refuse_a_copy(db: SqliteDatabase, epoch: int) -> None:
    """Raises DiskError where this book shows a sign."""
    sign = sign_of_copy(db, epoch)
    if sign:
        raise DiskError(Code.DATABASE_COPIED, sign)
