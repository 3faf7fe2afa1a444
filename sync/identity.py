"""Who this terminal is: its own signing key and the city's keys, from the enrolment on.

What is public lies in `identity.json`, the secrets where sync.secrets_store puts them. The keys are
made here and never leave; they are on the disk before the one-time code is shown, so that a lost
answer can be asked for again with the same keys.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from core import sealing
from core.errors import Code, DiskError
from core.exchange import EnrolmentReply, EnrolmentRequest
from core.ports import Terminal
from core.sealing import HPKE_SUITE, SM_SUITE
from core.wire import canonical
from sync.certificate import certificate_request, new_tls_key, save_certificate
from sync.durable import file_errors, write_file
from sync.secrets_store import Secrets, SecretsStore, secrets_store

_FILE = "identity.json"


@dataclass(frozen=True, slots=True, repr=False)
class TerminalIdentity:
    """The terminal with its keys, all raw octets. `city_url` has no slash at its end; `tls_key` is
    the P-256 key of the client certificate in PKCS#8 DER, empty where there is none; `city_ca` is
    what the city's TLS is known by, as PEM."""

    terminal: Terminal
    private_key: bytes
    city_url: str
    suite: str
    seal_key_id: str
    seal_public_key: bytes
    catalogue_public_key: bytes
    tls_key: bytes = b""
    city_ca: str = ""

    def sign(self, octets: bytes) -> bytes:
        """A signature by this terminal: Ed25519, or SM2 with SM3."""
        return sealing.sign(self.private_key, octets)


class Enroller(Protocol):
    """The part of the city client that enrolment needs."""

    @property
    def url(self) -> str: ...
    def enrol(self, request: EnrolmentRequest) -> EnrolmentReply: ...


class _Public(msgspec.Struct, frozen=True, kw_only=True):
    """identity.json."""

    terminal: Terminal
    signing_key: str
    city_url: str
    suite: str
    seal_key_id: str
    seal_public_key: bytes
    catalogue_public_key: bytes
    city_ca: str


def load_identity(folder: Path) -> TerminalIdentity | None:
    """The identity of a terminal, or None before enrolment. Raises DiskError."""
    with file_errors("identity"):
        if not (folder / _FILE).exists():
            return None
        octets = (folder / _FILE).read_bytes()
    try:
        told = msgspec.json.decode(octets, type=_Public)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DiskError(Code.DISK_FAULT, "identity cannot be read") from error
    secrets = secrets_store(folder).load()
    private_key = secrets.signing.get(told.signing_key)
    if private_key is None:
        raise DiskError(Code.DISK_FAULT, "the terminal's key is not where it was")
    return TerminalIdentity(
        terminal=told.terminal,
        private_key=private_key,
        city_url=told.city_url,
        suite=told.suite,
        seal_key_id=told.seal_key_id,
        seal_public_key=told.seal_public_key,
        catalogue_public_key=told.catalogue_public_key,
        tls_key=secrets.tls,
        city_ca=told.city_ca,
    )


def save_identity(folder: Path, identity: TerminalIdentity) -> None:
    """Write the identity whole or not at all, mode 0600. Raises DiskError."""
    store = secrets_store(folder)
    before = store.load()
    name = sealing.key_id(sealing.public_half(identity.private_key))
    signing = {**before.signing, name: identity.private_key}
    store.save(msgspec.structs.replace(before, signing=signing, tls=identity.tls_key))
    public = _Public(
        terminal=identity.terminal,
        signing_key=name,
        city_url=identity.city_url,
        suite=identity.suite,
        seal_key_id=identity.seal_key_id,
        seal_public_key=identity.seal_public_key,
        catalogue_public_key=identity.catalogue_public_key,
        city_ca=identity.city_ca,
    )
    write_file(folder / _FILE, canonical(public), "identity")
    held = msgspec.structs.replace(store.load(), signing={name: identity.private_key}, offered=[])
    store.save(held)


def enrol(client: Enroller, code: str, folder: Path) -> TerminalIdentity:
    """Show the one-time code and become a terminal. Raises LinkError or DiskError; calling again
    after either shows the same keys."""
    secrets = _offer(secrets_store(folder))
    first, second = (secrets.signing[name] for name in secrets.offered)
    reply = client.enrol(
        EnrolmentRequest(
            code=code,
            public_key=sealing.public_half(first),
            sm2_public_key=sealing.public_half(second),
            csr=certificate_request(secrets.tls),
        )
    )
    identity = TerminalIdentity(
        terminal=Terminal(
            code=reply.terminal,
            epoch=reply.epoch,
            region=reply.region,
            place=reply.place,
            accepting_point=reply.accepting_point,
            public_url=reply.public_url,
        ),
        private_key=second if reply.suite == SM_SUITE else first,
        city_url=client.url,
        suite=reply.suite,
        seal_key_id=reply.seal_key_id,
        seal_public_key=reply.seal_public_key,
        catalogue_public_key=reply.catalogue_public_key,
        tls_key=secrets.tls,
        city_ca=reply.city_ca,
    )
    save_certificate(folder, reply.certificate)
    save_identity(folder, identity)
    return identity


def _offer(store: SecretsStore) -> Secrets:
    """Keys of both suites, the first suite's first; those of an enrolment that was not answered
    are shown again."""
    secrets = store.load()
    if len(secrets.offered) == 2:
        return secrets
    made = [sealing.new_signing_keys(suite) for suite in (HPKE_SUITE, SM_SUITE)]
    names = [sealing.key_id(public) for _, public in made]
    keys = {name: private for name, (private, _) in zip(names, made, strict=True)}
    offered = msgspec.structs.replace(
        secrets,
        signing={**secrets.signing, **keys},
        offered=names,
        tls=secrets.tls or new_tls_key(),
    )
    store.save(offered)
    return offered
