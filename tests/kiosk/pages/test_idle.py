"""The first page offers what the catalogue holds, and nothing else."""

import msgspec
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.catalogue import Catalogue, LifeEvent
from core.session.events import (
    DepartmentTouched,
    HelpTouched,
    LifeEventTouched,
    MyCasesTouched,
    PackageChosen,
    SearchTouched,
)
from core.session.states import Idle
from kiosk.pages.idle import ICONS, IdlePage
from kiosk.pages.offer import offered, short_names
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.stage import LANDSCAPE, PHARMACY, PORTRAIT, Stage, shipped_setting
from ui.icons import icon_names
from ui.theme import house_theme
from ui.words import house_words

SETTING = shipped_setting()
TILES = {f"tile:{event.value}" for event in LifeEvent}


def only_pharmacy() -> Catalogue:
    pharmacy = SETTING.catalogue.package(PHARMACY)
    return msgspec.structs.replace(SETTING.catalogue, packages=[pharmacy], digest="one")


def all_life_events() -> Catalogue:
    pharmacy = SETTING.catalogue.package(PHARMACY)
    packages = [
        msgspec.structs.replace(
            pharmacy, code=f"CD-YJS-9{n:03}", name=f"我要办第{n}件测试的事", life_event=event
        )
        for n, event in enumerate(LifeEvent)
    ]
    return msgspec.structs.replace(SETTING.catalogue, packages=packages, digest="all")


def tiles(stage: Stage) -> set[str]:
    return {each.objectName() for each in stage.frame.findChildren(QWidget)} & TILES


def test_only_life_events_with_a_package_have_a_tile(qtbot: QtBot) -> None:
    stage = Stage(qtbot, setting=shipped_setting(only_pharmacy()))
    stage.show(IdlePage, Idle())
    assert tiles(stage) == {"tile:business"}


def test_with_few_tiles_what_is_often_wanted_stands_below(qtbot: QtBot) -> None:
    stage = Stage(qtbot, setting=shipped_setting(only_pharmacy()))
    stage.show(IdlePage, Idle())
    stage.touch(f"package:{PHARMACY}")
    assert isinstance(stage.told[0], PackageChosen)
    assert stage.told[0].code == PHARMACY
    assert stage.told[0].id


def test_every_life_event_has_a_tile_an_icon_and_words(qtbot: QtBot) -> None:
    stage = Stage(qtbot, setting=shipped_setting(all_life_events()))
    stage.show(IdlePage, Idle())
    assert tiles(stage) == TILES
    assert stage.names() >= TILES
    assert set(ICONS) == set(LifeEvent)
    assert set(ICONS.values()) <= set(icon_names())


def test_an_ended_package_is_not_offered() -> None:
    pharmacy = SETTING.catalogue.package(PHARMACY)
    ended = msgspec.structs.replace(pharmacy, valid_to=SETTING.today.replace(year=2025))
    catalogue = msgspec.structs.replace(SETTING.catalogue, packages=[ended])
    assert offered(shipped_setting(catalogue)) == []


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_every_touch_tells_its_event(qtbot: QtBot, size: tuple[int, int]) -> None:
    stage = Stage(qtbot, size=size)
    stage.show(IdlePage, Idle())
    for name in ("link:search", "action:search", "link:departments", "link:my_cases"):
        stage.touch(name)
    stage.touch("tile:business")
    assert stage.told == [
        SearchTouched(),
        SearchTouched(),
        DepartmentTouched(),
        MyCasesTouched(),
        LifeEventTouched(LifeEvent.BUSINESS),
    ]


def test_elder_mode_offers_four_things_and_then_the_life_events(qtbot: QtBot) -> None:
    stage = Stage(qtbot, theme=house_theme("light", "elder"))
    page = stage.show(IdlePage, Idle())
    assert_nothing_is_cut(page)
    assert {"tile:apply", "tile:progress", "tile:fetch", "tile:person"} <= stage.names()
    stage.touch("tile:progress")
    stage.touch("tile:fetch")
    stage.touch("tile:person")
    stage.touch("tile:apply")
    assert_nothing_is_cut(page)
    stage.touch("tile:business")
    assert stage.told == [
        MyCasesTouched(),
        MyCasesTouched(),
        HelpTouched(),
        LifeEventTouched(LifeEvent.BUSINESS),
    ]


def test_a_tile_names_as_many_packages_as_fit() -> None:
    packages = offered(SETTING)
    assert short_names([SETTING.catalogue.package(PHARMACY)], house_words(), 13) == "开药店"
    assert short_names(packages, house_words(), 0).count("、") == 0
    assert len(short_names(packages, house_words(), 20)) <= 20


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE])
def test_nothing_is_cut(qtbot: QtBot, size: tuple[int, int]) -> None:
    for catalogue in (only_pharmacy(), all_life_events(), SETTING.catalogue):
        stage = Stage(qtbot, setting=shipped_setting(catalogue), size=size)
        assert_nothing_is_cut(stage.show(IdlePage, Idle()))


def test_nothing_is_cut_in_low_position(qtbot: QtBot) -> None:
    stage = Stage(qtbot, setting=shipped_setting(all_life_events()), is_low=True)
    assert_nothing_is_cut(stage.show(IdlePage, Idle()))
