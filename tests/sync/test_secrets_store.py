"""The terminal's secrets: in a file, or in a systemd credential made by the real systemd-creds."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from core.errors import Code, DiskError
from sync.device_key import device_key
from sync.identity import load_identity
from sync.secrets_store import (
    NAME,
    CredentialSecrets,
    FileSecrets,
    Kept,
    Secrets,
    move_to_credential,
    secrets_store,
)
from sync.station import enrol_terminal
from tests.sync import parts
from tests.sync.toy_city import ToyCity


def _works() -> bool:
    """Whether a credential can be made here: it needs root, and a host key or a TPM."""
    if shutil.which("systemd-creds") is None or os.geteuid() != 0:
        return False
    command = ["systemd-creds", "encrypt", "--name=trial", "-", "-"]
    return subprocess.run(command, input=b"x", capture_output=True, check=False).returncode == 0


needs_systemd = pytest.mark.skipif(not _works(), reason="systemd-creds makes no credential here")


def test_secrets_in_a_file_are_of_the_service_user_only(tmp_path: Path) -> None:
    store = secrets_store(tmp_path)
    assert store.load() == Secrets()
    store.save(Secrets(tls=b"key"))
    assert secrets_store(tmp_path).load().tls == b"key"
    assert store.kept() is Kept.FILE
    assert "key'" not in repr(store.load())
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_secrets_are_not_shown_when_they_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_bytes(b'{"tls": "c2VjcmV0", "device": 7}')
    with pytest.raises(DiskError) as caught:
        secrets_store(tmp_path).load()
    assert caught.value.code is Code.DISK_FAULT
    assert "c2VjcmV0" not in str(caught.value)
    assert caught.value.__cause__ is not None


@needs_systemd
def test_keys_made_after_the_move_never_lie_in_the_folder_in_clear(
    tmp_path: Path, city: ToyCity
) -> None:
    digest = device_key(tmp_path).owner_digest(parts.NUMBER)
    device = (tmp_path / "device.key").read_bytes()
    move_to_credential(tmp_path)
    identity = enrol_terminal(tmp_path, city.url, "CODE", parts.SetClock())
    assert load_identity(tmp_path) == identity
    assert device_key(tmp_path).owner_digest(parts.NUMBER) == digest
    assert secrets_store(tmp_path).kept() in (Kept.HOST, Kept.TPM)
    assert not (tmp_path / "device.key").exists()
    assert not (tmp_path / "secrets.json").exists()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in (device, identity.private_key, identity.tls_key):
        assert secret not in kept


@needs_systemd
def test_an_enrolled_terminal_keeps_who_it_is_when_its_keys_move(tmp_path: Path) -> None:
    identity = parts.enrolled(tmp_path, parts.CityKeys())
    move_to_credential(tmp_path)
    assert load_identity(tmp_path) == identity


@needs_systemd
def test_a_service_reads_what_systemd_gives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = parts.enrolled(tmp_path / "terminal", parts.CityKeys())
    plain = (tmp_path / "terminal" / "secrets.json").read_bytes()
    move_to_credential(tmp_path / "terminal")
    (tmp_path / NAME).write_bytes(plain)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "terminal" / f"{NAME}.cred").write_bytes(b"not to be read by a service")
    assert load_identity(tmp_path / "terminal") == identity


@needs_systemd
def test_a_credential_of_another_host_or_a_torn_one_is_a_disk_fault(tmp_path: Path) -> None:
    CredentialSecrets(tmp_path, None).save(Secrets(tls=b"key"))
    (tmp_path / f"{NAME}.cred").write_bytes(b"AAAA")
    with pytest.raises(DiskError):
        secrets_store(tmp_path).load()


def test_without_systemd_nothing_moves_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = parts.enrolled(tmp_path, parts.CityKeys())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DiskError):
        move_to_credential(tmp_path)
    assert load_identity(tmp_path) == identity
    assert isinstance(secrets_store(tmp_path), FileSecrets)
