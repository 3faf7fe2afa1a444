"""What the window is told of the rest of the desk, and what it may ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import uuid_utils

from core.search import Index
from core.session.setting import Setting
from sync.accounts import Agent


@dataclass(frozen=True)
class Surroundings:
    """`reload` reads the book again and answers with `show_book`; `try_sign_in` answers with
    `signed_in` or `not_signed_in`, `mend` with `mended`, `check` with `show_diagnosis`, and
    `write_readiness` with `reported`."""

    setting: Callable[[], Setting]
    index: Callable[[], Index]
    now: Callable[[], datetime]
    agent: Callable[[], Agent | None]
    sign_out: Callable[[], None]
    try_sign_in: Callable[[str, str], None]
    reload: Callable[[], None]
    retry: Callable[[], None]
    mend: Callable[[str, str], None]  # envelope, and what: again, mend, close
    check: Callable[[], None]  # look at every machine
    write_readiness: Callable[[], None]  # the report on the latest look
    by_hand: Callable[[str], None]  # with a USB stick: look, export, import
    is_beside: Callable[[], bool] = lambda: True  # the citizen has a display of their own
    hand_over: Callable[[], None] = lambda: None  # give the only display to the citizen


def new_id() -> str:
    """A fresh UUIDv7."""
    return str(UUID(int=uuid_utils.uuid7().int))
