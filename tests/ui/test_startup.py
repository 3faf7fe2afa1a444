"""A room that cannot start says why in one line; one that runs writes its own log only."""

import logging
from collections.abc import Iterator

import pytest

from core.errors import AppError, CatalogueError, Code, DiskError
from ui.startup import NOT_STARTED, start_room, why_not_started
from ui.words import house_words


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    """What a room sets up for its process is put back."""
    loggers = [logging.getLogger(name) for name in ("onestop", "ui")]
    before = [(one.handlers, one.level, one.propagate) for one in loggers]
    yield
    for one, (handlers, level, propagate) in zip(loggers, before, strict=True):
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_one_line_with_sentence_and_remedy(code: Code) -> None:
    words = house_words()
    line = why_not_started(AppError(code, "a file: a row:\n  a reason"), words)
    assert line.startswith(f"{code.value} {words(f'error.{code.value}.title')}")
    assert "a file: a row: a reason" in line
    assert line.splitlines() == [line]
    assert line.endswith("。")
    assert "{" not in line


def test_a_remedy_of_its_own_stands_instead_of_the_words_for_citizens() -> None:
    words = house_words()
    line = why_not_started(CatalogueError(Code.CATALOGUE_TORN, "organs.toml: x: y"), words)
    assert words("start.remedy.CAT-401") in line
    assert words("error.CAT-401.do1") not in line
    assert words("error.CAM-201.do1") in why_not_started(AppError(Code.CAMERA_ABSENT), words)


def test_a_start_that_fails_gives_its_own_exit_code_and_no_traceback(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def room() -> int:
        raise DiskError(Code.DATABASE_DAMAGED, "quick_check")

    assert start_room(room) == NOT_STARTED
    assert capsys.readouterr().err.startswith("DISK-503 ")


def test_a_room_logs_its_own_events_and_nothing_of_libraries(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def room() -> int:
        logging.getLogger("onestop.sync").info("an event")
        logging.getLogger("urllib3").info("an address")
        return 0

    assert start_room(room) == 0
    said = capsys.readouterr().err
    assert "onestop.sync an event" in said
    assert "address" not in said
