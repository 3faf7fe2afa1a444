"""The command is killed in the midst of a stick; done again, everything is there once."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.bundle import MANIFEST, RECEIPT, sign_receipt
from core.wire import canonical
from sync.by_hand.hand import Hand
from sync.identity import save_identity
from tests.city_process import REPOSITORY
from tests.sync import parts
from tests.sync.by_hand.test_receipts import receipt
from tests.sync.conftest import Terminal
from tests.sync.toy_city import ToyCity


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def queue(*words: str, failpoint: str = "") -> int:
    """One `onestop queue` command in a process of its own; its return code."""
    return subprocess.run(
        [sys.executable, "-m", "onestop", "queue", *words],
        cwd=REPOSITORY,
        env={**os.environ, "ONESTOP_FAILPOINT": failpoint},
        capture_output=True,
        timeout=60,
        check=False,
    ).returncode


@pytest.mark.parametrize("point", ["stick.renamed", "export.written", "export.whole"])
def test_an_export_that_was_killed_may_come_again(
    terminal: Terminal, stick: Path, point: str
) -> None:
    parts.submit(terminal.records)
    words = ("export", "--to", str(stick), "--state", str(terminal.folder))
    assert queue(*words, failpoint=point) == -signal.SIGKILL
    whole = [folder for folder in stick.iterdir() if (folder / MANIFEST).exists()]
    assert len(whole) == (1 if point == "export.whole" else 0)
    assert terminal.states() == ["pending"]
    assert queue(*words) == 0
    assert all((folder / MANIFEST).exists() for folder in stick.iterdir())
    assert len(list(stick.iterdir())) == len(whole) + 1


def test_an_import_at_a_relay_that_was_killed_may_come_again(
    terminal: Terminal, stick: Path, tmp_path: Path
) -> None:
    parts.submit(terminal.records)
    assert queue("export", "--to", str(stick), "--state", str(terminal.folder)) == 0
    folder = tmp_path / "relay"
    identity = parts.enrolled(folder, parts.CityKeys())
    save_identity(folder, replace(identity, terminal=replace(identity.terminal, code="CD0777")))
    words = ("import", str(stick), "--state", str(folder))
    assert queue(*words, failpoint="relay.copied") == -signal.SIGKILL
    hand = Hand(folder, parts.SetClock())
    assert hand.carried() == []  # whole or not at all
    assert queue(*words) == 0
    assert queue(*words) == 0
    assert [(one.state, one.envelopes) for one in hand.carried()] == [("pending", 1)]
    hand.close()


def test_a_receipt_that_was_being_taken_may_be_taken_again(
    terminal: Terminal, city: ToyCity, stick: Path
) -> None:
    parts.submit(terminal.records)
    assert queue("export", "--to", str(stick), "--state", str(terminal.folder)) == 0
    (folder,) = stick.iterdir()
    signed = sign_receipt(receipt(folder), city.keys.catalogue[0])
    (folder / RECEIPT).write_bytes(canonical(signed))
    words = ("import", str(stick), "--state", str(terminal.folder))
    assert queue(*words, failpoint="receipt.before_commit") == -signal.SIGKILL
    assert terminal.states() == ["pending"]
    assert queue(*words) == 0
    assert terminal.states() == ["complete"]
