"""R2: every named place of the program is one at which it is killed; a slice of the kills."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.proof.failpoints import CITY_POINTS, TERMINAL_POINTS
from bench.proof.ledger import Ledger
from bench.proof.r2_kills import kills
from city import failpoints as city_failpoints

REPOSITORY = Path(__file__).parent.parent.parent
_REACH = re.compile(r'\breach\("([^"]+)"\)')


def _named(folder: str) -> Iterator[str]:
    for path in (REPOSITORY / folder).rglob("*.py"):
        yield from _REACH.findall(path.read_text(encoding="utf-8"))


def test_no_failpoint_in_the_code_is_without_a_kill() -> None:
    assert set(_named("sync")) == set(TERMINAL_POINTS)
    assert set(CITY_POINTS) == set(city_failpoints.NAMES)


def test_half_a_line_was_never_promised(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "promises")
    ledger.add("done", case="a")
    with (tmp_path / "promises").open("ab") as file:
        file.write(b'{"kind": "done", "ca')
    assert [line["case"] for line in ledger.lines("done")] == ["a"]
    ledger.mend()
    ledger.add("done", case="b")
    assert [line["case"] for line in ledger.lines("done")] == ["a", "b"]


@pytest.mark.proof
@pytest.mark.xdist_group("proof")
def test_the_app_killed_at_every_named_point_loses_and_doubles_nothing() -> None:
    outcome = kills(0.03)
    assert outcome.holds, outcome.as_text()
