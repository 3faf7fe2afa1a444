"""A copied terminal says on its first page that it takes nothing; what works goes on working."""

import shutil

import pytest

from core.errors import Code
from sync.identity import load_identity
from sync.records import SqliteRecords
from sync.system_clock import SystemClock
from tests.journeys.terminal_process import NOWHERE, KioskProcess
from tests.journeys.walks import TO_CARD, says, word

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_TO_NOTICE = TO_CARD.partition("touch action:begin")[0]
_WALK = f"""
until Idle
read 不收新申请
read {Code.DATABASE_COPIED.value}
picture closed-idle
{_TO_NOTICE}
read 不收新申请
touch action:begin
until Refused
{says(Code.DATABASE_COPIED)}
picture closed-refused
touch action:back
until Idle
card zhangsan
until ViewingCases
{word("cases.none")}
"""


def test_a_copied_terminal_says_so_before_anybody_fills_a_form(lone_kiosk: KioskProcess) -> None:
    identity = load_identity(lone_kiosk.state)
    assert identity is not None
    SqliteRecords(lone_kiosk.state, identity, SystemClock(), bound=True).close()
    book = lone_kiosk.state / "terminal.db"
    shutil.copy(book, lone_kiosk.state / "copy.db")  # another file, as after putting a copy back
    (lone_kiosk.state / "copy.db").replace(book)
    lone_kiosk.start(_WALK, city=NOWHERE, card="simulated")
    assert lone_kiosk.wait() == 0, lone_kiosk.log()
