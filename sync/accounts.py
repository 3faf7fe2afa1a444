"""Agents' accounts on this terminal: signing in without a network, for a bounded time.

Passwords are kept as Argon2id only (docs/decisions/0009-agent-accounts.md).
"""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlite_utils import Database as SqliteDatabase

from core.errors import Code, DeskError
from core.revocations import RevokedKind
from sync.database import open_database, rows, set_setting
from sync.device_key import device_key
from sync.outbox import milliseconds
from sync.revoked import is_revoked

TERM = timedelta(days=30)  # without contact with the city, and without a new password
CLOCK_SLACK = timedelta(minutes=10)  # a clock may be set back by this much
WRONG_ALLOWED = 5
WAIT = timedelta(minutes=5)
_FORGET_ATTEMPTS = timedelta(days=1)
_LATEST = "latest_seen_ms"
_CONTACT = "last_contact"


@dataclass(frozen=True, slots=True)
class Agent:
    """Who is signed in. `role` as in a mandate: village_agent."""

    name: str
    display_name: str
    role: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try costs: passes and KiB of memory (RFC 9106, second recommendation with one
    lane, because the desk has two slow cores)."""

    passes: int = 3
    memory_kib: int = 65536


class Accounts:
    """The accounts in a terminal's book, over a connection of their own."""

    def __init__(self, folder: Path, *, cost: Cost | None = None) -> None:
        """Open the book, making it at the first start. Raises DiskError."""
        self._database = open_database(folder)
        self._key = device_key(folder)
        self._cost = cost or Cost()
        # An unknown name is checked against this, so that it costs what a known one does.
        self._nobody = self._secret(secrets.token_hex(16))

    def add(self, name: str, display_name: str, role: str, password: str, now: datetime) -> None:
        """Add an account, or give a known one a new password: its term begins anew, its waits and
        the clock's mark are dropped. Raises DiskError."""
        row = (_tidy(name), display_name, role, self._secret(password), milliseconds(now))
        with self._database.write() as db:
            db.execute("INSERT OR REPLACE INTO agent VALUES (?, ?, ?, ?, ?)", row)
            db.execute("DELETE FROM agent_attempt WHERE digest = ?", [self._digest(name)])
            set_setting(db, _LATEST, str(milliseconds(now)))

    def has(self, name: str) -> bool:
        """Whether there is such an account. For the operator's command, not for the desk."""
        return (
            self._database.row("SELECT name FROM agent WHERE name = ?", [_tidy(name)]) is not None
        )

    def sign_in(self, name: str, password: str, now: datetime) -> Agent:
        """Check a password. Blocks for a good part of a second.

        Raises DeskError SIGN_IN_LAPSED when the clock went back or the term is over,
        SIGN_IN_REVOKED when the city revoked the account (told to the right password only),
        SIGN_IN_WRONG otherwise (also while waiting: `seconds_to_wait` tells); DiskError.
        """
        found = self._database.row("SELECT * FROM agent WHERE name = ?", [_tidy(name)])
        is_right = self._is_right(str(found["secret"]) if found else self._nobody, password)
        with self._database.write() as db:
            refusal = self._refusal(db, name, now, is_known=found is not None and is_right)
            if refusal is None and found is not None:
                refusal = self._lapse(db, int(found["created_ms"]), now) or self._revocation(
                    db, str(found["name"])
                )
                if refusal is None:
                    self._note_success(db, name, now)
        if refusal is not None or found is None:
            raise refusal or DeskError(Code.SIGN_IN_WRONG)
        return Agent(str(found["name"]), str(found["display_name"]), str(found["role"]))

    def seconds_to_wait(self, name: str, now: datetime) -> int:
        """How long a name has to wait after too many wrong passwords; known or not. 0: it need
        not. Raises DiskError."""
        found = self._database.row(
            "SELECT wait_until_ms FROM agent_attempt WHERE digest = ?", [self._digest(name)]
        )
        left = int(found["wait_until_ms"]) - milliseconds(now) if found else 0
        return max(0, -(-left // 1000))

    def see(self, now: datetime) -> None:
        """Remember how late it has been: the clock must not go back behind it. Raises DiskError."""
        with self._database.write() as db:
            self._see(db, now)

    def close(self) -> None:
        """Close the connection."""
        self._database.close()

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _refusal(
        self, db: SqliteDatabase, name: str, now: datetime, *, is_known: bool
    ) -> DeskError | None:
        """The clock first: with a clock that went back, waits and terms mean nothing."""
        if milliseconds(now) < _number(db, _LATEST) - _ms(CLOCK_SLACK):
            return DeskError(Code.SIGN_IN_LAPSED, "the clock went back")
        if self._is_waiting(db, name, now):
            return DeskError(Code.SIGN_IN_WRONG, "waiting")
        if not is_known:
            self._note_failure(db, name, now)
            return DeskError(Code.SIGN_IN_WRONG)
        return None

    def _is_waiting(self, db: SqliteDatabase, name: str, now: datetime) -> bool:
        found = rows(
            db, "SELECT wait_until_ms FROM agent_attempt WHERE digest = ?", [self._digest(name)]
        )
        return bool(found) and milliseconds(now) < int(found[0]["wait_until_ms"])

    def _note_failure(self, db: SqliteDatabase, name: str, now: datetime) -> None:
        """Count by digest: what is typed here may be a password in the wrong field."""
        now_ms, digest = milliseconds(now), self._digest(name)
        db.execute("DELETE FROM agent_attempt WHERE last_ms < ?", [now_ms - _ms(_FORGET_ATTEMPTS)])
        found = rows(db, "SELECT failures FROM agent_attempt WHERE digest = ?", [digest])
        failures = 1 + (int(found[0]["failures"]) if found else 0)
        until = now_ms + _ms(WAIT) if failures >= WRONG_ALLOWED else 0
        counted = 0 if until else failures  # after the wait there are five again
        db.execute(
            "INSERT OR REPLACE INTO agent_attempt VALUES (?, ?, ?, ?)",
            [digest, counted, now_ms, until],
        )

    def _lapse(self, db: SqliteDatabase, created_ms: int, now: datetime) -> DeskError | None:
        contacts = [_moment(db, name) for name in (_CONTACT, "last_acknowledged")]
        since = max(created_ms, *contacts)
        if milliseconds(now) - since > _ms(TERM):
            return DeskError(Code.SIGN_IN_LAPSED, "no contact within the term")
        return None

    @staticmethod
    def _revocation(db: SqliteDatabase, name: str) -> DeskError | None:
        revoked = is_revoked(db, RevokedKind.AGENT, name)
        return DeskError(Code.SIGN_IN_REVOKED) if revoked else None

    def _note_success(self, db: SqliteDatabase, name: str, now: datetime) -> None:
        db.execute("DELETE FROM agent_attempt WHERE digest = ?", [self._digest(name)])
        self._see(db, now)

    def _see(self, db: SqliteDatabase, now: datetime) -> None:
        latest = max(milliseconds(now), _number(db, _LATEST))
        set_setting(db, _LATEST, str(latest))

    def _digest(self, name: str) -> str:
        return self._key.owner_digest(f"agent {_tidy(name)}")

    def _kdf(self) -> Argon2id:
        return Argon2id(
            salt=secrets.token_bytes(16),
            length=32,
            iterations=self._cost.passes,
            lanes=1,
            memory_cost=self._cost.memory_kib,
        )

    def _secret(self, password: str) -> str:
        return self._kdf().derive_phc_encoded(_octets(password))

    @staticmethod
    def _is_right(secret: str, password: str) -> bool:
        try:
            Argon2id.verify_phc_encoded(_octets(password), secret)
        except InvalidKey:
            return False
        return True


def _tidy(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _octets(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode()


def _ms(length: timedelta) -> int:
    return int(length.total_seconds() * 1000)


def _number(db: SqliteDatabase, setting: str) -> int:
    found = rows(db, "SELECT value FROM setting WHERE name = ?", [setting])
    return int(found[0]["value"]) if found else 0


def _moment(db: SqliteDatabase, setting: str) -> int:
    """A setting with an ISO time, in milliseconds; 0 where it was never set."""
    found = rows(db, "SELECT value FROM setting WHERE name = ?", [setting])
    return milliseconds(datetime.fromisoformat(found[0]["value"])) if found else 0
