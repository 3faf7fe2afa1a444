"""Whole journeys through the session, without a screen."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from core.application import application_from
from core.card import CardKind
from core.catalogue import Catalogue
from core.errors import Code
from core.ports import Attachment, CardNews, Draft, DraftPages, ReaderState
from core.session import effects as ef
from core.session import events as ev
from core.session.filling import all_fields, is_locked
from core.session.matter import How
from core.session.states import (
    AskingConsent,
    AwaitingCard,
    CapturingFace,
    CardTrouble,
    ChoosingDelivery,
    Filling,
    GivingMaterials,
    GivingRating,
    Idle,
    Purpose,
    ReadingNotice,
    Received,
    Refused,
    ResumingDraft,
    Signing,
    SigningMandate,
    Submitting,
    SubmitTrouble,
    TakingCard,
    ViewingCases,
)
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

CATALOGUE = shipped_catalogue()
PACKAGES = [p.code for p in CATALOGUE.packages if p.valid_to is None]
UNEMPLOYMENT = "CD-YJS-0002"
ELDER_CARD = next(p.code for p in CATALOGUE.packages if p.valid_to is not None)


@pytest.fixture
def catalogue() -> Catalogue:
    return CATALOGUE


@pytest.fixture
def player(catalogue: Catalogue) -> Player:
    return Player(make_setting(catalogue))


@pytest.mark.parametrize("code", PACKAGES)
def test_every_package_leads_from_the_first_page_to_a_receipt(player: Player, code: str) -> None:
    assert isinstance(player.choose(code), ReadingNotice)
    assert isinstance(player.identify(card()), Filling)
    assert isinstance(player.fill(), GivingMaterials)
    assert isinstance(player.hand_in(), Signing)
    assert isinstance(player.sign(), Submitting)
    submit = player.the_submission()
    assert isinstance(player.state, Submitting)
    plan = player.setting.plan_of(player.state.matter)
    assert submit.application.items == [item.code for item in plan.items]
    assert {m.code for m in submit.application.materials} == {
        planned.material.code for planned in plan.materials
    }
    assert isinstance(player.tell(ev.Submitted(case())), Received)


def test_the_document_that_is_signed_is_the_document_that_was_shown(player: Player) -> None:
    player.submit(UNEMPLOYMENT, card())
    submit = player.the_submission()
    document = submit.application
    assert document.evidence is not None
    assert document.evidence.document_sha256 == document.shown_sha256()
    assert application_from(document.to_bytes()) == document
    changed = msgspec.structs.replace(document, fee_fen=document.fee_fen + 1)
    assert changed.shown_sha256() != document.evidence.document_sha256


def test_a_package_that_has_ended_is_refused_with_its_replacement(player: Player) -> None:
    state = player.tell(ev.PackageChosen(ELDER_CARD, JOURNEY))
    assert isinstance(state, Refused)
    assert "身份证" in state.reason


def test_nothing_is_begun_by_a_catalogue_that_has_expired_and_what_was_begun_goes_on(
    player: Player,
) -> None:
    assert isinstance(player.choose(UNEMPLOYMENT), ReadingNotice)
    last_day = player.setting.catalogue.expires
    player.setting = replace(player.setting, today=last_day + timedelta(days=1))
    assert isinstance(player.identify(card()), Filling)
    fresh = Player(player.setting)
    refused = fresh.tell(ev.PackageChosen(UNEMPLOYMENT, JOURNEY))
    assert refused == Refused(UNEMPLOYMENT, "refused.catalogue_expired")
    fresh.setting = replace(fresh.setting, today=last_day)
    assert isinstance(Player(fresh.setting).choose(UNEMPLOYMENT), ReadingNotice)


def test_an_expired_card_is_told_and_the_next_card_is_read(player: Player) -> None:
    player.choose(UNEMPLOYMENT)
    old = replace(card(), valid_to=date(2024, 1, 1))
    player.tell(ev.Confirmed(), lies_there(), ev.CardRead(old))
    assert isinstance(player.state, CardTrouble)
    assert player.state.code is Code.CARD_EXPIRED
    player.tell(taken_away(), lies_there())
    assert isinstance(player.state, AwaitingCard)
    assert player.state.is_reading


def test_a_wrong_check_character_is_told(player: Player) -> None:
    good = card()
    wrong = "0" if good.number[-1] != "0" else "1"
    bad = replace(good, number=good.number[:-1] + wrong)
    player.choose(UNEMPLOYMENT)
    player.tell(ev.Confirmed(), lies_there(), ev.CardRead(bad))
    assert isinstance(player.state, CardTrouble)
    assert player.state.code is Code.CARD_NUMBER_WRONG


def test_declining_the_face_is_recorded_and_the_way_goes_on(player: Player) -> None:
    player.submit(UNEMPLOYMENT, card())
    submit = player.the_submission()
    assert submit.application.face.state == "declined"
    assert submit.application.face.page is None
    assert [consent.given for consent in submit.application.consents] == [False]


def test_a_captured_face_is_never_said_to_be_compared(player: Player) -> None:
    player.choose(UNEMPLOYMENT)
    player.tell(ev.Confirmed(), lies_there(), ev.CardRead(card()))
    assert isinstance(player.tell(ev.ConsentGiven(AT)), CapturingFace)
    player.tell(ev.FaceTaken(picture("face", b"face"), (("sharp", "120.0"),)))
    player.fill()
    player.hand_in()
    player.sign()
    submit = player.the_submission()
    assert submit.application.face.state == "captured_not_compared"
    assert any(a.role == "face" for a in submit.attachments)


def test_a_missing_camera_does_not_end_the_way(player: Player) -> None:
    player.choose(UNEMPLOYMENT)
    player.tell(ev.Confirmed(), lies_there(), ev.CardRead(card()), ev.ConsentGiven(AT))
    state = player.tell(ev.CameraFailed(Code.CAMERA_ABSENT))
    assert isinstance(state, Filling)
    assert state.fault is Code.CAMERA_ABSENT


def test_the_card_fills_the_form_and_its_fields_are_not_typed_over(player: Player) -> None:
    player.choose(UNEMPLOYMENT)
    player.identify(card())
    assert isinstance(player.state, Filling)
    form = player.state.matter.form_map()
    assert "测试张三" in form.values()
    (name_key,) = [key for key, value in form.items() if value == "测试张三"]
    player.tell(ev.FieldTyped(name_key, "测试李四"))
    assert player.state.matter.form_map()[name_key] == "测试张三"


def test_what_the_card_does_not_know_is_typed(player: Player) -> None:
    foreigner = replace(card(), kind=CardKind.FOREIGNER_2023, ethnic_code="")
    player.choose(UNEMPLOYMENT)
    player.identify(foreigner)
    assert isinstance(player.state, Filling)
    matter = player.state.matter
    fields = {f.from_card: f for f in all_fields(matter, player.setting) if f.from_card}
    assert is_locked(fields["name"], matter)
    assert not is_locked(fields["ethnic"], matter)


def test_every_field_is_kept_as_it_is_typed(player: Player) -> None:
    player.choose(UNEMPLOYMENT)
    player.identify(card())
    player.tell(ev.FieldTyped("phone", "138"), ev.FieldTyped("phone", "1380"))
    kept = [e.value for e in player.of(ef.SaveField) if isinstance(e, ef.SaveField)]
    assert kept == ["138", "1380"]


def test_another_person_finds_nothing_of_who_went_back_before(player: Player) -> None:
    player.choose(UNEMPLOYMENT)
    player.identify(card())
    player.tell(ev.FieldTyped("phone", "13800000000"), ev.BackTouched())
    player.identify(card("测试李四", 2))
    assert isinstance(player.state, Filling)
    form = player.state.matter.form_map()
    assert "13800000000" not in form.values()
    assert "测试李四" in form.values()
    assert "测试张三" not in form.values()
    (forgotten,) = player.of(ef.ForgetDraft)
    assert forgotten == ef.ForgetDraft(JOURNEY)


def test_who_went_back_finds_the_form_as_it_was(player: Player) -> None:
    player.choose(UNEMPLOYMENT)
    player.identify(card())
    player.tell(ev.FieldTyped("phone", "13800000000"), ev.BackTouched())
    player.identify(card())
    assert isinstance(player.state, Filling)
    assert player.state.matter.form_map()["phone"] == "13800000000"
    assert not player.of(ef.ForgetDraft)


def test_a_draft_is_offered_and_goes_on_under_its_own_id(player: Player) -> None:
    player.choose(UNEMPLOYMENT)
    player.tell(ev.Confirmed(), lies_there(), ev.CardRead(card()))
    old = Draft("01930000-0000-7000-8000-00000000000a", UNEMPLOYMENT, AT, {"phone": "13800000000"})
    assert isinstance(player.tell(ev.DraftFound(old)), ResumingDraft)
    state = player.tell(ev.Confirmed(AT))
    assert isinstance(state, AskingConsent)
    assert state.matter.id == old.id
    assert state.matter.form_map()["phone"] == "13800000000"


def test_a_terminal_that_takes_nothing_says_so_before_a_form_and_still_shows_the_notice(
    player: Player,
) -> None:
    player.setting = replace(player.setting, closed=Code.DATABASE_COPIED)
    assert isinstance(player.choose(UNEMPLOYMENT), ReadingNotice)
    player.tell(ev.PrintTouched())
    assert player.of(ef.Print)
    refused = player.tell(ev.Confirmed(AT))
    assert refused == Refused(UNEMPLOYMENT, "error.DISK-506.line", Code.DATABASE_COPIED)
    player.tell(ev.BackTouched(), lies_there())
    assert isinstance(player.tell(ev.CardRead(card())), ViewingCases), "my cases go on"


def kept_pages(player: Player) -> dict[str, tuple[Attachment, ...]]:
    """What a book would hold after every effect so far."""
    kept = {}
    for effect in player.of(ef.SavePages):
        assert isinstance(effect, ef.SavePages)
        assert effect.owner == card().number
        kept[effect.pages.material] = effect.pages.pages
    return {code: pages for code, pages in kept.items() if pages}


def to_materials(player: Player) -> None:
    player.choose(UNEMPLOYMENT)
    player.identify(card())
    player.fill()
    assert isinstance(player.state, GivingMaterials)


def test_a_page_is_kept_as_soon_as_it_is_taken_and_goes_when_it_is_deleted(player: Player) -> None:
    to_materials(player)
    one, two = picture("PHOTO", b"one"), picture("PHOTO", b"two")
    player.tell(ev.PhotographTouched("PHOTO"), ev.PictureTaken("PHOTO", one))
    assert kept_pages(player) == {"PHOTO": (one,)}
    player.tell(ev.PictureTaken("PHOTO", two))
    assert kept_pages(player) == {"PHOTO": (one, two)}
    player.tell(ev.PicturesDropped("PHOTO"), ev.Confirmed(AT))
    assert kept_pages(player) == {"PHOTO": (one,)}
    player.tell(ev.PhotographTouched("PHOTO"), ev.PictureTaken("PHOTO", two), ev.BackTouched())
    assert kept_pages(player) == {"PHOTO": (one,)}, "what was not used is not kept"
    player.tell(ev.PromiseMade("PHOTO"))
    assert kept_pages(player) == {}


def test_a_page_that_was_taken_is_offered_again_with_its_draft(player: Player) -> None:
    to_materials(player)
    shot, file = picture("PHOTO", b"shot"), picture("LEFT", b"file")
    player.tell(ev.PictureTaken("LEFT", file, loaded=True))
    player.tell(ev.PhotographTouched("PHOTO"), ev.PictureTaken("PHOTO", shot), ev.HomeTouched(AT))
    pages = [e.pages for e in player.of(ef.SavePages) if isinstance(e, ef.SavePages)]
    other = DraftPages("NOT-ASKED-FOR", is_loaded=False, pages=(shot,))
    draft = Draft(JOURNEY, UNEMPLOYMENT, AT, {}, (*pages, other))

    player.tell(taken_away())
    player.choose(UNEMPLOYMENT)
    player.tell(
        ev.Confirmed(), lies_there(), ev.CardRead(card()), ev.DraftFound(draft), ev.Confirmed(AT)
    )
    state = player.tell(ev.ConsentDeclined(AT))
    assert isinstance(state, Filling)
    given = {code: (g.how, g.pages) for code, g in state.matter.given_map().items()}
    assert given == {"LEFT": (How.FILE, (file,)), "PHOTO": (How.SCAN, (shot,))}
    player.fill()
    player.tell(ev.Confirmed(AT))
    player.sign()
    sent = {page.octets for page in player.the_submission().attachments}
    assert {b"shot", b"file"} <= sent


def test_pages_of_nobody_are_not_kept(player: Player) -> None:
    player.choose(UNEMPLOYMENT)
    matter = player.state.matter if isinstance(player.state, ReadingNotice) else None
    assert matter is not None
    player.session = replace(player.session, state=GivingMaterials(matter))
    player.tell(ev.PictureTaken("PHOTO", picture("PHOTO")))
    assert player.of(ef.SavePages) == []


def test_only_what_is_marked_so_may_be_promised(player: Player) -> None:
    player.choose("CD-YJS-0001")
    player.identify(card())
    player.fill()
    assert isinstance(player.state, GivingMaterials)
    materials = player.setting.package_of(player.state.matter).materials
    for material in materials:
        player.tell(ev.PromiseMade(material.code))
    promised = {g.material for g in player.state.matter.given if g.how is How.PROMISE}
    assert promised == {m.code for m in materials if m.deferrable}
    assert promised


def test_an_agent_cannot_type_the_principal_in(catalogue: Catalogue) -> None:
    player = Player(make_setting(catalogue, is_mandated=True))
    player.choose(UNEMPLOYMENT)
    player.tell(ev.Confirmed())
    assert isinstance(player.tell(ev.OtherWayTouched()), AwaitingCard)
    player.tell(lies_there(), ev.CardFailed(Code.CARD_PULLED))
    assert isinstance(player.tell(ev.OtherWayTouched()), CardTrouble)


def test_what_must_be_done_in_person_is_refused_to_an_agent(catalogue: Catalogue) -> None:
    package = catalogue.package(UNEMPLOYMENT)
    in_person = [msgspec.structs.replace(item, personal_presence=True) for item in package.items]
    strict = msgspec.structs.replace(package, items=in_person)
    others = [each for each in catalogue.packages if each.code != UNEMPLOYMENT]
    changed = msgspec.structs.replace(catalogue, packages=[strict, *others])
    player = Player(make_setting(changed, is_mandated=True))
    player.choose(UNEMPLOYMENT)
    player.tell(ev.Confirmed(), lies_there(), ev.CardRead(card()), taken_away())
    player.tell(lies_there(), ev.CardRead(card("测试李四", 2)))
    assert isinstance(player.state, CardTrouble)
    assert player.state.code is Code.MANDATE_NOT_ALLOWED


def test_a_full_disk_keeps_the_document_and_tries_the_same_one_again(player: Player) -> None:
    player.submit(UNEMPLOYMENT, card())
    player.tell(ev.SubmitFailed(Code.DISK_FULL))
    assert isinstance(player.state, SubmitTrouble)
    player.tell(ev.TriedAgain())
    first, second = player.of(ef.Submit)
    assert first == second


def test_a_person_waits_while_it_is_being_kept(player: Player) -> None:
    player.submit(UNEMPLOYMENT, card())
    assert isinstance(player.tell(ev.HomeTouched(AT), ev.TimedOut(AT)), Submitting)


def test_the_card_is_asked_for_and_then_the_first_page_comes(player: Player) -> None:
    player.tell(ev.MyCasesTouched(), lies_there(), ev.CardRead(card()))
    assert isinstance(player.tell(ev.CasesFound((case(),))), ViewingCases)
    assert isinstance(player.tell(ev.HomeTouched(AT)), TakingCard)
    assert any(isinstance(effect, ef.Forget) for effect in player.effects)
    assert isinstance(player.tell(taken_away()), Idle)


def test_the_code_of_a_receipt_opens_its_case_without_a_card(player: Player) -> None:
    state = player.tell(ev.ReceiptShown(case().id))
    assert state == ViewingCases("", "", chosen=case().id, receipt_of=case().id)
    assert player.effects == [ef.FindCase(case().id)]
    player.tell(ev.CasesFound((case(),)))
    assert isinstance(player.tell(ev.BackTouched()), Idle)
    assert any(isinstance(effect, ef.Forget) for effect in player.effects)


def test_another_receipt_shows_another_case_and_again_looks_again(player: Player) -> None:
    player.tell(ev.ReceiptShown(case().id), ev.CasesFailed(Code.CODE_CASE_ELSEWHERE))
    player.effects.clear()
    player.tell(ev.TriedAgain(), ev.ReceiptShown(RATING))
    assert player.effects == [ef.FindCase(case().id), ef.FindCase(RATING)]


def test_the_code_of_a_receipt_moves_nobody_away_who_is_doing_something(player: Player) -> None:
    player.submit(UNEMPLOYMENT, card())
    before = player.state
    assert player.tell(ev.ReceiptShown(RATING)) == before
    player.tell(ev.Submitted(case()), ev.HomeTouched(AT), taken_away())
    player.tell(lies_there(), ev.CardRead(card()), ev.CasesFound((case(),)))
    mine = player.state
    assert player.tell(ev.ReceiptShown(RATING)) == mine


def test_a_card_on_the_first_page_opens_my_cases(player: Player) -> None:
    player.tell(lies_there())
    assert isinstance(player.state, AwaitingCard)
    assert player.state.purpose is Purpose.MY_CASES
    assert [e for e in player.effects if isinstance(e, ef.ReadCard)]


def test_the_receipt_takes_the_official_number_when_it_comes(player: Player) -> None:
    player.submit(UNEMPLOYMENT, card())
    player.tell(ev.Submitted(case()))
    other = replace(case(RATING), official_no="430702-YJS-26-000009")
    player.tell(ev.CasesFound((other,)))
    assert isinstance(player.state, Received)
    assert player.state.case.official_no == "", "somebody else's number is not shown"
    player.tell(ev.CasesFound((other, replace(case(), official_no="430702-YJS-26-000001"))))
    assert player.state.case.official_no == "430702-YJS-26-000001"


def test_the_way_of_delivery_is_changed_from_the_review(player: Player) -> None:
    player.choose(UNEMPLOYMENT)
    player.identify(card())
    player.fill()
    player.hand_in()
    player.tell(
        ev.EditTouched("delivery"), ev.OptionTouched("不存在的方式"), ev.OptionTouched("免费邮寄")
    )
    assert isinstance(player.state, ChoosingDelivery)
    assert isinstance(player.tell(ev.Confirmed()), Signing)
    player.sign()
    submit = player.the_submission()
    assert submit.application.delivery == "免费邮寄"


def test_changing_the_situation_from_the_review_asks_for_no_card_again(player: Player) -> None:
    player.choose(UNEMPLOYMENT)
    player.identify(card())
    player.fill()
    player.hand_in()
    player.tell(ev.EditTouched("organ"), ev.Confirmed())
    assert isinstance(player.state, ReadingNotice)
    assert isinstance(player.tell(ev.Confirmed()), Filling)


def test_leaving_a_receipt_is_recorded_as_not_rated(player: Player) -> None:
    player.submit(UNEMPLOYMENT, card())
    player.tell(ev.Submitted(case()), ev.TimedOut(AT))
    (rated,) = player.of(ef.GiveRating)
    assert isinstance(rated, ef.GiveRating)
    assert rated.rating.level == 0


def test_a_rating_keeps_level_and_reasons(player: Player) -> None:
    player.submit(UNEMPLOYMENT, card())
    player.tell(ev.Submitted(case()), ev.RateTouched())
    assert isinstance(player.state, GivingRating)
    player.tell(ev.RatingGiven(RATING, AT))
    assert isinstance(player.state, GivingRating), "without a level there is nothing to give"
    player.tell(ev.LevelTouched(5), ev.ReasonTouched("510"), ev.RatingGiven(RATING, AT))
    (rated,) = player.of(ef.GiveRating)
    assert isinstance(rated, ef.GiveRating)
    assert (rated.rating.level, rated.rating.reasons) == (5, ["510"])


def test_an_agent_is_another_person_and_the_principal_signs_the_mandate(
    catalogue: Catalogue,
) -> None:
    player = Player(make_setting(catalogue, is_mandated=True))
    player.choose(UNEMPLOYMENT)
    player.tell(ev.Confirmed(), lies_there(), ev.CardRead(card()))
    assert isinstance(player.state, AwaitingCard)
    assert player.state.purpose is Purpose.AGENT
    player.tell(taken_away(), lies_there(), ev.CardRead(card()))
    assert isinstance(player.state, CardTrouble)
    assert player.state.code is Code.MANDATE_SAME_PERSON
    player.tell(taken_away(), lies_there(), ev.CardRead(card("测试李四", 2)))
    assert isinstance(player.state, SigningMandate)
    assert isinstance(player.tell(ev.Confirmed(AT)), SigningMandate), "not without a signature"
    player.tell(ev.SignatureDrawn(signature(b"mandate")), ev.Confirmed(AT))
    assert isinstance(player.state, AskingConsent)
    player.tell(ev.ConsentDeclined(AT))
    player.fill()
    player.hand_in()
    player.sign()
    submit = player.the_submission()
    mandate = submit.application.mandate
    assert mandate is not None
    assert mandate.agent.name == "测试李四"
    assert submit.application.applicant.name == "测试张三"


def test_two_identity_cards_wait_until_one_is_taken_away(player: Player) -> None:
    player.tell(ev.MyCasesTouched(), lies_there("R0"), ev.CardFailed(Code.CARDS_TWO))
    player.tell(lies_there("R1"), ev.CardFailed(Code.CARDS_TWO))
    assert isinstance(player.state, CardTrouble)
    player.effects.clear()
    player.tell(taken_away("R1"))
    assert player.effects == [ef.ReadCard(("R0",))]
    player.tell(ev.CardRead(card()))
    assert isinstance(player.state, ViewingCases)


def test_all_cards_that_lie_there_are_looked_at(player: Player) -> None:
    player.tell(lies_there("R0"), ev.CardFailed(Code.CARD_UNKNOWN))
    player.effects.clear()
    player.tell(lies_there("R1"))
    assert player.effects == [ef.ReadCard(("R1", "R0"))]


def test_a_reader_that_goes_while_others_work_is_no_fault(player: Player) -> None:
    player.tell(ev.MyCasesTouched())
    gone = CardNews(ReaderState.NO_READER, "R1", code=Code.READER_ABSENT)
    player.tell(ev.CardChanged(gone))
    assert player.session.reader_fault is None
    player.tell(ev.CardChanged(replace(gone, reader="")))
    assert player.session.reader_fault is Code.READER_ABSENT
