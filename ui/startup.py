"""How a room of a terminal starts: what it logs, and what it says when it cannot start."""

import logging
import sys
from collections.abc import Callable

from core.errors import AppError
from core.ports import WordSource
from ui.words import Words, house_words

NOT_STARTED = 3  # the process's exit code
_OWN = ("onestop", "ui")  # only these speak: what a library writes may hold an address
_FORM = "%(asctime)s %(name)s %(message)s"


def start_room(room: Callable[[], int]) -> int:
    """Run a room, with its log on stderr. One that cannot start says why in one line there and
    gives NOT_STARTED."""
    _write_log()
    try:
        return room()
    except AppError as error:
        sys.stderr.write(f"{why_not_started(error, house_words())}\n")
        return NOT_STARTED


def why_not_started(error: AppError, words: Words) -> str:
    """One line for whoever starts the room: code, sentence, detail (for a catalogue its file, row
    and reason) and what to do."""
    code = error.code.value
    detail = " ".join(error.detail.split())
    return words(
        "start.failed",
        code=code,
        title=words(f"error.{code}.title"),
        detail=words("start.detail", detail=detail) if detail else "",
        remedy=_remedy(code, words),
    )


def _remedy(code: str, words: Words) -> str:
    """A start that failed is mended by staff; the words for citizens help where none differ."""
    key = f"start.remedy.{code}"
    return words(key) if words.has(key) else _steps(code, words)


def _steps(code: str, words: WordSource) -> str:
    return "".join(f"{words(f'error.{code}.do{number}')}。" for number in (1, 2, 3))


def _write_log() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(_FORM))
    for name in _OWN:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
