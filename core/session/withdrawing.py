"""撤回申请: the applicant, whose card was read, takes a case of this terminal back."""

from dataclasses import replace

from core.case_states import ENDED
from core.followups import Withdrawal
from core.ports import CaseView
from core.session import events as ev
from core.session.document import person_of
from core.session.effects import Play, Sound, Withdraw
from core.session.setting import Setting
from core.session.states import ViewingCases, Withdrawing
from core.session.step import Step, stay

_NOT_TO_ASK = ENDED | {"quarantined"}  # over; or the city did not take it, and staff look


def may_withdraw(case: CaseView, viewing: ViewingCases, setting: Setting) -> bool:
    """Whether taking it back may be asked for here: only by a card (a receipt's code may be
    anybody's), not twice, not where the case is over, and not where this terminal may queue
    nothing. The city decides what it does."""
    over = case.state in _NOT_TO_ASK or case.withdrawal_asked
    return viewing.card is not None and not over and setting.closed is None


def ask_withdrawal(state: ViewingCases, case_id: str, setting: Setting) -> Step:
    """The question for a case of the list."""
    case = next((case for case in state.cases or () if case.id == case_id), None)
    if case is None or not may_withdraw(case, state, setting):
        return stay(state)
    return Step(Withdrawing(state, case))


def withdraw(state: Withdrawing, event: ev.Event, setting: Setting) -> Step:
    """Yes, no, and what the records say."""
    card = state.viewing.card
    match event:
        case ev.WithdrawalGiven(fresh, at) if state.letter is None and card is not None:
            letter = Withdrawal(id=fresh, case=state.case.id, at=at, person=person_of(card))
            return Step(replace(state, letter=letter, fault=None), (Withdraw(letter),))
        case ev.Withdrawn(case) if state.letter is not None:
            return Step(_seen(state.viewing, case), (Play(Sound.DONE),))
        case ev.WithdrawFailed(code) if state.letter is not None:
            failed = replace(state, letter=None, fault=code)
            return Step(failed, (Play(Sound.ATTENTION),))
        case ev.BackTouched() if state.letter is None:
            return Step(state.viewing)
        case _:
            return stay(state)


def _seen(viewing: ViewingCases, case: CaseView | None) -> ViewingCases:
    """The list with the case as it is now."""
    if case is None:
        return viewing
    cases = tuple(case if old.id == case.id else old for old in viewing.cases or ())
    return replace(viewing, cases=cases)
