"""The page of error codes is what the words say."""

from pathlib import Path

from onestop.errors_command import error_table

ROOT = Path(__file__).parents[2]


def test_the_page_of_error_codes_is_in_step_with_the_words() -> None:
    assert (ROOT / "docs" / "error-codes.md").read_text(encoding="utf-8") == error_table()
