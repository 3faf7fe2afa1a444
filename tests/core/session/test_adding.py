"""补交材料: what is open comes later, once, by the person of the card."""

from dataclasses import replace

import pytest

from core.catalogue import Catalogue
from core.errors import Code
from core.session import effects as ef
from core.session import events as ev
from core.session.adding import may_add, open_materials
from core.session.states import AddingMaterials, CapturingMore, ViewingCases
from core.wire import sha256_hex
from tests.core.session.player import Player
from tests.core.session.stage import (
    AT,
    card,
    case,
    lies_there,
    make_setting,
    picture,
    shipped_catalogue,
)

FRESH = "01930000-0000-7000-8000-00000000000f"
CASE = replace(case(), state="deficit_accepted", promised=("PHOTO",))
ONE, TWO = picture("PHOTO", b"one"), picture("PHOTO", b"two")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped_catalogue()


@pytest.fixture
def player(catalogue: Catalogue) -> Player:
    """My cases, found by a card."""
    player = Player(make_setting(catalogue))
    player.tell(lies_there(), ev.CardRead(card()), ev.CasesFound((CASE,)))
    player.tell(ev.OptionTouched(CASE.id))
    return player


def shoot(player: Player) -> None:
    player.tell(ev.PhotographTouched("PHOTO"), ev.PictureTaken("PHOTO", ONE))
    assert isinstance(player.state, CapturingMore)
    player.tell(ev.PictureTaken("PHOTO", TWO), ev.Confirmed(AT))


def test_what_was_promised_is_photographed_and_handed_in_once(player: Player) -> None:
    player.tell(ev.AddTouched(CASE.id))
    shoot(player)
    player.tell(ev.AdditionGiven(FRESH, AT), ev.AdditionGiven("again", AT), ev.BackTouched())
    (effect,) = player.of(ef.AddMaterial)
    assert isinstance(effect, ef.AddMaterial)
    assert (effect.added.id, effect.added.case, effect.added.at) == (FRESH, CASE.id, AT)
    assert (effect.added.person.number, effect.added.person.how) == (card().number, "card")
    (material,) = effect.added.materials
    assert (material.code, material.how) == ("PHOTO", "scan")
    assert [page.sha256 for page in material.pages] == [sha256_hex(b"one"), sha256_hex(b"two")]
    assert effect.attachments == (ONE, TWO)
    kept = replace(CASE, promised=())
    state = player.tell(ev.MaterialKept(kept))
    assert isinstance(state, ViewingCases)
    assert (state.cases, state.added) == ((kept,), CASE.id)
    assert player.tell(ev.AddTouched(CASE.id)) == state, "nothing is open any more"


def test_nothing_is_handed_in_before_something_is_there(player: Player) -> None:
    player.tell(ev.AddTouched(CASE.id), ev.AdditionGiven(FRESH, AT))
    shoot(player)
    player.tell(ev.PicturesDropped("PHOTO"), ev.AdditionGiven(FRESH, AT))
    assert player.of(ef.AddMaterial) == []


def test_a_page_that_cannot_be_used_and_a_file_are_told_as_the_first_time(player: Player) -> None:
    player.tell(ev.AddTouched(CASE.id), ev.PictureRefused("PHOTO", Code.MATERIAL_BLANK))
    state = player.state
    assert isinstance(state, AddingMaterials)
    assert dict(state.matter.faults) == {"PHOTO": Code.MATERIAL_BLANK}
    player.tell(ev.LoadTouched("PHOTO"), ev.PictureTaken("PHOTO", ONE, loaded=True))
    assert player.of(ef.LoadFile) == [ef.LoadFile("PHOTO")]
    player.tell(ev.AdditionGiven(FRESH, AT))
    (effect,) = player.of(ef.AddMaterial)
    assert isinstance(effect, ef.AddMaterial)
    assert effect.added.materials[0].how == "file"


def test_a_book_that_refuses_loses_no_page(player: Player) -> None:
    player.tell(ev.AddTouched(CASE.id))
    shoot(player)
    player.tell(ev.AdditionGiven(FRESH, AT))
    state = player.tell(ev.MaterialFailed(Code.DISK_FULL))
    assert isinstance(state, AddingMaterials)
    assert (state.fault, state.letter) == (Code.DISK_FULL, None)
    assert state.matter.given_map()["PHOTO"].pages == (ONE, TWO)
    player.tell(ev.AdditionGiven(FRESH, AT))
    assert len(player.of(ef.AddMaterial)) == 2


def test_leaving_before_the_camera_forgets(player: Player) -> None:
    player.tell(ev.AddTouched(CASE.id), ev.PhotographTouched("PHOTO"), ev.HomeTouched(AT))
    assert player.of(ef.Forget)
    assert player.of(ef.AddMaterial) == []


def test_what_may_come_later_is_what_was_promised_or_asked_for(player: Player) -> None:
    setting, viewing = player.setting, player.state
    assert isinstance(viewing, ViewingCases)

    def codes(**changes: object) -> list[str]:
        view = replace(CASE, **changes)  # type: ignore[arg-type]
        found = [each.code for each in open_materials(view, setting)]
        assert may_add(view, viewing, setting) == bool(found)
        return found

    assert codes() == ["PHOTO"]
    assert codes(promised=()) == []
    asked = codes(state="supplement_once")
    assert asked[0] == "PHOTO"
    assert len(asked) > 1
    assert codes(package="gone") == []
    for shut in (replace(CASE, state="granted"), replace(CASE, withdrawal_asked=True)):
        assert not may_add(shut, viewing, setting)
    assert not may_add(CASE, replace(viewing, card=None), setting)
    assert not may_add(CASE, viewing, replace(setting, closed=Code.DATABASE_COPIED))
