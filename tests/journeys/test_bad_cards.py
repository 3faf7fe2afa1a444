"""Bad cards and bad readers at the real window, through the real PC/SC service.

Each gives its own page with its own sentence and code, and the next good card leads on.
"""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from core.card import IdCard
from core.errors import Code
from devices.card.pages import PAGE_COUNT
from devices.card.pcscd_rig import PcscdRig
from devices.card.training_cards import training_card
from devices.card.virtual_card import NO_FAULT, OrderedFault
from tests.journeys.terminal_process import NOWHERE, KioskProcess
from tests.journeys.walks import TO_CARD, hints, says
from tests.rigs import inserted, pcscd_rig

__all__ = ["pcscd_rig"]

pytestmark = [pytest.mark.journey, pytest.mark.pcscd, pytest.mark.timeout(400)]

CITIZEN = training_card("zhangsan")


@dataclass(frozen=True)
class Bad:
    """A card with what is wrong with it, and the code that this must have."""

    name: str
    code: Code
    card: IdCard | None
    fault: OrderedFault = NO_FAULT
    then: str = ""  # steps between what the page says and leaving


BAD_CARDS = (
    Bad("wrong-check-digit", Code.CARD_NUMBER_WRONG, training_card("zhaoliu")),
    Bad("expired", Code.CARD_EXPIRED, training_card("wangwu")),
    Bad(
        "from-tomorrow",
        Code.CARD_NOT_YET_VALID,
        replace(CITIZEN, valid_from=date(2090, 1, 1), valid_to=date(2099, 1, 1)),
    ),
    Bad("not-an-identity-card", Code.CARD_UNKNOWN, None),
    Bad("without-a-name", Code.CARD_CONTENT_WRONG, replace(CITIZEN, name="")),
    Bad(
        "mute-for-once",
        Code.CARD_MUTE,
        CITIZEN,
        OrderedFault(mute_at_apdu=2, mute_seconds=0.05),
        "touch action:again\nuntil AskingConsent",
    ),
)

# The card still lies there: leaving asks for it, and the next citizen begins at the first page.
_LEAVE = """
touch dock:home
until TakingCard
tell seen-{name}
until Idle
"""

# It is out already: the next insertion is read at once.
_NEXT = """
tell seen-{name}
until AskingConsent
touch dock:home
until TakingCard
tell consent-{name}
until Idle
"""


def meet(bad: Bad) -> str:
    """A walk that waits for this card and reads what the page says of it."""
    wanted = TO_CARD.replace("card-wanted", f"wanted-{bad.name}")
    return f"{wanted}until CardTrouble{says(bad.code)}{bad.then}"


def test_each_bad_card_has_its_own_sentence_and_code_and_leaves_nothing(
    lone_kiosk: KioskProcess, pcscd_rig: PcscdRig
) -> None:
    lone_kiosk.start(
        "".join(meet(bad) + _LEAVE.format(name=bad.name) for bad in BAD_CARDS), city=NOWHERE
    )
    (port, *_) = pcscd_rig.ports.values()
    for bad in BAD_CARDS:
        lone_kiosk.wait_for(f"wanted-{bad.name}")
        with inserted(port, bad.card, bad.fault):
            lone_kiosk.wait_for(f"seen-{bad.name}")
    assert lone_kiosk.wait() == 0, lone_kiosk.log()
    assert lone_kiosk.queue().count == 0


def test_a_card_pulled_at_any_command_is_told_and_the_next_one_is_read(
    lone_kiosk: KioskProcess, pcscd_rig: PcscdRig
) -> None:
    pulls = [
        Bad(f"pull-{at}", Code.CARD_PULLED, CITIZEN, OrderedFault(pull_at_apdu=at))
        for at in range(1, PAGE_COUNT + 1)
    ]
    lone_kiosk.start(
        "".join(meet(bad) + _NEXT.format(name=bad.name) for bad in pulls), city=NOWHERE
    )
    (port, *_) = pcscd_rig.ports.values()
    for bad in pulls:
        lone_kiosk.wait_for(f"wanted-{bad.name}")
        with inserted(port, bad.card, bad.fault):
            lone_kiosk.wait_for(f"seen-{bad.name}")
        with inserted(port, CITIZEN):
            lone_kiosk.wait_for(f"consent-{bad.name}")
    assert lone_kiosk.wait() == 0, lone_kiosk.log()


_READERS = f"""
{TO_CARD}
{hints(Code.READER_SERVICE_DOWN)}
show code:{Code.READER_SERVICE_DOWN.value}
tell seen-down
{hints(Code.READER_ABSENT)}
show code:{Code.READER_ABSENT.value}
touch action:other
until Filling
touch action:back
until AwaitingCard
show code:{Code.READER_ABSENT.value}
tell seen-absent
until AskingConsent
touch dock:home
until TakingCard
tell read
until Idle
"""


def test_a_reader_that_goes_away_is_told_leaves_another_way_and_comes_back(
    lone_kiosk: KioskProcess, pcscd_rig: PcscdRig
) -> None:
    lone_kiosk.start(_READERS, city=NOWHERE)
    lone_kiosk.wait_for("card-wanted")
    pcscd_rig.kill()
    lone_kiosk.wait_for("seen-down")
    pcscd_rig.start(names=[])
    lone_kiosk.wait_for("seen-absent")
    pcscd_rig.stop()
    pcscd_rig.start()
    (port, *_) = pcscd_rig.ports.values()
    with inserted(port, CITIZEN):
        lone_kiosk.wait_for("read")
    assert lone_kiosk.wait() == 0, lone_kiosk.log()
