"""R3: a slice of the matrix: each fault of the link once, each step of the protocol once."""

import pytest

from bench.proof.fault_proxy import Step, step_of
from bench.proof.r3_link import STEPS, Pace, link_faults


@pytest.mark.parametrize("step", STEPS)
def test_the_proxy_knows_every_step(step: Step) -> None:
    assert step_of(f"{step.value}?x=1 HTTP/1.1\r\n".encode()) is step


def test_the_fullest_minute_is_counted_over_its_edges() -> None:
    assert Pace([(0.0, 1), (59.0, 2), (61.0, 3), (200.0, 4)]).most_a_minute() == 5


@pytest.mark.proof
@pytest.mark.xdist_group("proof")
def test_no_fault_of_the_link_loses_or_doubles_anything() -> None:
    outcome = link_faults(0.1)
    assert outcome.holds, outcome.as_text()
