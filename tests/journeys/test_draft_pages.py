"""Somebody photographs a material, leaves, comes back: the page is offered again and goes on."""

import pytest

from sync.database import open_database
from tests.journeys.terminal_process import NOWHERE, KioskProcess
from tests.journeys.walks import FORM, NO_FACE, TO_CARD

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_WALK = f"""
{TO_CARD}
card zhangsan
{NO_FACE}
{FORM.format(phone="13800000000")}
touch material:PHOTO:photograph
until CapturingMaterial
touch action:shoot
show action:use
touch dock:home
until TakingCard
card -
{TO_CARD}
card zhangsan
until ResumingDraft
read 1 张
picture draft
touch action:resume
{NO_FACE}
touch action:confirm
touch action:confirm
until GivingMaterials
show material:PHOTO:drop
touch material:LEFT:promise
touch material:LEFT:promise:yes
touch action:sign
until Signing
touch check:agree
sign signature
touch action:submit
until Received
tell received
"""


def test_a_page_photographed_before_leaving_is_there_again_and_is_handed_in(
    lone_kiosk: KioskProcess,
) -> None:
    lone_kiosk.start(_WALK, city=NOWHERE, card="simulated")
    assert lone_kiosk.wait() == 0, lone_kiosk.log()
    book = open_database(lone_kiosk.state)
    try:
        (case,) = book.rows("SELECT materials_given FROM cases", [])
        left = book.rows("SELECT count(*) AS n FROM draft_page", [])
    finally:
        book.close()
    assert case["materials_given"] == 2, "the card and the photograph; LEFT is promised"
    assert left[0]["n"] == 0, "the pages of the draft went with it"
    assert list((lone_kiosk.state / "drafts").iterdir()) == []
