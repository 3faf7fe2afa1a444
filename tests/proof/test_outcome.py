"""A proof holds only when it tried enough, found nothing, and found every planted bug."""

import json
from dataclasses import replace

import pytest

from bench.__main__ import main, prove
from bench.proof.outcome import Outcome

GOOD = Outcome(
    name="R0",
    promise="nothing is lost",
    of_what="tries",
    tried=10,
    wanted=10,
    violations=0,
    planted={"a loss": True},
    seconds=0.1,
    command="python -m bench reliability --only R0",
    what_is_not_modelled="everything",
)


def _holds(outcome: Outcome) -> bool:
    return prove(["R0"], {"R0": lambda share: outcome}, 1.0, json=True)


def test_a_proof_without_violation_that_found_its_planted_bug_holds() -> None:
    assert _holds(GOOD)


@pytest.mark.parametrize(
    "bad",
    [
        replace(GOOD, violations=1),
        replace(GOOD, tried=9),
        replace(GOOD, planted={"a loss": True, "a double": False}),
        replace(GOOD, planted={}),
    ],
    ids=["a violation", "too little tried", "a planted bug not found", "nothing planted"],
)
def test_a_proof_does_not_hold_with(bad: Outcome) -> None:
    assert not _holds(bad)


def test_an_outcome_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    _holds(replace(GOOD, planted={"a loss": True, "a double": False}))
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert told["planted"] == {"a loss": True, "a double": False}
    assert (told["planted_found"], told["planted_all"], told["holds"]) == (1, 2, False)


@pytest.mark.parametrize("share", ["0", "1.5", "-1", "all"])
def test_a_share_that_is_none_is_refused(share: str) -> None:
    with pytest.raises(SystemExit):
        main(["reliability", "--share", share])
