"""A slice of R1: power cuts over a terminal's day, and planted bugs that must be found."""

import pytest

from bench.proof.plants import DISK_PLANTS
from bench.proof.r1_power import cut_a_day

pytestmark = pytest.mark.proof


def test_no_promise_is_broken_over_power_cuts() -> None:
    cuts = cut_a_day(8, 500)
    assert cuts.examples == []
    assert (cuts.tried, cuts.bad) == (500, 0)


@pytest.mark.parametrize("plant", [name for name in DISK_PLANTS if name])
def test_power_cuts_find(plant: str) -> None:
    assert cut_a_day(1, 800, plant, until_found=True).bad == 1
