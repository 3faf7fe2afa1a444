"""Killed at every step of a submission: nothing or everything, and attachments always there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.envelope import envelope_from
from core.wire import sha256_hex
from sync.database import open_database
from sync.identity import TerminalIdentity
from tests.sync import parts

BEFORE_THE_COMMIT = [
    "submit.sealed",
    "file.written",
    "file.renamed",
    "blob.written",
    "submit.blobs",
    "submit.queued",
    "write.before_commit",
]
AFTER_THE_COMMIT = ["write.after_commit", "submit.committed"]


def _submit_until_killed(folder: Path, failpoint: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tests.sync.submitter", str(folder), "1", "1"],
        env={**os.environ, "ONESTOP_FAILPOINT": failpoint},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _started(folder: Path) -> TerminalIdentity:
    """A terminal that has a draft and no case."""
    identity = parts.enrolled(folder, parts.CityKeys())
    records = parts.open_records(folder, identity, parts.SetClock())
    records.save_field("d1", parts.NUMBER, "open_pharmacy", "phone", parts.PHONE)
    records.close()
    return identity


def _attachments_are_whole(folder: Path) -> None:
    """Every committed row has its files, whole; every file has its row."""
    database = open_database(folder)
    named = set()
    for row in database.rows("SELECT envelope FROM outbox"):
        for reference in envelope_from(row["envelope"]).header.attachments:
            octets = (folder / "blobs" / reference.sha256[:2] / reference.sha256).read_bytes()
            assert sha256_hex(octets) == reference.sha256
            named.add(reference.sha256)
    assert {row["sha256"] for row in database.rows("SELECT sha256 FROM blob")} == named
    assert {path.name for path in (folder / "blobs").glob("*/*")} == named
    database.close()


@pytest.mark.parametrize("failpoint", BEFORE_THE_COMMIT)
def test_killed_before_the_commit_there_is_nothing_but_the_draft(
    tmp_path: Path, failpoint: str
) -> None:
    identity = _started(tmp_path)
    killed = _submit_until_killed(tmp_path, failpoint)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout == ""
    records = parts.open_records(tmp_path, identity, parts.SetClock())
    assert records.queue().count == 0
    assert records.cases_since(None, 10) == []
    draft = records.draft_of(parts.NUMBER)
    assert draft is not None
    assert draft.fields == {"phone": parts.PHONE}
    _attachments_are_whole(tmp_path)
    assert parts.submit(records, 1, draft="d1").state == "pending"
    _attachments_are_whole(tmp_path)
    records.close()


@pytest.mark.parametrize("failpoint", AFTER_THE_COMMIT)
def test_killed_after_the_commit_everything_is_there_and_comes_once(
    tmp_path: Path, failpoint: str
) -> None:
    identity = _started(tmp_path)
    killed = _submit_until_killed(tmp_path, failpoint)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    records = parts.open_records(tmp_path, identity, parts.SetClock())
    assert records.draft_of(parts.NUMBER) is None
    (view,) = records.cases_since(None, 10)
    assert parts.submit(records, 1, draft="d1") == view
    assert records.queue().count == 1
    _attachments_are_whole(tmp_path)
    records.close()


@pytest.mark.parametrize("failpoint", ["database.made", "write.before_commit"])
def test_killed_at_the_very_first_start_it_starts_afresh(tmp_path: Path, failpoint: str) -> None:
    parts.enrolled(tmp_path, parts.CityKeys())
    assert _submit_until_killed(tmp_path, failpoint).returncode == -signal.SIGKILL
    again = _submit_until_killed(tmp_path, "")
    assert again.returncode == 0, again.stderr
    _attachments_are_whole(tmp_path)


def test_killed_at_any_moment_no_promised_receipt_is_lost(tmp_path: Path) -> None:
    identity = parts.enrolled(tmp_path, parts.CityKeys())
    promised: list[str] = []
    for turn in range(6):
        first = turn * 100 + 1
        with subprocess.Popen(
            [sys.executable, "-m", "tests.sync.submitter", str(tmp_path), str(first), "9999"],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            promised += [process.stdout.readline().strip() for _ in range(turn + 1)]
            process.kill()
            rest = process.stdout.read().splitlines(keepends=True)
        promised += [line.strip() for line in rest if line.endswith("\n")]
    records = parts.open_records(tmp_path, identity, parts.SetClock())
    kept = [view.receipt_no for view in records.cases_since(None, 10_000)]
    assert len(kept) == len(set(kept))
    assert set(promised) <= set(kept)
    assert len(promised) >= 21
    _attachments_are_whole(tmp_path)
    records.close()
