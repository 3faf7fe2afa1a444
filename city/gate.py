"""Who speaks: the signature fields of a request, the terminal they name, and replays.

Time is never a reason to refuse: a terminal's clock battery dies. The skew is told to it instead.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy import select
from starlette.datastructures import Headers

from city.problems import Refusal
from city.store import Store
from city.tables import terminals
from core.errors import Code
from core.message_signature import (
    EMPTY_SHA256,
    MessageSignature,
    SignatureUnreadable,
    covers,
    read_signature,
    sha256_in,
)

SKEW_WORTH_SAYING_S = 600
_REMEMBERED = 200_000  # nonces kept in memory; batches keep theirs in the database besides


@dataclass(frozen=True, slots=True)
class Credentials:
    """The signature fields of a request as sent, and its Content-Digest."""

    said: MessageSignature
    content_digest: str

    @property
    def nonce(self) -> str:
        """The nonce that was signed."""
        return self.said.nonce


@dataclass(frozen=True, slots=True)
class Caller:
    """A terminal that the city knows. Its region has 12 digits."""

    terminal: str
    epoch: int
    region: str
    public_key: bytes


def _stranger(slug: str, status: int = 401) -> Refusal:
    headers = {"WWW-Authenticate": "Onestop"} if status == 401 else {}
    return Refusal(status, slug, code=Code.CITY_REFUSES_TERMINAL, headers=headers)


def credentials_of(headers: Headers) -> Credentials:
    """Read the fields. Raises Refusal 401 for what is missing or has another shape."""
    try:
        said = read_signature(headers.get("signature-input", ""), headers.get("signature", ""))
    except SignatureUnreadable as error:
        raise _stranger("signature-headers-invalid") from error
    return Credentials(said, headers.get("content-digest", ""))


def skew_of(credentials: Credentials) -> int:
    """How many seconds the terminal's clock is ahead of the city's; negative when behind."""
    return credentials.said.created - int(time.time())


class Gate:
    """Lets known terminals in. One for the whole process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._line = threading.Lock()
        self._seen: OrderedDict[tuple[str, int, str], None] = OrderedDict()

    def known(self, credentials: Credentials) -> Caller:
        """The terminal that the headers name. Raises Refusal: 401 unknown, 403 where a newer
        enrolment of the same terminal took over, or where it was revoked."""
        with self._store.reading() as connection:
            row = connection.execute(
                select(terminals).where(
                    terminals.c.code == credentials.said.terminal,
                    terminals.c.epoch == credentials.said.epoch,
                )
            ).first()
        if row is None:
            raise _stranger("terminal-unknown")
        if row.retired_at is not None:
            raise _stranger("terminal-retired", 403)
        if row.revoked_at is not None:
            raise Refusal(403, "terminal-revoked", code=Code.TERMINAL_REVOKED)
        return Caller(row.code, row.epoch, row.region, row.public_key)

    def covers(
        self, caller: Caller, credentials: Credentials, method: str, target: str, body_sha256: str
    ) -> bool:
        """Whether the signature is the terminal's and covers this request and this body."""
        return _names(credentials, body_sha256) and self._is_signed(
            caller, credentials, method, target
        )

    def _is_signed(
        self, caller: Caller, credentials: Credentials, method: str, target: str
    ) -> bool:
        return covers(
            credentials.said, caller.public_key, method, target, credentials.content_digest
        )

    def admit(
        self, caller: Caller, credentials: Credentials, method: str, target: str, body_sha256: str
    ) -> None:
        """Check signature, body and nonce. Raises Refusal 401, or 400 for a body that is not what
        was signed: damaged on the way."""
        if not self._is_signed(caller, credentials, method, target):
            raise _stranger("signature-invalid")
        if not _names(credentials, body_sha256):
            raise Refusal(400, "content-digest-wrong")
        self.remember(credentials)

    def remember(self, credentials: Credentials) -> None:
        """Take a nonce once. Raises Refusal 401 for one that was there before."""
        key = (credentials.said.terminal, credentials.said.epoch, credentials.nonce)
        with self._line:
            if key in self._seen:
                raise replayed()
            self._seen[key] = None
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)


def _names(credentials: Credentials, body_sha256: str) -> bool:
    """Whether this is the body whose digest the request names."""
    told = credentials.content_digest
    return (sha256_in(told) if told else EMPTY_SHA256) == body_sha256


def replayed() -> Refusal:
    """The answer to a request that was here before, letter for letter."""
    return Refusal(401, "nonce-replayed", headers={"WWW-Authenticate": "Onestop"})


def signature_invalid() -> Refusal:
    """The answer to a request whose signature does not cover it."""
    return _stranger("signature-invalid")
