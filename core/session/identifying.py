"""Who is here: the card, the agent's card, the consent and the face."""

from dataclasses import replace

from core.card import IdCard, fault_of
from core.errors import Code, DeskError
from core.mandate import check_mandate
from core.resident_number import age_on
from core.session import events as ev
from core.session.drafting import resumed
from core.session.effects import (
    Effect,
    FindCases,
    FindDraft,
    ForgetDraft,
    Lens,
    Play,
    ReadCard,
    Sound,
    StartCamera,
    StopCamera,
)
from core.session.filling import start_filling
from core.session.matter import FaceState, Matter, Signature, without_face
from core.session.setting import Setting
from core.session.states import (
    AskingConsent,
    AwaitingCard,
    CapturingFace,
    CardTrouble,
    Idle,
    Purpose,
    ReadingNotice,
    Refused,
    ResumingDraft,
    SigningMandate,
    ViewingCases,
)
from core.session.step import Step, stay

_READER_FAULTS = frozenset(
    {
        Code.READER_SERVICE_DOWN,
        Code.READER_ABSENT,
        Code.READER_BUSY,
        Code.READER_DENIED,
        Code.READER_MUTE,
        Code.SAM_REFUSES,
    }
)


def begin_reading(state: AwaitingCard, readers: tuple[str, ...]) -> Step:
    """Cards lie on these readers: read them. An agent's card is another than the principal's."""
    is_agent = state.purpose is Purpose.AGENT and state.matter is not None and state.matter.card
    known = state.matter.card.number if is_agent and state.matter and state.matter.card else ""
    read = ReadCard(readers, known)
    return Step(replace(state, is_reading=True, reader_fault=None), (read,))


def await_card(state: AwaitingCard, event: ev.Event, setting: Setting) -> Step:
    """Waiting for a card or reading one. Arrival is handled in `advance`, above the states."""
    match event:
        case ev.CardRead(card) if state.is_reading:
            return card_was_read(state, card, setting)
        case ev.CardFailed(code) if code in _READER_FAULTS:
            return Step(replace(state, is_reading=False, reader_fault=code))
        case ev.CardFailed(code):
            trouble = CardTrouble(state.purpose, code, state.matter)
            return Step(trouble, (Play(Sound.ATTENTION),))
        case ev.OtherWayTouched() if may_type_identity(state, setting) and state.matter:
            return Step(start_filling(state.matter, setting))
        case ev.BackTouched():
            return Step(ReadingNotice(state.matter) if state.matter else Idle())
        case _:
            return stay(state)


def may_type_identity(state: AwaitingCard | CardTrouble, setting: Setting) -> bool:
    """Whether the applicant may be typed in and checked by a person later. Never where an agent
    acts: a mandate names two people whose cards were read."""
    return state.purpose is Purpose.APPLY and not setting.is_mandated


def card_was_read(state: AwaitingCard, card: IdCard, setting: Setting) -> Step:
    """Check the card, then go where its purpose leads."""
    fault = fault_of(card, setting.today)
    if fault is not None:
        return Step(CardTrouble(state.purpose, fault, state.matter), (Play(Sound.ATTENTION),))
    sound = Play(Sound.CARD_READ)
    if state.purpose is Purpose.MY_CASES or state.matter is None:
        viewing = ViewingCases(card.name[:1] + "**", card.number, card=card)
        return Step(viewing, (sound, FindCases(card.number)))
    if state.purpose is Purpose.AGENT:
        return agent_was_read(state.matter, card, setting, sound)
    package = setting.package_of(state.matter)
    if age_on(card.birth, setting.today) < package.minimum_age:
        return Step(Refused(package.code, "refused.too_young"), (sound,))
    matter, before = handed_over(without_face(state.matter), card)
    if setting.is_mandated:
        return Step(AwaitingCard(Purpose.AGENT, matter), (sound, *before))
    return Step(AskingConsent(matter), (sound, *before, FindDraft(card.number, package.code)))


def handed_over(matter: Matter, card: IdCard) -> tuple[Matter, tuple[Effect, ...]]:
    """The matter with a card. What another person typed and handed in before going back is not
    shown to this one, and does not go on under the same draft."""
    if matter.person in ("", card.number):
        return replace(matter, card=card, person=card.number), ()
    clean = Matter(
        id=matter.id,
        package=matter.package,
        subject=matter.subject,
        answers=matter.answers,
        organ=matter.organ,
        delivery=matter.delivery,
        card=card,
        person=card.number,
    )
    return clean, (ForgetDraft(matter.id),)


def agent_was_read(matter: Matter, card: IdCard, setting: Setting, sound: Effect) -> Step:
    """The agent's own card: never the principal's (民法典 art. 168)."""
    principal = matter.card.number if matter.card is not None else ""
    try:
        check_mandate(principal, card.number, setting.plan_of(matter).items)
    except DeskError as refusal:
        trouble = CardTrouble(Purpose.AGENT, refusal.code, matter)
        return Step(trouble, (Play(Sound.ATTENTION),))
    return Step(SigningMandate(replace(matter, agent_card=card)), (sound,))


def mend_card(state: CardTrouble, event: ev.Event, setting: Setting) -> Step:
    """Again, another way, or back."""
    match event:
        case ev.TriedAgain():
            return Step(AwaitingCard(state.purpose, state.matter))
        case ev.OtherWayTouched() if may_type_identity(state, setting) and state.matter:
            return Step(start_filling(state.matter, setting))
        case ev.BackTouched():
            return Step(ReadingNotice(state.matter) if state.matter else Idle())
        case _:
            return stay(state)


def sign_mandate(state: SigningMandate, event: ev.Event, setting: Setting) -> Step:
    """The principal signs; without the signature there is no way on."""
    match event:
        case ev.SignatureDrawn(signature):
            return Step(SigningMandate(replace(state.matter, mandate=signature)))
        case ev.SignatureWiped():
            return Step(SigningMandate(replace(state.matter, mandate=None)))
        case ev.Confirmed(at) if state.matter.mandate is not None and state.matter.card:
            matter = replace(state.matter, mandate_at=at)
            find = FindDraft(state.matter.card.number, matter.package)
            return Step(AskingConsent(matter), (find,))
        case ev.BackTouched():
            return Step(AwaitingCard(Purpose.AGENT, replace(state.matter, mandate=None)))
        case _:
            return stay(state)


def ask_consent(state: AskingConsent, event: ev.Event, setting: Setting) -> Step:
    """Consent to face capture. A draft that was found is offered first."""
    match event:
        case ev.DraftFound(draft) if draft is not None and draft.package == state.matter.package:
            return Step(ResumingDraft(state.matter, draft))
        case ev.ConsentGiven(at):
            matter = replace(state.matter, consent=True, consent_at=at)
            return Step(CapturingFace(matter), (StartCamera(Lens.FACE),))
        case ev.ConsentDeclined(at):
            return Step(start_filling(declined(state.matter, at), setting))
        case ev.BackTouched():
            return Step(ReadingNotice(_without_card(state.matter)))
        case _:
            return stay(state)


def declined(matter: Matter, at: str) -> Matter:
    """Without the face: a person's check is queued with the case instead."""
    return replace(without_face(matter, FaceState.DECLINED), consent=False, consent_at=at)


def resume_draft(state: ResumingDraft, event: ev.Event, setting: Setting) -> Step:
    """Go on with the draft, or begin anew and delete it."""
    match event:
        case ev.Confirmed():
            return Step(AskingConsent(resumed(state.matter, state.draft, setting)))
        case ev.OtherWayTouched():
            return Step(AskingConsent(state.matter), (ForgetDraft(state.draft.id),))
        case ev.BackTouched():
            return Step(ReadingNotice(_without_card(state.matter)))
        case _:
            return stay(state)


def capture_face(state: CapturingFace, event: ev.Event, setting: Setting) -> Step:
    """The camera looks; declining is still possible, and a missing camera never ends the way."""
    match event:
        case ev.FaceTaken():
            filling = start_filling(with_face(state.matter, event), setting)
            if event.comparison is not None and event.comparison.verdict != "same":
                filling = replace(filling, fault=Code.FACE_NOT_LIKE_CARD)
            return Step(filling, (StopCamera(), Play(Sound.DONE)))
        case ev.ConsentDeclined(at):
            return Step(start_filling(declined(state.matter, at), setting), (StopCamera(),))
        case ev.CameraFailed(code):
            matter = without_face(state.matter, FaceState.NO_CAMERA)
            filling = replace(start_filling(matter, setting), fault=code)
            return Step(filling, (StopCamera(),))
        case ev.BackTouched():
            return Step(AskingConsent(state.matter), (StopCamera(),))
        case _:
            return stay(state)


def with_face(matter: Matter, taken: ev.FaceTaken) -> Matter:
    """The face as it was taken; compared only where numbers say so and a card is there."""
    comparison = taken.comparison if matter.card is not None else None
    return replace(
        matter,
        face=taken.picture,
        face_quality=taken.quality,
        face_state=FaceState.COMPARED if comparison else FaceState.CAPTURED,
        face_liveness=taken.liveness,
        face_comparison=comparison,
    )


def _without_card(matter: Matter) -> Matter:
    nothing: Signature | None = None
    return replace(without_face(matter), card=None, agent_card=None, mandate=nothing)
