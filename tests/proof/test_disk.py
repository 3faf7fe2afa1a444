"""R5 and R6: a slice of full disks and failed calls, and every jump of the clock once."""

import os
import shutil

import pytest

from bench.proof.r5_disk import disk_faults
from bench.proof.r6_clock import LIBRARY, clock_jumps

pytestmark = [pytest.mark.proof, pytest.mark.xdist_group("proof-machine")]


@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("strace") is None, reason="mounts a disk and traces a process"
)
def test_full_disks_and_failed_calls_lose_nothing_and_end_nothing() -> None:
    outcome = disk_faults(0.04)
    assert outcome.holds, outcome.as_text()


@pytest.mark.skipif(not LIBRARY.exists(), reason="no libfaketime")
def test_no_jump_of_the_clock_loses_or_decides_anything_wrongly() -> None:
    outcome = clock_jumps(0.5)
    assert outcome.holds, outcome.as_text()
