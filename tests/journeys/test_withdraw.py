"""A citizen takes an application back at the kiosk: asked once more; the city says withdrawn."""

import pytest

from sync.database import open_database
from tests.city_process import CityProcess
from tests.journeys.terminal_process import KioskProcess
from tests.journeys.walks import FORM, HAND_IN, NO_FACE, TO_CARD

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_APPLY = f"""
{TO_CARD}
card zhangsan
{NO_FACE}
{FORM.format(phone="13800000000")}
{HAND_IN}
touch dock:home
until TakingCard
card -
until Idle
"""
_TAKE_BACK = """
until Idle
card zhangsan
until ViewingCases
show state:materials_complete
touch case:{case}
picture mine
touch action:withdraw
until Withdrawing
picture asked
touch action:back
until ViewingCases
touch action:withdraw
until Withdrawing
touch action:withdraw
until ViewingCases
touch action:back
show state:withdrawn
picture withdrawn
"""


def test_an_application_is_taken_back_at_the_kiosk_and_withdrawn_in_the_city(
    kiosk: KioskProcess, city: CityProcess
) -> None:
    kiosk.start(_APPLY, city=city.url, card="simulated")
    assert kiosk.wait() == 0, kiosk.log()
    book = open_database(kiosk.state)
    try:
        (made,) = book.rows("SELECT id FROM cases")
    finally:
        book.close()
    kiosk.start(_TAKE_BACK.format(case=made["id"]), city=city.url, card="simulated")
    assert kiosk.wait() == 0, kiosk.log()
    (case,) = city.cases()
    assert (case["id"], case["state"]) == (made["id"], "withdrawn")
