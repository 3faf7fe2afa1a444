"""Lists of packages and departments."""

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from core.catalogue import LifeEvent
from core.session.events import BackTouched, DepartmentTouched, PackageChosen
from core.session.states import Browsing
from kiosk.pages.browse import BrowsePage
from kiosk.pages.offer import departments, offered
from kiosk.widgets.list_row import ListRow
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.stage import LANDSCAPE, PHARMACY, PORTRAIT, Stage, shipped_setting

SETTING = shipped_setting()


def listed(stage: Stage) -> list[str]:
    return [row.objectName() for row in stage.frame.findChildren(ListRow)]


def test_a_life_event_lists_its_packages(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(BrowsePage, Browsing(LifeEvent.BUSINESS))
    wanted = [p.code for p in offered(SETTING) if p.life_event is LifeEvent.BUSINESS]
    assert sorted(listed(stage)) == sorted(f"package:{code}" for code in wanted)
    stage.touch(f"package:{PHARMACY}")
    assert isinstance(stage.told[0], PackageChosen)
    assert stage.told[0].code == PHARMACY


def test_every_department_with_a_package_is_listed_once(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.show(BrowsePage, Browsing())
    names = list(departments(offered(SETTING)))
    assert listed(stage) == [f"department:{name}" for name in names]
    stage.touch(f"department:{names[0]}")
    assert stage.told == [DepartmentTouched(names[0])]


def test_a_department_lists_its_packages(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    name = SETTING.catalogue.package(PHARMACY).department
    page = stage.show(BrowsePage, Browsing(department=name))
    assert f"package:{PHARMACY}" in listed(stage)
    assert name in page.texts.title


def test_a_department_without_packages_says_so(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(BrowsePage, Browsing(department="没有这个部门"))
    assert listed(stage) == []
    assert_nothing_is_cut(page)


def test_the_actions_lead_back_and_to_the_departments(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    page = stage.show(BrowsePage, Browsing(LifeEvent.BUSINESS))
    assert [action.key for action in page.offers()] == ["back", "departments"]
    page.act("back")
    page.act("departments")
    assert stage.told == [BackTouched(), DepartmentTouched()]


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_a_long_list_turns_pages_and_cuts_nothing(qtbot: QtBot, size: tuple[int, int]) -> None:
    pharmacy = SETTING.catalogue.package(PHARMACY)
    packages = [
        msgspec.structs.replace(
            pharmacy, code=f"CD-YJS-9{n:03}", name=f"我要办一件名字特别特别长的测试的事情之{n}" * 2
        )
        for n in range(30)
    ]
    catalogue = msgspec.structs.replace(SETTING.catalogue, packages=packages)
    stage = Stage(qtbot, setting=shipped_setting(catalogue), size=size)
    page = stage.show(BrowsePage, Browsing(LifeEvent.BUSINESS))
    seen: set[str] = set()
    for _ in range(30):
        assert_nothing_is_cut(page)
        here = {name for name in stage.names() if name.startswith("package:")}
        assert not here & seen
        seen |= here
        if len(seen) == len(packages):
            break
        stage.touch("page:next")
    assert len(seen) == len(packages)
