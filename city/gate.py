"""Who speaks: the signature headers of a request, the terminal they name, and replays.

Time is never a reason to refuse: a terminal's clock battery dies. The skew is told to it instead.
"""

import base64
import binascii
import re
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
from core.exchange import signing_input_of_digest
from core.sealing import verify

SKEW_WORTH_SAYING_S = 600
_REMEMBERED = 200_000  # nonces kept in memory; batches keep theirs in the database besides
_TERMINAL = re.compile(r"[A-Za-z0-9-]{1,32}")
_NONCE = re.compile(r"[\x21-\x7e]{8,64}")
_EPOCH = re.compile(r"[0-9]{1,4}")
_TIME = re.compile(r"-?[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Credentials:
    """The signature headers, as sent."""

    terminal: str
    epoch: int
    time: int
    nonce: str
    signature: bytes


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
    """Read the headers. Raises Refusal 401 for what is missing or has another shape."""

    def text(name: str, shape: re.Pattern[str]) -> str:
        value = headers.get(name, "")
        if not shape.fullmatch(value):
            raise _stranger("signature-headers-invalid")
        return value

    try:
        signature = base64.b64decode(headers.get("onestop-signature", ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _stranger("signature-headers-invalid") from error
    return Credentials(
        terminal=text("onestop-terminal", _TERMINAL),
        epoch=int(text("onestop-epoch", _EPOCH)),
        time=int(text("onestop-time", _TIME)),
        nonce=text("onestop-nonce", _NONCE),
        signature=signature,
    )


def skew_of(credentials: Credentials) -> int:
    """How many seconds the terminal's clock is ahead of the city's; negative when behind."""
    return credentials.time - int(time.time())


class Gate:
    """Lets known terminals in. One for the whole process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._line = threading.Lock()
        self._seen: OrderedDict[tuple[str, int, str], None] = OrderedDict()

    def known(self, credentials: Credentials) -> Caller:
        """The terminal that the headers name. Raises Refusal: 401 unknown, 403 where a newer
        enrolment of the same terminal took over."""
        with self._store.reading() as connection:
            row = connection.execute(
                select(terminals).where(
                    terminals.c.code == credentials.terminal,
                    terminals.c.epoch == credentials.epoch,
                )
            ).first()
        if row is None:
            raise _stranger("terminal-unknown")
        if row.retired_at is not None:
            raise _stranger("terminal-retired", 403)
        return Caller(row.code, row.epoch, row.region, row.public_key)

    def covers(
        self, caller: Caller, credentials: Credentials, method: str, target: str, body_sha256: str
    ) -> bool:
        """Whether the signature is the terminal's and covers this request."""
        signed = signing_input_of_digest(
            method,
            target,
            credentials.terminal,
            credentials.epoch,
            credentials.time,
            credentials.nonce,
            body_sha256,
        )
        return verify(caller.public_key, credentials.signature, signed)

    def admit(
        self, caller: Caller, credentials: Credentials, method: str, target: str, body_sha256: str
    ) -> None:
        """Check signature and nonce. Raises Refusal 401."""
        if not self.covers(caller, credentials, method, target, body_sha256):
            raise _stranger("signature-invalid")
        self.remember(credentials)

    def remember(self, credentials: Credentials) -> None:
        """Take a nonce once. Raises Refusal 401 for one that was there before."""
        key = (credentials.terminal, credentials.epoch, credentials.nonce)
        with self._line:
            if key in self._seen:
                raise replayed()
            self._seen[key] = None
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)


def replayed() -> Refusal:
    """The answer to a request that was here before, letter for letter."""
    return Refusal(401, "nonce-replayed", headers={"WWW-Authenticate": "Onestop"})


def signature_invalid() -> Refusal:
    """The answer to a request whose signature does not cover it."""
    return _stranger("signature-invalid")
