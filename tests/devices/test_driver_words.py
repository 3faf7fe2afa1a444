"""Every state that a driver of ours may report has words for staff."""

import ast
from collections.abc import Iterator
from pathlib import Path

from devices.driver_book import OWN
from ui.words import house_words

ROOT = Path(__file__).parents[2]


def states_in(source: str) -> Iterator[str]:
    """The second argument of each DeviceReport that is written out."""
    for node in ast.walk(ast.parse(source)):
        is_report = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "DeviceReport"
        if is_report and isinstance(node, ast.Call) and len(node.args) > 1:
            for part in ast.walk(node.args[1]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def test_the_search_finds_states() -> None:
    source = 'DeviceReport(Condition.BAD, "jammed")\nDeviceReport(x, "a" if y else "b", z)'
    assert sorted(states_in(source)) == ["a", "b", "jammed"]


def test_every_state_of_ours_has_words() -> None:
    words = house_words()
    found = {
        state
        for folder in ("devices", "sync", "ui")
        for file in (ROOT / folder).rglob("*.py")
        for state in states_in(file.read_text(encoding="utf-8"))
    }
    assert len(found) > 20
    assert sorted(state for state in found if not words.has(f"doctor.state.{state}")) == []


def test_every_driver_of_ours_is_in_the_table_and_in_the_example() -> None:
    rows = [
        line
        for line in (ROOT / "docs" / "devices.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    example = (ROOT / "deploy" / "devices.example.toml").read_text(encoding="utf-8")
    for driver in OWN:
        if not driver.simulates:
            said = f"`{driver.name}`"
            assert any(said in row for row in rows), f"{driver.kind} {said} is not in the table"
            assert f'"{driver.name}"' in example, f"{driver.kind} {said} is not in the example"
        assert any(f"`{driver.kind.value}`" in row for row in rows), driver.kind
