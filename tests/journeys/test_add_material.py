"""A promised material is photographed at the kiosk later; the city finds it with the case."""

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
_LATER = """
until Idle
card zhangsan
until ViewingCases
show state:materials_complete
touch case:{case}
touch action:add
until AddingMaterials
touch material:LEFT:photograph
until CapturingMore
touch action:shoot
touch action:use
until AddingMaterials
show material:LEFT:drop
picture adding
touch action:hand_in
until ViewingCases
read 补交的材料已经存好
picture kept
tell kept
await in-the-city
"""


def test_a_promised_material_comes_later_and_is_with_the_case_in_the_city(
    kiosk: KioskProcess, city: CityProcess
) -> None:
    kiosk.start(_APPLY, city=city.url, card="simulated")
    assert kiosk.wait() == 0, kiosk.log()
    book = open_database(kiosk.state)
    (made,) = book.rows("SELECT id, promised, materials_given FROM cases")
    assert made["promised"] == "LEFT"
    before = book.rows("SELECT count(*) AS n FROM blob")[0]["n"]
    kiosk.start(_LATER.format(case=made["id"]), city=city.url, card="simulated")
    kiosk.wait_for("kept")

    def states() -> list[str]:
        found = book.rows("SELECT state FROM outbox WHERE type = 'material.add'")
        return [row["state"] for row in found]

    kiosk.wait_until(lambda: states() == ["complete"], "the city has it whole")
    kiosk.tell("in-the-city")
    assert kiosk.wait() == 0, kiosk.log()
    (now,) = book.rows("SELECT promised, materials_given FROM cases")
    assert (now["promised"], now["materials_given"]) == ("", made["materials_given"] + 1)
    assert book.rows("SELECT count(*) AS n FROM blob")[0]["n"] == before + 1
    book.close()
    (case,) = city.cases()
    assert case["state"] == "materials_complete"
