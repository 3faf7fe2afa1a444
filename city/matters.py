"""Whether two cases are about the same matter: a keyed digest of the applicant and the package.

A bare digest of a resident number could be enumerated. The key is a file of its own beside the
city's other keys, so that the database alone tells nothing; it is never rotated, because old cases
must still be found.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, bindparam, desc, insert, select

from city.clock import now, stamp
from city.disk import sync_folder
from city.states import FINAL
from city.tables import cases, matter_links
from core.application import Application

_OCTETS = 32
_OPEN_ONES = (
    select(cases.c.id, cases.c.matter)
    .where(
        cases.c.matter.in_(bindparam("matters", expanding=True)),
        cases.c.state.not_in([state.value for state in FINAL]),
    )
    .order_by(desc(cases.c.received_at), desc(cases.c.id))
)


class Matters:
    """The digests of one city."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, document: Application) -> str:
        """The digest of a document's matter."""
        return self.digest(document.applicant.number, document.package)

    def digest(self, number: str, package: str) -> str:
        """HMAC-SHA256 as 64 hex digits."""
        octets = f"{number.strip().upper()}\n{package}".encode()
        return hmac.new(self._key, octets, hashlib.sha256).hexdigest()


def matters_in(folder: Path) -> Matters:
    """The digests of the city in a folder; the key is made at the first call, mode 0600."""
    path = folder / "keys" / "matter.key"
    if not path.exists():
        _make(path)
    return Matters(path.read_bytes())


def link_same_matter(connection: Connection, case_id: str, matter: str) -> bool:
    """Link a new case with the first open one of the same matter; both are kept and a clerk
    decides. With the first alone: a hundred of one matter make a hundred links, not thousands."""
    other = connection.execute(
        select(cases.c.id)
        .where(
            cases.c.matter == matter,
            cases.c.id != case_id,
            cases.c.state.not_in([state.value for state in FINAL]),
        )
        .order_by(cases.c.received_at, cases.c.id)
        .limit(1)
    ).scalar()
    if other is None:
        return False
    connection.execute(
        insert(matter_links).values(case_id=case_id, other_id=other, at=stamp(now()), decision="")
    )
    return True


def link_new_cases(connection: Connection, new: Sequence[tuple[str, str]], at: str) -> None:
    """The same for the cases of one batch, each as id and matter, in the order of their coming."""
    mine = {case_id for case_id, _ in new}
    matters = list({matter for _, matter in new})
    open_ones = connection.execute(_OPEN_ONES, {"matters": matters})
    first = {row.matter: row.id for row in open_ones if row.id not in mine}  # the oldest comes last
    links = []
    for case_id, matter in new:
        other = first.setdefault(matter, case_id)
        if other != case_id:
            links.append({"case_id": case_id, "other_id": other, "at": at, "decision": ""})
    if links:
        connection.execute(insert(matter_links), links)


def _make(path: Path) -> None:
    """Whole before it has its name; the first of two processes wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_OCTETS))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
