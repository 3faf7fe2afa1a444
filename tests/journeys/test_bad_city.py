"""A city that answers 500, nonsense, half an answer, nothing, or is not the city at all.

The receipt is given and stays provisional, the case waits, the page says why; as soon as the
real city answers it has the case exactly once, also where it took it and the answer was lost.
"""

import pytest

from core.application import application_from
from tests.city_process import CityProcess
from tests.journeys.crooked_city import CODES, Way, standing_before
from tests.journeys.terminal_process import KioskProcess
from tests.journeys.walks import FORM, HAND_IN, NO_FACE, TO_CARD, hints, word

pytestmark = [pytest.mark.journey, pytest.mark.timeout(400)]

PHONE = "13800000000"

# Neighbours differ in their code, so that each line on the page belongs to its own way.
WAYS = (
    Way.ERROR, Way.PORTAL, Way.HANG_UP, Way.NONSENSE, Way.ERROR, Way.EMPTY, Way.CUT, Way.TRUNCATED,
)  # fmt: skip

# A touch keeps the receipt from leaving by itself.
_WAITS = """
await set-{place}
{hints}
{waits}
touch action:print
{printed}
tell seen-{place}
"""

_MINE = """
touch action:rate
until GivingRating
touch action:skip
until TakingCard
card -
until Idle
card zhangsan
until ViewingCases
show state:pending
tell still-waiting
show state:materials_complete
touch action:finish
until TakingCard
card -
until Idle
"""


def walk() -> str:
    """Apply under a city that fails, stay on the receipt through every way, then look it up."""
    waits = "".join(
        _WAITS.format(
            place=place,
            hints=hints(CODES[way]),
            waits=word("receipt.waits"),
            printed=word("receipt.printed"),
        )
        for place, way in enumerate(WAYS)
    )
    apply = f"{TO_CARD}card zhangsan{NO_FACE}{FORM.format(phone=PHONE)}{HAND_IN}tell received\n"
    return apply + waits + _MINE


def test_a_receipt_is_given_whatever_the_city_answers_and_the_city_has_the_case_once(
    kiosk: KioskProcess, city: CityProcess
) -> None:
    with standing_before(city.url) as crooked:
        crooked.way = WAYS[0]
        kiosk.start(walk(), city=crooked.url, card="simulated")
        kiosk.wait_for("received")
        for place, way in enumerate(WAYS):
            crooked.way = way
            kiosk.tell(f"set-{place}")
            kiosk.wait_for(f"seen-{place}")
            waiting = kiosk.queue()
            assert waiting.count == 1, way
            assert not waiting.online
            assert waiting.last_code == CODES[way].value
            assert waiting.last_acknowledged == ""
        kiosk.wait_for("still-waiting")
        assert all(crooked.asked[way] for way in WAYS)
        before = city.cases()
        assert len(before) == 1, "it came, and the answer was lost"
        crooked.way = Way.HONEST
        assert kiosk.wait() == 0, kiosk.log()
    (case,) = city.cases()
    assert case["state"] == "materials_complete"
    assert case["id"] == before[0]["id"]
    assert application_from(city.document(case["id"])).form["phone"] == PHONE
    assert kiosk.queue().online
