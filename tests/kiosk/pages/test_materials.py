"""The list of materials: what is there, what is promised, what is next."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.errors import Code
from core.session import events as ev
from core.session.handing_in import promise, with_card_copies
from core.session.matter import Given, How, Matter
from core.session.states import GivingMaterials
from kiosk.material_sheet import material_sheet
from kiosk.pages.materials import MaterialsPage
from tests.kiosk.layout import assert_nothing_is_cut
from tests.kiosk.pages.live import AT, LiveStage, answered, filled, matter, page_of
from tests.kiosk.pages.stage import LANDSCAPE, PORTRAIT, shipped_setting
from ui.components.chip import Chip
from ui.theme import house_theme
from ui.words import house_words

SETTING = shipped_setting()
WORDS = house_words()
PACKAGES = [p.code for p in SETTING.catalogue.packages if p.code != "CD-YJS-0004"]  # has ended


def start(package: str = "CD-YJS-0001") -> Matter:
    return with_card_copies(answered(matter(package=package), SETTING), SETTING)


def give(plain: Matter, *codes: str) -> Matter:
    given = tuple(Given(code, How.SCAN, (page_of(code),)) for code in codes)
    return replace(plain, given=(*plain.given, *given))


def said(page: MaterialsPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def chips(page: MaterialsPage) -> list[str]:
    return [chip.accessibleName() for chip in page.findChildren(Chip) if chip.isVisible()]


def test_the_counts_add_up_to_the_plan(qtbot: QtBot) -> None:
    plain = promise(give(start(), "PLIC", "PART"), "HEALTH", SETTING)
    sheet = material_sheet(plain, SETTING, WORDS)
    assert (sheet.done, sheet.promised) == (3, 1)  # two photographed, one from the card
    assert sheet.done + sheet.promised + sheet.missing == len(SETTING.plan_of(plain).materials)
    page = LiveStage(qtbot).open(MaterialsPage, GivingMaterials(plain))
    assert page.texts.title == WORDS("materials.title", count=sheet.missing)


def test_licences_that_pass_inside_are_told_as_not_needed(qtbot: QtBot) -> None:
    page = LiveStage(qtbot).open(MaterialsPage, GivingMaterials(start()))
    assert "6 份营业执照(本店)免交" in said(page)


def test_each_row_says_its_state_in_a_word(qtbot: QtBot) -> None:
    plain = give(start(), "PART")
    plain = replace(plain, faults=(("PLIC", Code.MATERIAL_BLURRED),))
    page = LiveStage(qtbot).open(MaterialsPage, GivingMaterials(plain))
    assert chips(page) == ["读不清", "已齐", "要拍", "已齐", "要拍", "要拍"]
    assert WORDS("error.FILE-703.line") in said(page)


def test_the_buttons_of_a_row_tell_what_was_touched(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    stage.open(MaterialsPage, GivingMaterials(give(start(), "PART")))
    for name in ("PLIC:load", "PLIC:photograph", "PART:drop"):
        stage.touch(f"material:{name}")
    assert stage.told == [
        ev.LoadTouched("PLIC"),
        ev.PhotographTouched("PLIC"),
        ev.PicturesDropped("PART"),
    ]
    assert "material:IDR:photograph" not in stage.names()


def test_a_promise_opens_with_the_full_date_and_is_made(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(MaterialsPage, GivingMaterials(start(), page=1))
    stage.touch("material:LP:promise")
    panel = stage.find("material:LP:promise:yes")
    assert panel.isVisible()
    texts = {label.accessibleName() for label in page.findChildren(QLabel)}
    assert any("2026 年 12 月 7 日" in text for text in texts)
    stage.touch("material:LP:promise:yes")
    assert stage.told == [ev.PromiseTouched("LP"), ev.PromiseMade("LP")]
    assert "已承诺" in chips(page)
    assert "material:LP:promise:yes" not in stage.names()
    stage.touch("material:LP:drop")
    assert stage.told[-1] == ev.PicturesDropped("LP")


def test_an_open_promise_can_be_shut_or_given_at_once(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    stage.open(MaterialsPage, GivingMaterials(start(), page=1, promising="LP"))
    stage.touch("material:LP:photograph")
    stage.touch("material:LP:load")
    stage.touch("material:LP:promise")
    assert stage.told == [
        ev.PhotographTouched("LP"),
        ev.LoadTouched("LP"),
        ev.PromiseTouched("LP"),
    ]


def test_only_what_may_be_promised_offers_a_promise(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    for number in range(4):
        stage.open(MaterialsPage, GivingMaterials(start(), page=number))
        offered = {name.split(":")[1] for name in stage.names() if name.endswith(":promise")}
        deferrable = {m.code for m in SETTING.package_of(start()).materials if m.deferrable}
        assert offered <= deferrable


def test_the_next_thing_to_do_is_what_could_not_be_read(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    blamed = replace(start(), faults=(("PART", Code.MATERIAL_BLURRED),))
    page = stage.open(MaterialsPage, GivingMaterials(blamed))
    assert page.offers()[-1].text == "重拍隶属企业章程"
    page.act("shoot")
    assert stage.told == [ev.PhotographTouched("PART")]


def test_else_it_is_the_first_that_is_missing(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(MaterialsPage, GivingMaterials(give(start(), "PLIC")))
    assert page.offers()[-1].text == "拍隶属企业章程"
    page.act("shoot")
    assert stage.told == [ev.PhotographTouched("PART")]


def test_a_long_name_is_called_by_its_number(qtbot: QtBot) -> None:
    page = LiveStage(qtbot).open(
        MaterialsPage, GivingMaterials(give(start(), "PLIC", "PART", "APPT"))
    )
    assert page.offers()[-1].text == "拍第 5 份材料"


def test_when_all_is_there_one_goes_to_sign(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    page = stage.open(MaterialsPage, GivingMaterials(filled(SETTING)))
    assert page.texts.title == WORDS("materials.ready")
    page.act("sign")
    assert stage.told == [ev.Confirmed(AT)]


def test_back_is_told(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    stage.open(MaterialsPage, GivingMaterials(start())).act("back")
    assert stage.told == [ev.BackTouched()]


@pytest.mark.parametrize("low", [False, True])
def test_turning_on_shows_every_material_once_and_back_again(qtbot: QtBot, low: bool) -> None:
    stage = LiveStage(qtbot, is_low=low)
    stage.open(MaterialsPage, GivingMaterials(start()))
    wanted = [planned.material.code for planned in SETTING.plan_of(start()).materials]
    wanted.remove("IDR")  # from the card: nothing to touch

    def shown() -> list[str]:
        names = [name.split(":") for name in stage.names() if name.startswith("material:")]
        codes = {parts[1] for parts in names}
        return [code for code in wanted if code in codes]

    seen = [shown()]
    while stage.find("page:next").isEnabled():
        stage.touch("page:next")
        seen.append(shown())
    assert [code for codes in seen for code in codes] == wanted
    backwards = [shown()]
    while stage.find("page:previous").isEnabled():
        stage.touch("page:previous")
        backwards.append(shown())
    assert backwards[::-1] == seen


@pytest.mark.parametrize(
    ("size", "mode", "low"),
    [
        (PORTRAIT, "kiosk", False),
        (LANDSCAPE, "kiosk", False),
        (PORTRAIT, "kiosk", True),
        (PORTRAIT, "elder", False),
    ],
)
@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_is_cut_on_any_page_of_the_list(
    qtbot: QtBot, package: str, size: tuple[int, int], mode: str, low: bool
) -> None:
    stage = LiveStage(qtbot, size=size, theme=house_theme("light", mode), is_low=low)
    plain = start(package)
    planned = [each.material for each in SETTING.plan_of(plain).materials]
    blamed = replace(plain, faults=tuple((m.code, Code.MATERIAL_TOO_LARGE) for m in planned[:2]))
    for number in range(-(-len(planned) // 6)):
        assert_nothing_is_cut(stage.open(MaterialsPage, GivingMaterials(blamed, page=number)))
        for material in planned[number * 6 : number * 6 + 6]:
            if material.deferrable:
                state = GivingMaterials(plain, page=number, promising=material.code)
                assert_nothing_is_cut(stage.open(MaterialsPage, state))
                assert stage.find(f"material:{material.code}:promise:yes").isVisible()
