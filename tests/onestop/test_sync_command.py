"""`onestop sync`: what staff see of the link, one pass, and the worker as a program of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from onestop.__main__ import main
from sync.database import open_database
from tests.city_process import REPOSITORY
from tests.sync import parts
from tests.sync.toy_city import Answer, ToyCity, serving


@pytest.fixture
def city() -> Iterator[ToyCity]:
    city = ToyCity()
    with serving(city):
        yield city


@pytest.fixture
def folder(tmp_path: Path, city: ToyCity) -> Path:
    """A terminal of that city with one case in its book."""
    identity = parts.enrolled(tmp_path, city.keys, city.url)
    private = Ed25519PrivateKey.from_private_bytes(identity.private_key)
    city.terminal_key = private.public_key().public_bytes_raw()
    records = parts.open_records(tmp_path, identity, parts.SetClock())
    parts.submit(records)
    records.close()
    return tmp_path


def onestop(verb: str, folder: Path, *words: str) -> int:
    """Run one verb."""
    return main(["sync", verb, "--state", str(folder), *words])


def test_a_pass_is_reported_and_its_exit_code_says_how_it_went(
    folder: Path, city: ToyCity, capsys: pytest.CaptureFixture[str]
) -> None:
    city.script["POST"] = [Answer(500, b"", {})]
    assert onestop("once", folder, "--json") == 3
    assert json.loads(capsys.readouterr().out)["code"] == "NET-602"
    assert onestop("status", folder) == 3
    assert "not reached, NET-602" in capsys.readouterr().out
    assert onestop("once", folder) == 0
    assert "blobs_sent     2" in capsys.readouterr().out
    assert onestop("status", folder) == 0


def test_the_status_says_what_waits_and_nothing_of_a_person(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert onestop("metered", folder, "on") == 0
    assert onestop("status", folder, "--json") == 3
    told = capsys.readouterr().out
    facts = json.loads(told.split("\n", 1)[1])
    assert facts["queue"]["count"] == 1
    assert facts["link"]["metered"] is True
    assert facts["link"]["blobs"] == 2
    assert facts["link"]["terms"]["poll_s"] == 60.0
    assert facts["oldest_s"] >= 0
    onestop("status", folder)
    told += capsys.readouterr().out
    assert "held back: the link is metered" in told
    for secret in (parts.NAME, parts.NUMBER, parts.PHONE):
        assert secret not in told


def test_a_folder_that_is_no_terminals_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for verb, words in (("once", ()), ("status", ()), ("metered", ("on",))):
        assert onestop(verb, tmp_path, *words) == 1
    assert list(tmp_path.iterdir()) == []
    assert "DISK-502" in capsys.readouterr().err


def test_the_proxy_is_set_shown_and_taken_away(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert onestop("link", folder, "--proxy", "http://name:word@10.0.0.1:1") == 1
    assert onestop("link", folder, "--proxy", "http://10.0.0.1:3128") == 0
    assert onestop("status", folder) == 3
    assert "proxy http://10.0.0.1:3128" in capsys.readouterr().out
    assert onestop("link", folder, "--none") == 0
    assert "10.0.0.1" not in capsys.readouterr().out


def test_the_worker_is_a_program_of_its_own_that_sends_and_stops_when_asked(
    folder: Path, city: ToyCity
) -> None:
    command = [sys.executable, "-m", "onestop", "sync", "run", "--state", str(folder)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("queue waiting=0"):
                break
        maps = Path(f"/proc/{process.pid}/maps").read_text()
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
    assert process.returncode == 0, rest
    assert len(city.envelopes) == 1
    for heavy in ("PySide6", "cv2", "PIL"):
        assert os.sep + heavy not in maps
    book = open_database(folder)
    assert [row["state"] for row in book.rows("SELECT state FROM outbox")] == ["complete"]
    book.close()


def test_the_worker_imports_nothing_of_screens_and_machines() -> None:
    words = "' '.join(name for name, one in sys.modules.items() if one)"
    code = f"import sync.__main__, sys; print({words})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "sync" in loaded
    assert not loaded & {
        "PySide6",
        "cv2",
        "pypinyin",
        "smartcard",
        "PIL",
        "requests",
        "numpy",
        "city",
    }
