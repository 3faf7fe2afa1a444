"""Torn catalogue files: the terminal works by the last whole one, or says why it does not start."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import Code
from resources.catalogue_files import own_folder
from sync.client import CityClient
from sync.engine import SyncEngine
from sync.identity import load_identity
from sync.system_clock import SystemClock
from tests.city_process import REPOSITORY, CityProcess
from tests.journeys.terminal_process import DEADLINE_S, NOWHERE, KioskProcess
from ui.startup import NOT_STARTED
from ui.words import house_words

pytestmark = [pytest.mark.journey, pytest.mark.timeout(400)]

PACKAGE = "packages/unemployment.toml"
SHIPPED_NAME = "失业登记和就业创业证"

_OFFERED = """
until Idle
touch tile:work
read {name}
touch package:CD-YJS-0002
until Answering
"""


def publish(city: CityProcess, folder: Path, name: str) -> None:
    """Let the city give out a catalogue in which the package has this name."""
    shutil.copytree(own_folder(), folder)
    file = folder / PACKAGE
    file.write_text(file.read_text("utf-8").replace(SHIPPED_NAME, name), encoding="utf-8")
    city.cli("publish", "--catalogue", str(folder), "--version", folder.name)


def sync_once(state: Path) -> None:
    """One pass of the terminal, in order."""
    identity = load_identity(state)
    assert identity is not None
    clock = SystemClock()
    engine = SyncEngine(state, identity, CityClient(identity.city_url, identity, clock), clock)
    try:
        assert engine.sync_once().code is None
    finally:
        engine.close()


def tear(file: Path) -> None:
    """Keep the first half, as a disk that lost power may."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def test_a_torn_catalogue_from_the_city_is_passed_over_told_and_mended(
    kiosk: KioskProcess, city: CityProcess, tmp_path: Path
) -> None:
    for name in ("一版", "二版"):
        publish(city, tmp_path / name, f"失业登记{name}")
        sync_once(kiosk.state)
    kept = sorted((kiosk.state / "catalogue").iterdir(), key=lambda home: int(home.name))
    torn = kept[-1] / "files" / PACKAGE
    whole = torn.read_bytes()
    tear(torn)

    kiosk.start(_OFFERED.format(name="失业登记一版"), city=NOWHERE, card="simulated")
    assert kiosk.wait() == 0, kiosk.log()
    assert f"catalogue_refused code={Code.CATALOGUE_TORN.value}" in kiosk.log()

    tear(kept[-2] / "files" / PACKAGE)
    for home in kept[:-2]:
        tear(home / "files" / PACKAGE)
    kiosk.start(_OFFERED.format(name=SHIPPED_NAME), city=NOWHERE, card="simulated")
    assert kiosk.wait() == 0, kiosk.log()

    sync_once(kiosk.state)
    assert torn.read_bytes() == whole, "the link mends it"
    kiosk.start(_OFFERED.format(name="失业登记二版"), city=NOWHERE, card="simulated")
    assert kiosk.wait() == 0, kiosk.log()


def started_badly(room: str, state: Path, resources: Path, environment: dict[str, str]) -> str:
    """Start a room that takes its resources from a folder; the one line that it says."""
    done = subprocess.run(
        [sys.executable, "-m", room, "--state", str(state), "--city", NOWHERE,
         "--card", "simulated", "--face", "simulated", "--document", "simulated"],
        cwd=resources.parent,
        env={**environment, "PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )  # fmt: skip
    assert done.returncode == NOT_STARTED, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "onestop.sync" not in line]
    return line


def a_copy_of_the_resources(folder: Path) -> Path:
    """The resources of a program, with a catalogue of its own."""
    folder.mkdir()
    for one in (REPOSITORY / "resources").iterdir():
        if one.name == "catalogue":
            shutil.copytree(one, folder / one.name)
        elif one.name != "__pycache__":
            os.symlink(one, folder / one.name)
    return folder


@pytest.mark.parametrize("room", ["kiosk", "agent_desk"])
def test_a_torn_shipped_catalogue_ends_the_start_with_a_line_that_names_file_row_and_reason(
    room: str, lone_kiosk: KioskProcess, tmp_path: Path, display_environment: dict[str, str]
) -> None:
    state, resources = lone_kiosk.state, a_copy_of_the_resources(tmp_path / "resources")
    file = resources / "catalogue" / PACKAGE
    text = file.read_text("utf-8")
    half = text[: len(text) // 2]
    unknown = text.replace("days_promised", "days_promisd", 1)
    words = house_words()
    for content, reason in (
        (half, "end of document: Unterminated string"),
        (unknown, "items[0]: Object contains unknown field `days_promisd`"),
    ):
        file.write_text(content, encoding="utf-8")
        line = started_badly(room, state, resources, display_environment)
        assert line.startswith(f"CAT-401 {words('error.CAT-401.title')}")
        assert f"{PACKAGE}: {reason}" in line
        assert line.endswith(words("start.remedy.CAT-401"))


def test_a_room_that_cannot_open_its_records_says_so_in_one_line(
    lone_kiosk: KioskProcess, tmp_path: Path, display_environment: dict[str, str]
) -> None:
    ours = REPOSITORY / "resources"
    line = started_badly("kiosk", tmp_path / "never-enrolled", ours, display_environment)
    assert line.startswith("DISK-502 ")
    (lone_kiosk.state / "terminal.db").write_bytes(b"")
    line = started_badly("kiosk", lone_kiosk.state, ours, display_environment)
    assert line.startswith("DISK-503 ")
    assert line.endswith(house_words()("start.remedy.DISK-503"))
