"""After the submission: receipt, rating, the card that still lies there, and my cases."""

from dataclasses import replace

from core.application import Rating
from core.rating import TEXT_LIMIT
from core.session import events as ev
from core.session.adding import begin_adding
from core.session.effects import (
    Effect,
    FindCase,
    FindCases,
    GiveRating,
    KeepPaper,
    Paper,
    Play,
    Print,
    Sound,
)
from core.session.setting import Setting
from core.session.states import (
    GivingRating,
    Idle,
    PrintState,
    Received,
    Refused,
    State,
    ViewingCases,
)
from core.session.step import Step, stay
from core.session.withdrawing import ask_withdrawal


def receive(state: Received, event: ev.Event, setting: Setting) -> Step:
    """The receipt."""
    match event:
        case ev.Printed():
            return Step(replace(state, print_state=PrintState.PRINTED, fault=None))
        case ev.PrintFailed(code):
            failed = replace(state, print_state=PrintState.FAILED, fault=code)
            return Step(failed, (Play(Sound.ATTENTION),))
        case ev.KeepTouched() if state.print_state is PrintState.FAILED:
            keeping = replace(state, print_state=PrintState.PRINTING, fault=None)
            return Step(keeping, (KeepPaper(Paper.RECEIPT),))
        case ev.PaperKept():
            return Step(replace(state, print_state=PrintState.KEPT, fault=None))
        case ev.PrintTouched():
            printing = replace(state, print_state=PrintState.PRINTING, fault=None)
            return Step(printing, (Print(Paper.RECEIPT),))
        case ev.CasesFound(cases):
            newer = next((case for case in cases if case.id == state.case.id), state.case)
            return Step(replace(state, case=newer))
        case ev.RateTouched() | ev.Confirmed():
            return Step(GivingRating(state.case))
        case _:
            return stay(state)


def rate(state: GivingRating, event: ev.Event, setting: Setting) -> Step:
    """好差评. Changing the level drops reasons that belong to another one."""
    match event:
        case ev.LevelTouched(level) if 1 <= level <= 5:
            reasons = state.reasons if level == state.level else ()
            return Step(replace(state, level=level, reasons=reasons))
        case ev.ReasonTouched(code):
            return Step(replace(state, reasons=_toggled(state.reasons, code)))
        case ev.RatingTextTyped(text):
            return Step(replace(state, text=text[:TEXT_LIMIT]))
        case ev.RatingGiven(rating, at) if state.level:
            return Step(Idle(), (GiveRating(_rating(state, rating, at, setting)),))
        case ev.RatingSkipped(rating, at):
            return Step(Idle(), (GiveRating(not_rated(state, rating, at, setting)),))
        case _:
            return stay(state)


def not_rated(state: GivingRating, rating: str, at: str, setting: Setting) -> Rating:
    """未评价 is recorded as such and never as good."""
    return _rating(GivingRating(state.case), rating, at, setting)


def _rating(state: GivingRating, rating: str, at: str, setting: Setting) -> Rating:
    return Rating(
        id=rating,
        case=state.case.id,
        level=state.level,
        reasons=list(state.reasons),
        text=state.text,
        channel="5" if setting.channel == "kiosk" else "4",
        at=at,
    )


def _toggled(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(c for c in codes if c != code) if code in codes else (*codes, code)


def view_cases(state: ViewingCases, event: ev.Event, setting: Setting) -> Step:
    """My cases."""
    match event:
        case ev.CasesFound(cases):
            return Step(replace(state, cases=cases, fault=None))
        case ev.CasesFailed(code):
            return Step(replace(state, cases=(), fault=code))
        case ev.OptionTouched(code):
            return Step(replace(state, chosen=code))
        case ev.ReceiptShown(case) if state.receipt_of:
            return view_receipt(case)
        case ev.TriedAgain() if state.receipt_of:
            return view_receipt(state.receipt_of)
        case ev.WithdrawTouched(case_id):
            return ask_withdrawal(state, case_id, setting)
        case ev.AddTouched(case_id):
            return begin_adding(state, case_id, setting)
        case ev.TriedAgain():
            again: tuple[Effect, ...] = (FindCases(state.owner),)
            return Step(replace(state, cases=None, fault=None), again)
        case ev.BackTouched() if state.chosen and not state.receipt_of:
            return Step(replace(state, chosen=""))
        case ev.BackTouched():
            return Step(Idle())
        case _:
            return stay(state)


def view_receipt(case: str) -> Step:
    """The case of a receipt whose code was scanned. Whoever holds the receipt may see it, as behind
    the same code on a telephone: masked, and nothing of the form."""
    viewing = ViewingCases("", "", chosen=case, receipt_of=case)
    return Step(viewing, (FindCase(case),))


def turn_away(state: Refused, event: ev.Event, setting: Setting) -> Step:
    """A way that ended: back to the first page."""
    match event:
        case ev.BackTouched() | ev.Confirmed():
            nowhere: State = Idle()
            return Step(nowhere)
        case _:
            return stay(state)
