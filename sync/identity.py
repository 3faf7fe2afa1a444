"""Who this terminal is: its own signing key and the city's keys, from the enrolment on.

Kept in `identity.json`, which only the service user may read. The signing key is made here and
never leaves; it is on the disk before the one-time code is shown, so that a lost answer can be
asked for again with the same key.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from core import sealing
from core.errors import Code, DiskError
from core.exchange import EnrolmentReply, EnrolmentRequest
from core.ports import Terminal
from core.wire import canonical
from sync.durable import file_errors, write_file

_FILE = "identity.json"
_PENDING = "identity.pending.json"


@dataclass(frozen=True, slots=True, repr=False)
class TerminalIdentity:
    """The terminal with its keys, all raw octets. `city_url` has no slash at its end."""

    terminal: Terminal
    private_key: bytes
    city_url: str
    suite: str
    seal_key_id: str
    seal_public_key: bytes
    catalogue_public_key: bytes

    def sign(self, octets: bytes) -> bytes:
        """Ed25519 by this terminal."""
        return sealing.sign(self.private_key, octets)


class Enroller(Protocol):
    """The part of the city client that enrolment needs."""

    @property
    def url(self) -> str: ...
    def enrol(self, request: EnrolmentRequest) -> EnrolmentReply: ...


class _Pending(msgspec.Struct, frozen=True):
    private_key: bytes
    public_key: bytes


def load_identity(folder: Path) -> TerminalIdentity | None:
    """The identity of a terminal, or None before enrolment. Raises DiskError."""
    with file_errors("identity"):
        if not (folder / _FILE).exists():
            return None
        octets = (folder / _FILE).read_bytes()
    try:
        return msgspec.json.decode(octets, type=TerminalIdentity)
    except msgspec.MsgspecError as error:
        # the message could quote the key
        raise DiskError(Code.DISK_FAULT, "identity cannot be read") from error


def save_identity(folder: Path, identity: TerminalIdentity) -> None:
    """Write the identity whole or not at all, mode 0600. Raises DiskError."""
    write_file(folder / _FILE, canonical(identity), "identity")


def enrol(client: Enroller, code: str, folder: Path) -> TerminalIdentity:
    """Show the one-time code and become a terminal. Raises LinkError or DiskError; calling again
    after either shows the same key."""
    pending = _pending_keys(folder)
    reply = client.enrol(EnrolmentRequest(code=code, public_key=pending.public_key))
    identity = TerminalIdentity(
        terminal=Terminal(
            code=reply.terminal,
            epoch=reply.epoch,
            region=reply.region,
            place=reply.place,
            accepting_point=reply.accepting_point,
            public_url=reply.public_url,
        ),
        private_key=pending.private_key,
        city_url=client.url,
        suite=reply.suite,
        seal_key_id=reply.seal_key_id,
        seal_public_key=reply.seal_public_key,
        catalogue_public_key=reply.catalogue_public_key,
    )
    save_identity(folder, identity)
    with file_errors("identity"):
        (folder / _PENDING).unlink(missing_ok=True)
    return identity


def _pending_keys(folder: Path) -> _Pending:
    path = folder / _PENDING
    with file_errors("identity"):
        if path.exists():
            try:
                return msgspec.json.decode(path.read_bytes(), type=_Pending)
            except msgspec.MsgspecError:
                path.unlink()  # never shown to the city whole: nothing hangs on it
    private, public = sealing.new_signing_keys()
    pending = _Pending(private, public)
    write_file(path, canonical(pending), "identity")
    return pending
