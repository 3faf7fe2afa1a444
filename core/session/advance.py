"""One step of a citizen's session: a pure function of session, event and setting.

Leaving (home, time-out, finish) is handled once, above all states, and always yields Forget.
"""

from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID, uuid5

from core.errors import Code
from core.ports import ReaderState
from core.session import (
    adding,
    choosing,
    filling,
    finishing,
    handing_in,
    identifying,
    signing,
    withdrawing,
)
from core.session import events as ev
from core.session.drafting import keeping_pages
from core.session.effects import Effect, Forget, GiveRating, Play, Sound, StopCamera
from core.session.setting import Setting
from core.session.states import (
    AddingMaterials,
    Answering,
    AskingConsent,
    AwaitingCard,
    Browsing,
    CapturingFace,
    CapturingMaterial,
    CapturingMore,
    CardTrouble,
    ChoosingDelivery,
    ChoosingOrgan,
    ChoosingSubject,
    Filling,
    GivingMaterials,
    GivingRating,
    Helping,
    Idle,
    Purpose,
    ReadingNotice,
    Received,
    Refused,
    ResumingDraft,
    Searching,
    Session,
    Signing,
    SigningMandate,
    State,
    Submitting,
    SubmitTrouble,
    TakingCard,
    ViewingCases,
    Withdrawing,
)
from core.session.step import Step, stay


@dataclass(frozen=True, slots=True, repr=False)
class Advance:
    """The session after an event, and what the room has to do now, in order."""

    session: Session
    effects: tuple[Effect, ...] = ()


def advance(session: Session, event: ev.Event, setting: Setting) -> Advance:
    """Take one event. Never fails: an event that means nothing on this page changes nothing."""
    if isinstance(event, ev.CardChanged):
        return _card_changed(session, event)
    if isinstance(event, ev.HomeTouched | ev.TimedOut):
        return leave(session, event, setting)
    if isinstance(event, ev.HelpTouched):
        return _help(session)
    if isinstance(event, ev.ReceiptShown) and _may_show_receipt(session.state):
        step = finishing.view_receipt(event.case)
        return Advance(replace(session, state=step.state), step.effects)
    step = step_of(session.state, event, setting)
    if isinstance(step.state, Idle) and not isinstance(session.state, Idle):
        return _left(session, step.effects)
    return _entered(replace(session, state=step.state), session.state, step.effects)


def leave(session: Session, event: ev.HomeTouched | ev.TimedOut, setting: Setting) -> Advance:
    """Leave from anywhere. A receipt that is being made durable is not walked away from."""
    state = session.state.back if isinstance(session.state, Helping) else session.state
    if isinstance(state, Submitting):
        return Advance(replace(session, state=state))
    before: tuple[Effect, ...] = ()
    if isinstance(state, Received | GivingRating):
        unrated = str(uuid5(UUID(state.case.id), "unrated"))  # the same however often it is said
        rating = finishing.not_rated(GivingRating(state.case), unrated, event.at, setting)
        before = (GiveRating(rating),)
    return _left(session, before)


def _left(session: Session, before: tuple[Effect, ...]) -> Advance:
    """Everything of the citizen is dropped; a card that still lies there is asked for."""
    lies_there = bool(session.card_reader) and not isinstance(session.state, Idle)
    nobody: State = TakingCard() if lies_there else Idle()
    warn: tuple[Effect, ...] = (Play(Sound.ATTENTION),) if lies_there else ()
    after = replace(session, number=session.number + 1, state=nobody)
    return Advance(after, (*before, StopCamera(), Forget(), *warn))


def _help(session: Session) -> Advance:
    if isinstance(session.state, Helping | Submitting):
        return Advance(session)
    return Advance(replace(session, state=Helping(session.state)))


def _may_show_receipt(state: State) -> bool:
    """Nobody is here, or somebody wants to see cases and has shown no card yet."""
    match state:
        case Idle():
            return True
        case AwaitingCard():
            return state.purpose is Purpose.MY_CASES and not state.is_reading
        case CardTrouble():
            return state.purpose is Purpose.MY_CASES
        case _:
            return False


def _card_changed(session: Session, event: ev.CardChanged) -> Advance:
    """Keep where a card lies; a page that waits for one begins to read."""
    news = event.news
    present = news.state is ReaderState.CARD_PRESENT
    if present:
        others = tuple(name for name in session.card_readers if name != news.reader)
        session = replace(session, card_reader=news.reader, other_readers=others, reader_fault=None)
        return _card_arrived(session)
    # Without a name no reader is left.
    left = tuple(name for name in session.card_readers if news.reader not in ("", name))
    had_left = bool(left) and left == session.card_readers
    fault = None if news.reader or news.state is ReaderState.EMPTY else news.code
    session = replace(
        session,
        card_reader=left[0] if left else "",
        other_readers=left[1:],
        reader_fault=fault,
    )
    if had_left:
        return Advance(session)  # another reader: those that hold cards have not changed
    if left:
        return _one_of_several_left(session)
    if isinstance(session.state, TakingCard):
        return Advance(replace(session, state=Idle()))
    if isinstance(session.state, AwaitingCard) and not session.state.is_reading:
        state = replace(session.state, reader_fault=session.reader_fault)
        return Advance(replace(session, state=state))
    return Advance(session)


def _one_of_several_left(session: Session) -> Advance:
    """A card was taken away and another lies there still: where two were too many, read it."""
    state = session.state
    if isinstance(state, CardTrouble) and state.code is Code.CARDS_TWO:
        return _card_arrived(session)
    return Advance(session)


def _card_arrived(session: Session) -> Advance:
    state = session.state
    if isinstance(state, Idle):
        state = AwaitingCard(Purpose.MY_CASES)
    if isinstance(state, CardTrouble):
        state = AwaitingCard(state.purpose, state.matter)
    if isinstance(state, AwaitingCard) and not state.is_reading:
        step = identifying.begin_reading(state, session.card_readers)
        return Advance(replace(session, state=step.state), step.effects)
    return Advance(session)


def _entered(session: Session, old: State, effects: tuple[Effect, ...]) -> Advance:
    """A page that waits for a card and finds one lying there begins to read it."""
    state = session.state
    entered = isinstance(state, AwaitingCard) and not isinstance(old, AwaitingCard)
    if entered and isinstance(state, AwaitingCard) and session.card_reader:
        step = identifying.begin_reading(state, session.card_readers)
        return Advance(replace(session, state=step.state), (*effects, *step.effects))
    if entered and isinstance(state, AwaitingCard) and session.reader_fault:
        state = replace(state, reader_fault=session.reader_fault)
        return Advance(replace(session, state=state), effects)
    return Advance(session, effects)


def step_of(state: State, event: ev.Event, setting: Setting) -> Step:
    """The step of one state. mypy refuses a state that is forgotten here."""
    match state:
        case Idle() | Searching() | Browsing():
            return choosing.at_first_page(state, event, setting)
        case Refused():
            return finishing.turn_away(state, event, setting)
        case ChoosingSubject():
            return choosing.choose_subject(state, event, setting)
        case Answering():
            return choosing.answer(state, event, setting)
        case ChoosingOrgan():
            return choosing.choose_organ(state, event, setting)
        case ReadingNotice():
            return choosing.read_notice(state, event, setting)
        case AwaitingCard():
            return identifying.await_card(state, event, setting)
        case CardTrouble():
            return identifying.mend_card(state, event, setting)
        case ResumingDraft():
            return identifying.resume_draft(state, event, setting)
        case AskingConsent():
            return identifying.ask_consent(state, event, setting)
        case CapturingFace():
            return identifying.capture_face(state, event, setting)
        case SigningMandate():
            return identifying.sign_mandate(state, event, setting)
        case Filling():
            return filling.fill(state, event, setting)
        case GivingMaterials():
            return keeping_pages(state, handing_in.hand_in(state, event, setting), setting)
        case CapturingMaterial():
            return keeping_pages(state, handing_in.capture(state, event, setting), setting)
        case Signing():
            return signing.sign(state, event, setting)
        case ChoosingDelivery():
            return signing.choose_delivery(state, event, setting)
        case Submitting():
            return signing.keep(state, event, setting)
        case SubmitTrouble():
            return signing.mend_submit(state, event, setting)
        case Received():
            return finishing.receive(state, event, setting)
        case GivingRating():
            return finishing.rate(state, event, setting)
        case TakingCard():
            return stay(state)
        case ViewingCases():
            return finishing.view_cases(state, event, setting)
        case Withdrawing():
            return withdrawing.withdraw(state, event, setting)
        case AddingMaterials():
            return adding.add_materials(state, event, setting)
        case CapturingMore():
            return adding.capture_more(state, event, setting)
        case Helping():
            return Step(state.back) if isinstance(event, ev.BackTouched) else stay(state)
        case _:
            assert_never(state)
