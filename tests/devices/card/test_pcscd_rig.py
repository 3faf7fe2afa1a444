"""The rig itself: one at a time, and nothing is left running."""

import subprocess
import sys
from pathlib import Path

import pytest

from devices.card.pcsc import PcscContext
from devices.card.pcscd_rig import PcscdRig, PcscdRigError

pytestmark = [pytest.mark.pcscd, pytest.mark.xdist_group("pcscd")]

ABANDON = """
import os, sys
from pathlib import Path
from devices.card.pcscd_rig import PcscdRig
rig = PcscdRig(Path(sys.argv[1]))
rig.__enter__()
os._exit(0)
"""
REPOSITORY = Path(__file__).parents[3]


def test_a_second_rig_waits_and_then_says_why_it_cannot_run(
    pcscd_rig: PcscdRig, tmp_path: Path
) -> None:
    second = PcscdRig(tmp_path / "second", lock_seconds=0)
    with pytest.raises(PcscdRigError, match="another rig"), second:
        pass
    with PcscContext() as context:
        assert context.readers() == list(pcscd_rig.ports)


def test_two_friendly_names_give_four_readers(tmp_path: Path) -> None:
    rig = PcscdRig(tmp_path, names=("First Reader", "Second Reader"))
    with rig, PcscContext() as context:
        assert context.readers() == list(rig.ports)
    assert len(rig.ports) == 4
    assert len(set(rig.ports.values())) == 4


def test_a_service_left_behind_by_a_killed_rig_is_ended_by_the_next(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", ABANDON, str(tmp_path / "left")], cwd=REPOSITORY, check=True
    )
    with PcscdRig(tmp_path / "next") as rig, PcscContext() as context:
        assert context.readers() == list(rig.ports)


def test_a_foreign_service_is_left_alone_and_named(
    pcscd_rig: PcscdRig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With a lock of its own the second rig knows nothing of the first.
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(PcscdRigError, match="another pcscd"), PcscdRig(tmp_path / "mine"):
        pass
    with PcscContext() as context:
        assert context.readers() == list(pcscd_rig.ports)


def test_a_service_that_cannot_start_leaves_no_lock_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.card.pcscd_rig._command", lambda conf: ["false"])
    with pytest.raises(PcscdRigError, match="did not start"), PcscdRig(tmp_path / "first"):
        pass
    monkeypatch.undo()
    with PcscdRig(tmp_path / "second") as rig:
        assert len(rig.ports) == 2


def test_a_missing_driver_is_named_with_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.card.pcscd_rig._DRIVERS", ())
    with pytest.raises(PcscdRigError, match="vsmartcard-vpcd"), PcscdRig(tmp_path):
        pass
