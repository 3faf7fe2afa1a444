"""A full disk: the page says so, nothing that was typed is gone, and with room it is handed in."""

import resource
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from core.application import application_from
from core.errors import Code
from sync.station import enrol_terminal
from sync.system_clock import SystemClock
from tests.city_process import CityProcess
from tests.journeys.terminal_process import KioskProcess
from tests.journeys.walks import HAND_IN, NO_FACE, TO_CARD, hints, says, word
from tests.sync.test_full_disk import small_disk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(400)]

PHONE = "13800000000"
_DISK_KB = 24_000
_BLOCK = bytes(4096)
_LIMIT = 2_000_000  # octets of any one file: less than the reserve; where no disk can be mounted

_BEGIN = f"""
{TO_CARD}
card zhangsan
{NO_FACE}
tell filling
await full
"""

# The notice takes room, so that the fields are on several pages: the keyboard leads on.
_FORM = f"""
touch field:home
type 测试路一号
{{draft}}
touch key:next
touch field:phone
type {PHONE}
{{draft}}
touch key:next
touch field:education
touch option:education:高中
touch action:confirm
touch field:last_employer
type 测试公司
touch field:left_on
type 2026-10-01
touch field:wants
touch option:wants:找工作
touch action:confirm
until GivingMaterials
"""

_REFUSED = f"""
until SubmitTrouble
{says(Code.DISK_FULL)}
{word("submitting.safe")}
touch action:back
until Signing
touch action:submit
until SubmitTrouble
{says(Code.DISK_FULL)}
tell refused
await room
touch action:again
until Received
{word("receipt.answered")}
touch action:rate
until GivingRating
touch action:skip
until TakingCard
"""


@contextmanager
def full(kiosk: KioskProcess, mounted: bool) -> Iterator[None]:
    """No octet more goes onto the kiosk's disk, or, without a disk of its own, into a file."""
    ballast = kiosk.state / "ballast"
    if not mounted:
        before = resource.prlimit(kiosk.pid, resource.RLIMIT_FSIZE, (_LIMIT, -1))
        yield
        resource.prlimit(kiosk.pid, resource.RLIMIT_FSIZE, before)
        return
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(_BLOCK):
            continue
    yield
    ballast.unlink()


def test_on_a_full_disk_nothing_is_lost_and_the_same_case_is_handed_in_when_there_is_room(
    tmp_path: Path, city: CityProcess, display_environment: dict[str, str]
) -> None:
    state = tmp_path / "terminal"
    state.mkdir()
    with ExitStack() as stack:
        mounted = stack.enter_context(small_disk(state, _DISK_KB))
        enrol_terminal(state, city.url, city.enrolment_code(), SystemClock())
        kiosk = KioskProcess(state, tmp_path / "pictures", display_environment)
        stack.callback(kiosk.close)
        form = _FORM.format(draft=hints(Code.DISK_FULL) if mounted else "")
        signed = HAND_IN.replace("until Received\n", "")
        simulators = ("--simulators", str(tmp_path / "simulators"))
        kiosk.start(
            _BEGIN + form + signed + _REFUSED, city=city.url, card="simulated", more=simulators
        )
        kiosk.wait_for("filling")
        with full(kiosk, mounted):
            kiosk.tell("full")
            kiosk.wait_for("refused")
            assert city.cases() == []
        kiosk.tell("room")
        assert kiosk.wait() == 0, kiosk.log()
        (case,) = city.cases()
        assert case["state"] == "materials_complete"
        form_given = application_from(city.document(case["id"])).form
        assert form_given["phone"] == PHONE
        assert form_given["last_employer"] == "测试公司"
