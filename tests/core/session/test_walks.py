"""Random walks through the session: what must hold on every path that anybody can take."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from core.application import Comparison, Liveness
from core.catalogue import Catalogue, LifeEvent
from core.errors import Code
from core.session import effects as ef
from core.session import events as ev
from core.session.advance import advance
from core.session.document import build_application
from core.session.setting import Setting
from core.session.states import (
    Answering,
    AskingConsent,
    AwaitingCard,
    CapturingFace,
    CapturingMaterial,
    ChoosingOrgan,
    ChoosingSubject,
    Filling,
    GivingMaterials,
    Idle,
    ReadingNotice,
    Session,
    State,
    Submitting,
    TakingCard,
    Withdrawing,
)
from core.wire import sha256_hex
from tests.core.session.player import Player
from tests.core.session.stage import (
    AT,
    JOURNEY,
    RATING,
    card,
    case,
    lies_there,
    make_setting,
    picture,
    shipped_catalogue,
    signature,
    taken_away,
)

CLOSED = Code.DATABASE_COPIED
NUMBERS = Comparison(
    verdict="different", score="0.1000", threshold="0.3630", threshold_source="a test",
    model_sha256="0" * 64,
)  # fmt: skip
MOVED = Liveness(result="passed", challenges=["turn_left", "closer", "turn_right"])
FACES = (
    ev.FaceTaken(picture("face", b"plain"), ()),
    ev.FaceTaken(picture("face", b"moved"), (), MOVED),
    ev.FaceTaken(picture("face", b"compared"), (), None, NUMBERS),
    ev.FaceTaken(picture("face", b"both"), (("sharp", "90.00"),), MOVED, NUMBERS),
)
LEAVING = (ev.HomeTouched(AT), ev.TimedOut(AT))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped_catalogue()


def anywhere(catalogue: Catalogue) -> list[ev.Event]:
    """Events that may come at any time, sensible or not."""
    packages: list[ev.Event] = [ev.PackageChosen(p.code, JOURNEY) for p in catalogue.packages]
    return [
        *packages,
        *LEAVING,
        ev.HelpTouched(),
        ev.BackTouched(),
        ev.Confirmed(AT),
        ev.TriedAgain(),
        ev.OtherWayTouched(),
        ev.SearchTouched(),
        ev.QueryTyped("ykyd"),
        ev.LifeEventTouched(LifeEvent.HOME),
        ev.DepartmentTouched(),
        ev.MyCasesTouched(),
        ev.ReceiptShown(JOURNEY),
        ev.PrintTouched(),
        ev.KeepTouched(),
        ev.PaperKept(),
        ev.CodeTouched(),
        ev.Printed(),
        ev.PrintFailed(Code.PRINTER_NO_PAPER),
        lies_there(),
        taken_away(),
        ev.CardRead(card()),
        ev.CardRead(card("测试李四", 2)),
        ev.CardFailed(Code.CARD_PULLED),
        ev.CardFailed(Code.READER_ABSENT),
        ev.DraftFound(None),
        ev.ConsentGiven(AT),
        ev.ConsentDeclined(AT),
        *FACES,
        ev.CameraFailed(Code.CAMERA_LOST),
        ev.FieldTyped("phone", "13800000000"),
        ev.PageTurned(1),
        ev.PageTurned(-1),
        ev.EditTouched("form"),
        ev.EditTouched("situation"),
        ev.AgreementTouched(),
        ev.SignatureDrawn(signature()),
        ev.SignatureWiped(),
        ev.Submitted(case()),
        ev.SubmitFailed(Code.DISK_FULL),
        ev.RateTouched(),
        ev.LevelTouched(5),
        ev.ReasonTouched("510"),
        ev.RatingTextTyped("好"),
        ev.RatingGiven(RATING, AT),
        ev.RatingSkipped(RATING, AT),
        ev.CasesFound((case(),)),
        ev.CasesFailed(Code.DISK_FAULT),
        ev.CasesFound((replace(case(), promised=("PHOTO",)),)),
        ev.AddTouched(case().id),
        ev.AdditionGiven(RATING, AT),
        ev.MaterialKept(case()),
        ev.MaterialFailed(Code.DISK_FULL),
        ev.WithdrawTouched(case().id),
        ev.WithdrawalGiven(RATING, AT),
        ev.Withdrawn(replace(case(), withdrawal_asked=True)),
        ev.WithdrawFailed(Code.DISK_FULL),
    ]


def sensible(session: Session, setting: Setting) -> list[ev.Event]:
    """What a person would do on this page: so that walks come far."""
    state = session.state
    match state:
        case ChoosingSubject():
            subjects = setting.package_of(state.matter).subjects
            return [ev.OptionTouched(subject.value) for subject in subjects]
        case Answering():
            questions = setting.package_of(state.matter).questions
            options = next(q for q in questions if q.code == state.question).options
            return [ev.OptionTouched(option.code) for option in options]
        case ChoosingOrgan():
            return [ev.OptionTouched(organ.code) for organ in setting.catalogue.organs[-3:]]
        case Filling():
            fields = setting.plan_of(state.matter).pages[state.page].fields
            return [ev.FieldTyped(f.key, f.choices[0] if f.choices else "1") for f in fields]
        case GivingMaterials():
            codes = [p.material.code for p in setting.plan_of(state.matter).materials]
            shots: list[ev.Event] = [ev.PictureTaken(code, picture(code)) for code in codes]
            shots += [ev.PicturesDropped(code) for code in codes[:1]]
            shots += [ev.PhotographTouched(code) for code in codes[:2]]
            return shots + [ev.PromiseMade(code) for code in codes]
        case CapturingMaterial():
            one, two = picture(state.material, b"one"), picture(state.material, b"two")
            taken: list[ev.Event] = [ev.PictureTaken(state.material, p) for p in (one, two)]
            return [*taken, ev.PicturesDropped(state.material), ev.Confirmed(AT)]
        case _:
            return [ev.Confirmed(AT)]


def holds_nobody(session: Session) -> bool:
    return isinstance(session.state, Idle | TakingCard)


def in_hand(state: GivingMaterials | CapturingMaterial) -> dict[str, list[bytes]]:
    """The pages that the person would find again."""
    found = {g.material: [p.octets for p in g.pages] for g in state.matter.given if g.pages}
    if isinstance(state, CapturingMaterial) and state.taken:
        found[state.material] = [page.octets for page in state.taken]
    return found


@settings(max_examples=150)
@given(data=st.data())
def test_the_draft_always_holds_the_pages_that_are_in_hand(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    setting = make_setting(catalogue)
    codes = [package.code for package in catalogue.packages if package.valid_to is None]
    begun = Player(setting).choose(data.draw(st.sampled_from(codes)))
    assert isinstance(begun, ReadingNotice)
    session = Session(state=GivingMaterials(replace(begun.matter, card=card())))
    kept: dict[str, list[bytes]] = {}
    for _ in range(data.draw(st.integers(1, 40))):
        choices: list[Any] = [*sensible(session, setting), ev.BackTouched(), ev.Confirmed(AT)]
        result = advance(session, data.draw(st.sampled_from(choices)), setting)
        session = result.session
        for effect in result.effects:
            if isinstance(effect, ef.SavePages):
                assert (effect.draft, effect.owner) == (JOURNEY, card().number)
                kept[effect.pages.material] = [page.octets for page in effect.pages.pages]
        if isinstance(session.state, GivingMaterials | CapturingMaterial):
            assert {code: p for code, p in kept.items() if p} == in_hand(session.state)


@settings(max_examples=150)
@given(data=st.data(), is_mandated=st.booleans(), closed=st.sampled_from((None, None, CLOSED)))
def test_every_walk_keeps_the_promises(
    catalogue: Catalogue, data: st.DataObject, is_mandated: bool, closed: Code | None
) -> None:
    setting = replace(make_setting(catalogue, is_mandated=is_mandated), closed=closed)
    pool = anywhere(catalogue)
    session = Session()
    submitted: list[str] = []
    for _ in range(data.draw(st.integers(1, 60))):
        choices: list[Any] = sensible(session, setting) * 4 + [ev.Confirmed(AT)] * 4 + pool
        event = data.draw(st.sampled_from(choices))
        before, result = session, advance(session, event, setting)
        session = result.session
        forgets = any(isinstance(effect, ef.Forget) for effect in result.effects)

        if event in LEAVING and not isinstance(before.state, Submitting):
            assert forgets, "leaving always forgets"
            assert holds_nobody(session)
        if forgets:
            assert holds_nobody(session), "nothing of the citizen is left in the state"
            assert session.number > before.number, "late results can be told from new ones"
        if holds_nobody(session) and not holds_nobody(before):
            assert forgets, "there is no way to the first page that does not forget"

        if closed:
            assert not isinstance(session.state, Filling), "nobody fills a form for nothing"
        for effect in result.effects:
            if isinstance(effect, ef.Submit):
                matter_id = effect.application.id
                submitted.append(matter_id)
                assert isinstance(session.state, Submitting)
                assert effect.application.evidence is not None, "nothing is sent unsigned"
                assert (effect.application.mandate is not None) == is_mandated
                assert all(m.how != "missing" for m in effect.application.materials)
        takes_back = any(isinstance(effect, ef.Withdraw) for effect in result.effects)
        assert not takes_back or isinstance(before.state, Withdrawing), "it is asked once more"
        assert not takes_back or isinstance(session.state, Withdrawing)
        queues = any(isinstance(effect, ef.Submit) for effect in result.effects)
        entered = isinstance(session.state, Submitting)
        assert queues == (entered and not isinstance(before.state, Submitting))


@settings(max_examples=200)
@given(data=st.data())
def test_no_walk_claims_a_face_a_movement_or_a_comparison_that_was_not_its_own(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    """Whatever happens in whatever order, what the case says of the face is what the last face
    said that was taken under the card of this case, or that there is none."""
    setting = make_setting(catalogue)
    player = Player(setting)
    code = data.draw(st.sampled_from([p.code for p in catalogue.packages]))
    player.choose(code)
    pool: list[ev.Event] = [
        ev.CardRead(card()), ev.CardRead(card("测试李四", 2)), ev.ConsentGiven(AT),
        ev.ConsentDeclined(AT), ev.CameraFailed(Code.CAMERA_LOST), ev.BackTouched(),
        ev.OtherWayTouched(), ev.Confirmed(AT), ev.DraftFound(None), lies_there(), taken_away(),
        *FACES,
    ]  # fmt: skip
    taken: ev.FaceTaken | None = None
    under: str | None = None
    for _ in range(data.draw(st.integers(4, 30))):
        likely = _likely(player.state)
        event = data.draw(st.sampled_from([*likely * 3, *pool]))
        before = player.state
        if isinstance(before, Filling) and data.draw(st.booleans()):
            player.fill()
            player.hand_in()
            event = ev.EditTouched("situation")  # all the way, and then back to the questions
        state = player.tell(event)
        if isinstance(before, CapturingFace) and isinstance(event, ev.FaceTaken):
            taken, under = event, before.matter.card.number if before.matter.card else None
        matter = getattr(state, "matter", None)
        if matter is None or matter.subject is None or not matter.organ:
            continue
        face = build_application(matter, setting, AT).face
        if face.page is None:
            assert face.state in ("not_asked", "declined", "no_camera")
            assert (face.comparison, face.liveness, face.quality) == (UNSET, UNSET, {})
            continue
        assert taken is not None
        assert matter.card is not None and matter.card.number == under  # noqa: PT018
        assert face.page.sha256 == sha256_hex(taken.picture.octets)
        assert face.comparison == (taken.comparison or UNSET)
        assert face.liveness == (taken.liveness or UNSET)
        expected = "captured_compared" if taken.comparison else "captured_not_compared"
        assert face.state == expected


def _likely(state: State) -> list[ev.Event]:
    """What brings a walk to a face and past it."""
    match state:
        case AwaitingCard(is_reading=True):
            return [ev.CardRead(card()), ev.CardRead(card("测试李四", 2))]
        case AwaitingCard():
            return [lies_there()]
        case AskingConsent():
            return [ev.ConsentGiven(AT)]
        case CapturingFace():
            return list(FACES)
        case Filling():
            return [ev.BackTouched()]
        case _:
            return [ev.Confirmed(AT)]


@settings(max_examples=100)
@given(data=st.data())
def test_an_event_of_a_page_that_is_gone_changes_nothing(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    setting = make_setting(catalogue)
    events: list[ev.Event] = [
        ev.CardRead(card()),
        ev.CardFailed(Code.CARD_PULLED),
        ev.Submitted(case()),
        ev.SubmitFailed(Code.DISK_FULL),
        ev.CasesFound((case(),)),
        ev.FaceTaken(picture("face"), ()),
        ev.DraftFound(None),
        ev.Printed(),
        ev.PaperKept(),
    ]
    result = advance(Session(), data.draw(st.sampled_from(events)), setting)
    assert result.session == Session()
    assert result.effects == ()
