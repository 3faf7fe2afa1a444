"""Cameras that are not there and a printer without paper: the way goes on, nothing is lost."""

from pathlib import Path

import pytest

from core.errors import Code
from devices.printer.file_printer import ORDERS
from devices.simulator_orders import PrinterOrder, write_order
from tests.journeys.terminal_process import NOWHERE, KioskProcess
from tests.journeys.walks import FORM, TO_CARD, hints, says, word

pytestmark = [pytest.mark.journey, pytest.mark.timeout(400)]

PHONE = "13800000000"

_CARDS = f"""
{TO_CARD}
card zhangsan busy
{hints(Code.READER_BUSY)}
show code:{Code.READER_BUSY.value}
card -
until AwaitingCard
card zhangsan pulled
until CardTrouble
{says(Code.CARD_PULLED)}
card zhangsan
until AskingConsent
"""

_FACE = f"""
touch consent:give
until Filling
{hints(Code.CAMERA_ABSENT)}
"""

_MATERIALS = f"""
touch material:LEFT:promise
touch material:LEFT:promise:yes
touch material:PHOTO:photograph
until CapturingMaterial
{hints(Code.CAMERA_ABSENT)}
show code:{Code.CAMERA_ABSENT.value}
touch capture:again
{hints(Code.CAMERA_ABSENT)}
touch action:back
until GivingMaterials
touch material:PHOTO:promise
touch material:PHOTO:promise:yes
touch action:sign
until Signing
touch check:agree
sign signature
tell signed
await paper-gone
touch action:submit
until Received
"""

_PAPER = f"""
{hints(Code.PRINTER_NO_PAPER)}
tell no-paper
await printer-gone
touch action:print
{hints(Code.PRINTER_ABSENT)}
tell no-printer
await paper-short
touch action:print
{hints(Code.SLIP_UNFINISHED)}
tell half-a-slip
await printer-back
touch action:print
{word("receipt.printed")}
touch action:rate
until GivingRating
touch action:skip
until TakingCard
card -
until Idle
"""

_NOTICE = f"""
touch tile:work
touch package:CD-YJS-0002
until Answering
touch option:left
touch action:confirm
touch option:yes
touch action:confirm
until ChoosingOrgan
touch action:confirm
until ReadingNotice
touch action:print
{hints(Code.PRINTER_NO_PAPER)}
touch action:begin
until AwaitingCard
"""


def test_without_cameras_and_paper_a_citizen_still_hands_in(lone_kiosk: KioskProcess) -> None:
    kiosk = lone_kiosk
    slips = kiosk.state / "simulators" / "slips"
    slips.mkdir(parents=True)
    walk = _CARDS + _FACE + FORM.format(phone=PHONE) + _MATERIALS + _PAPER
    nowhere = str(kiosk.state / "unplugged")
    kiosk.start(
        walk, city=NOWHERE, card="simulated", more=("--face", nowhere, "--document", nowhere)
    )
    kiosk.wait_for("signed")
    say(slips, "no_paper")
    kiosk.tell("paper-gone")
    kiosk.wait_for("no-paper")
    assert kiosk.queue().count == 1, "it is durable without any paper"
    say(slips, "absent")
    kiosk.tell("printer-gone")
    kiosk.wait_for("no-printer")
    say(slips, "ready", rows=5)
    kiosk.tell("paper-short")
    kiosk.wait_for("half-a-slip")
    assert len(list(slips.glob("*.torn.png"))) == 1
    assert list(slips.glob("*.escpos")) == []
    say(slips, "ready")
    kiosk.tell("printer-back")
    assert kiosk.wait() == 0, kiosk.log()
    assert len(list(slips.glob("*.escpos"))) == 1
    assert kiosk.queue().count == 2, "the case and that it was not rated"


def test_a_notice_that_is_not_printed_says_why_and_leads_on(lone_kiosk: KioskProcess) -> None:
    slips = lone_kiosk.state / "simulators" / "slips"
    slips.mkdir(parents=True)
    say(slips, "no_paper")
    lone_kiosk.start(_NOTICE, city=NOWHERE, card="simulated")
    assert lone_kiosk.wait() == 0, lone_kiosk.log()
    assert list(slips.glob("*.png")) == []


def say(slips: Path, state: str, rows: int = -1) -> None:
    """Let the simulated printer be in a state, with so many rows of paper."""
    write_order(slips.parent, ORDERS, PrinterOrder(state, rows))
