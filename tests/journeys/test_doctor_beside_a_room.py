"""The doctor beside a kiosk that runs: it shows what the room knows, and touches nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from onestop.__main__ import main
from tests.journeys.terminal_process import NOWHERE, KioskProcess

pytestmark = [pytest.mark.journey, pytest.mark.timeout(200)]

_WALK = """
until Idle
await looked-at
touch tile:work
until Browsing
"""
PRINTER = "device.printer.simulated"


def simulate(kiosk: KioskProcess, *words: str) -> None:
    assert main(["simulate", "--folder", str(kiosk.state / "simulators"), *words]) == 0


def doctor(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    """Exit code and findings by key."""
    capsys.readouterr()
    code = main(["doctor", "--state", str(folder), "--training", "--json"])
    said = json.loads(capsys.readouterr().out)
    return code, {one["key"]: one for one in said["findings"]}


def test_what_the_room_saw_is_told_while_it_runs_and_looked_at_again_when_it_has_ended(
    lone_kiosk: KioskProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk = lone_kiosk
    simulate(kiosk, "printer", "no_paper")
    kiosk.start(_WALK, city=NOWHERE, card="simulated", more=("--training",))
    kiosk.wait_until((kiosk.state / "room_view.json").exists, "the first look")
    simulate(kiosk, "calm")
    code, found = doctor(kiosk.state, capsys)
    assert code == 4
    assert found[PRINTER]["state"] == "no_paper", "as the room saw it: nobody asks its printer"
    assert found[PRINTER]["facts"][-1][0] == "room"
    kiosk.tell("looked-at")
    assert kiosk.wait() == 0, kiosk.log()
    _, found = doctor(kiosk.state, capsys)
    assert found[PRINTER]["state"] == "ready"
    assert found[PRINTER]["last_fault"]["code"] == "PRN-302"
    assert "test_done what=device.printer.simulated condition=bad" in kiosk.log()
