"""What does not count any more: the list that the city signs, and every terminal keeps."""

import unicodedata

from sqlalchemy import Connection, desc, func, insert, select, update

from city.changes import News, tell_everybody
from city.clock import now, stamp
from city.keys import CityKeys
from city.store import Store
from city.tables import revocation_lists, revoked, terminals
from core.exchange import ChangeKind
from core.revocations import RevocationList, Revoked, RevokedKind, SignedRevocations, licence_name
from core.sealing import sign, verify
from core.wire import canonical, sha256_hex


class RevocationRefused(Exception):
    """The name cannot be revoked, or not be taken back, said in one line."""


class RevocationShelf:
    """The revocations of one city. Every change is a new list with the next sequence."""

    def __init__(self, store: Store, keys: CityKeys) -> None:
        self._store = store
        self._keys = keys

    def revoke(self, kind: RevokedKind, name: str, reason: str) -> int:
        """Put a name on the list; gives the sequence of the new list. Raises RevocationRefused."""
        tidy = tidy_name(kind, name)

        def work(connection: Connection) -> int:
            known = (revoked.c.kind == kind.value) & (revoked.c.name == tidy)
            if connection.execute(select(revoked.c.name).where(known)).first() is not None:
                raise RevocationRefused(f"{tidy} is revoked already")
            at = stamp(now())
            connection.execute(
                insert(revoked).values(kind=kind.value, name=tidy, since=at, reason=reason)
            )
            if kind is RevokedKind.TERMINAL:
                _mark_terminal(connection, tidy, at)
            return self._publish(connection)

        return self._store.write(work)

    def take_back(self, kind: RevokedKind, name: str) -> int:
        """Take a name off the list; gives the sequence of the new one. Raises
        RevocationRefused."""
        tidy = tidy_name(kind, name)

        def work(connection: Connection) -> int:
            known = (revoked.c.kind == kind.value) & (revoked.c.name == tidy)
            if connection.execute(revoked.delete().where(known)).rowcount == 0:
                raise RevocationRefused(f"{tidy} is not revoked")
            if kind is RevokedKind.TERMINAL:
                _mark_terminal(connection, tidy, None)
            return self._publish(connection)

        return self._store.write(work)

    def newest(self) -> tuple[str, SignedRevocations] | None:
        """The newest list with its digest, which is its ETag, or None before the first."""
        with self._store.reading() as connection:
            row = connection.execute(
                select(revocation_lists).order_by(desc(revocation_lists.c.sequence)).limit(1)
            ).first()
        if row is None:
            return None
        signature = bytes(row.signature)
        if not verify(self._keys.catalogue_public, signature, row.octets):
            signature = self._keys.sign(row.octets)  # an older key's, which may be retired since
        signed = SignedRevocations(onestop=1, revocations=row.octets, signature=signature)
        return row.sha256, signed

    def _publish(self, connection: Connection) -> int:
        last = connection.execute(select(func.max(revocation_lists.c.sequence))).scalar()
        sequence = int(last or 0) + 1
        entries = [
            Revoked(kind=RevokedKind(row.kind), name=row.name, since=row.since, reason=row.reason)
            for row in connection.execute(select(revoked).order_by(revoked.c.kind, revoked.c.name))
        ]
        octets = canonical(
            RevocationList(sequence=sequence, issued_at=stamp(now()), entries=entries)
        )
        connection.execute(
            insert(revocation_lists).values(
                sequence=sequence,
                sha256=sha256_hex(octets),
                octets=octets,
                signature=sign(self._keys.catalogue_private, octets),
            )
        )
        tell_everybody(connection, News(ChangeKind.REVOCATION, ref=str(sequence)))
        return sequence


def tidy_name(kind: RevokedKind, name: str) -> str:
    """The name as it stands on the list. Raises RevocationRefused for one of another shape."""
    match kind:
        case RevokedKind.TERMINAL:
            code, slash, epoch = name.partition("/")
            if not (code and slash and epoch.isascii() and epoch.isdigit()):
                raise RevocationRefused("a terminal is named by code and epoch: CD0128/1")
            return f"{code}/{int(epoch)}"
        case RevokedKind.AGENT:
            tidy = unicodedata.normalize("NFKC", name).strip().casefold()
            if not 0 < len(tidy) <= 64:
                raise RevocationRefused("an account's name has 1 to 64 characters")
            return tidy
        case RevokedKind.LICENCE:
            return licence_name(name)


def _mark_terminal(connection: Connection, name: str, at: str | None) -> None:
    code, _, epoch = name.partition("/")
    mine = (terminals.c.code == code) & (terminals.c.epoch == int(epoch))
    marked = connection.execute(update(terminals).where(mine).values(revoked_at=at))
    if at is not None and marked.rowcount == 0:
        raise RevocationRefused(f"there is no terminal {name}")
