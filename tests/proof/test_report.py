"""The page keeps what was written by hand, and takes the results of the run."""

import pytest

from bench.proof.report import MARKER, PAGE, page_of

TOLD = {
    "name": "R0",
    "promise": "nothing is lost",
    "of_what": "tries",
    "tried": 1000,
    "violations": 0,
    "planted_found": 1,
    "planted_all": 1,
    "seconds": 2.0,
    "command": "python -m bench reliability --only R0",
    "what_is_not_modelled": "the weather",
    "notes": ["a note"],
    "examples": [],
    "holds": True,
    "at": "2026-11-26 03:14",
    "commit": "abc1234",
    "share": 0.5,
}


def test_what_stands_above_the_marker_is_kept_and_the_rest_is_new() -> None:
    page = page_of(f"by hand\n\n{MARKER}\n\nof yesterday", [TOLD])
    assert page.startswith("by hand\n")
    assert "yesterday" not in page
    assert "| R0 | nothing is lost | 1,000 tries | 0 | 1 of 1 |" in page
    assert "| 2026-11-26 03:14 UTC, abc1234, a share of 0.5 |" in page
    assert "not modelled: the weather" in page
    assert page_of(page, [TOLD]).count(MARKER) == 1


def test_a_page_without_its_marker_is_not_written_over() -> None:
    with pytest.raises(ValueError, match="marker"):
        page_of("by hand", [TOLD])


def test_the_page_of_the_house_has_its_marker() -> None:
    assert MARKER in PAGE.read_text(encoding="utf-8")
