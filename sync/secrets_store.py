"""Where the terminal's own secrets lie: in a systemd credential where there is one, else in a file.

`onestop.secrets` in CREDENTIALS_DIRECTORY is what systemd gives a service whose unit says
`LoadCredentialEncrypted=onestop.secrets:<folder>/onestop.secrets.cred`; that file is encrypted to
the machine's TPM, or to a key of the host where there is none. Without it the secrets are in
`secrets.json`, which only the service user may read: a thief of the whole disk has them then.
"""

import os
import shutil
import subprocess
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

from core.errors import Code, DiskError
from core.wire import canonical
from sync.durable import file_errors, write_file

NAME = "onestop.secrets"
_CREDENTIAL = f"{NAME}.cred"
_FILE = "secrets.json"
_COMMAND = "systemd-creds"
_PATIENCE_S = 60.0


class Kept(StrEnum):
    """How the secrets are kept, as `onestop enrol` and the status say it."""

    FILE = "in a file that only the service user may read"
    HOST = "in a systemd credential, encrypted to a key of this host"
    TPM = "in a systemd credential, encrypted to this machine's TPM"


class Secrets(msgspec.Struct, frozen=True, kw_only=True):
    """All secrets but the device key of the first days. `signing` is by core.sealing.key_id of the
    public half; `offered` names those that were shown to a city and not answered yet; `tls` is a
    P-256 key in PKCS#8 DER; `device` replaces the file device.key where it is not empty."""

    signing: dict[str, bytes] = {}
    offered: list[str] = []
    tls: bytes = b""
    device: bytes = b""

    def __repr__(self) -> str:
        return "Secrets(…)"  # never in a log or a traceback


class SecretsStore(Protocol):
    """Reads and writes all secrets at once, whole or not at all. Both raise DiskError."""

    def load(self) -> Secrets: ...
    def save(self, secrets: Secrets) -> None: ...
    def kept(self) -> Kept: ...


class FileSecrets:
    """A file, mode 0600."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE

    def load(self) -> Secrets:
        """See SecretsStore."""
        with file_errors("secrets"):
            if not self._path.exists():
                return Secrets()
            octets = self._path.read_bytes()
        return _decode(octets)

    def save(self, secrets: Secrets) -> None:
        """See SecretsStore."""
        write_file(self._path, canonical(secrets), "secrets")

    def remove(self) -> None:
        """After the secrets went elsewhere. Raises DiskError."""
        with file_errors("secrets"):
            self._path.unlink(missing_ok=True)

    def kept(self) -> Kept:
        """See SecretsStore."""
        return Kept.FILE


class CredentialSecrets:
    """A systemd credential. Writing it needs the rights of root; reading it, root or the service
    that systemd gave it to."""

    def __init__(self, folder: Path, given: Path | None) -> None:
        """`given` is the plain credential in CREDENTIALS_DIRECTORY, where systemd started us."""
        self._path = folder / _CREDENTIAL
        self._given = given

    def load(self) -> Secrets:
        """See SecretsStore."""
        with file_errors("secrets"):
            if self._given is not None:
                return _decode(self._given.read_bytes())
            if not self._path.exists():
                return Secrets()
        return _decode(_run("decrypt", f"--name={NAME}", str(self._path), "-"))

    def save(self, secrets: Secrets) -> None:
        """See SecretsStore. What was written is read back before anything hangs on it."""
        octets = canonical(secrets)
        sealed = _run("encrypt", f"--name={NAME}", "-", "-", given=octets)
        if _run("decrypt", f"--name={NAME}", "-", "-", given=sealed) != octets:
            raise DiskError(Code.DISK_FAULT, "the credential does not come back as it was")
        write_file(self._path, sealed, "secrets")

    def kept(self) -> Kept:
        """See SecretsStore."""
        done = subprocess.run([_COMMAND, "has-tpm2"], capture_output=True, check=False)
        return Kept.TPM if done.returncode == 0 else Kept.HOST


def secrets_store(folder: Path) -> SecretsStore:
    """The store that a terminal's folder has."""
    home = os.environ.get("CREDENTIALS_DIRECTORY", "")
    given = Path(home) / NAME if home else None
    if given is not None and given.is_file():
        return CredentialSecrets(folder, given)
    if (folder / _CREDENTIAL).is_file():
        return CredentialSecrets(folder, None)
    return FileSecrets(folder)


def move_to_credential(folder: Path) -> None:
    """Move a terminal's secrets, the device key too, into a credential. Nothing plain stays.
    Raises DiskError, and then all is as it was."""
    if shutil.which(_COMMAND) is None:
        raise DiskError(Code.DISK_FAULT, f"{_COMMAND} is not installed")
    device = folder / "device.key"
    with file_errors("device key"):
        octets = device.read_bytes() if device.exists() else b""
    before = secrets_store(folder).load()
    held = msgspec.structs.replace(before, device=before.device or octets)
    CredentialSecrets(folder, None).save(held)
    FileSecrets(folder).remove()
    with file_errors("device key"):
        device.unlink(missing_ok=True)


def _run(*arguments: str, given: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            [_COMMAND, *arguments],
            input=given,
            capture_output=True,
            check=True,
            timeout=_PATIENCE_S,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise DiskError(Code.DISK_FAULT, f"{_COMMAND}: {type(error).__name__}") from error
    return done.stdout


def _decode(octets: bytes) -> Secrets:
    try:
        return msgspec.json.decode(octets, type=Secrets)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        # the message could quote a key
        raise DiskError(Code.DISK_FAULT, "the secrets cannot be read") from error
