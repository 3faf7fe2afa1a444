"""撤回申请: asked once more, queued once, and never by another than the person of the card."""

from dataclasses import replace

import pytest

from core.case_states import ENDED
from core.catalogue import Catalogue
from core.errors import Code
from core.session import effects as ef
from core.session import events as ev
from core.session.states import ViewingCases, Withdrawing
from tests.core.session.player import Player
from tests.core.session.stage import AT, card, case, lies_there, make_setting, shipped_catalogue

FRESH = "01930000-0000-7000-8000-00000000000f"
CASE = case()
ASKED = replace(CASE, withdrawal_asked=True)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped_catalogue()


@pytest.fixture
def player(catalogue: Catalogue) -> Player:
    """My cases, found by a card."""
    player = Player(make_setting(catalogue))
    player.tell(lies_there(), ev.CardRead(card()), ev.CasesFound((CASE,)))
    player.tell(ev.OptionTouched(CASE.id))
    assert isinstance(player.state, ViewingCases)
    return player


def test_it_is_asked_once_more_and_no_is_no(player: Player) -> None:
    viewing = player.state
    assert isinstance(player.tell(ev.WithdrawTouched(CASE.id)), Withdrawing)
    assert player.of(ef.Withdraw) == []
    assert player.tell(ev.BackTouched()) == viewing


def test_yes_queues_a_letter_of_the_person_and_shows_what_the_book_says(player: Player) -> None:
    player.tell(ev.WithdrawTouched(CASE.id), ev.WithdrawalGiven(FRESH, AT))
    player.tell(ev.WithdrawalGiven("another", AT), ev.BackTouched())
    (effect,) = player.of(ef.Withdraw)
    assert isinstance(effect, ef.Withdraw)
    letter = effect.withdrawal
    assert (letter.id, letter.case, letter.at) == (FRESH, CASE.id, AT)
    assert (letter.person.number, letter.person.how) == (card().number, "card")
    state = player.tell(ev.Withdrawn(ASKED))
    assert isinstance(state, ViewingCases)
    assert state.cases == (ASKED,)
    assert player.tell(ev.WithdrawTouched(CASE.id)) == state, "once is enough"


def test_a_book_that_refuses_is_told_and_it_may_be_tried_again(player: Player) -> None:
    player.tell(ev.WithdrawTouched(CASE.id), ev.WithdrawalGiven(FRESH, AT))
    state = player.tell(ev.WithdrawFailed(Code.DISK_FULL))
    assert isinstance(state, Withdrawing)
    assert (state.fault, state.letter) == (Code.DISK_FULL, None)
    player.tell(ev.WithdrawalGiven(FRESH, AT))
    assert len(player.of(ef.Withdraw)) == 2


@pytest.mark.parametrize("state", sorted(ENDED | {"quarantined"}))
def test_what_is_over_is_not_taken_back(player: Player, state: str) -> None:
    viewing = player.tell(ev.CasesFound((replace(CASE, state=state),)))
    assert player.tell(ev.WithdrawTouched(CASE.id)) == viewing


def test_neither_a_receipts_code_nor_a_closed_terminal_takes_a_case_back(player: Player) -> None:
    viewing = player.state
    player.setting = replace(player.setting, closed=Code.DATABASE_COPIED)
    assert player.tell(ev.WithdrawTouched(CASE.id)) == viewing
    player.setting = replace(player.setting, closed=None)
    assert isinstance(viewing, ViewingCases)
    by_code = replace(viewing, card=None, receipt_of=CASE.id)
    player.session = replace(player.session, state=by_code)
    assert player.tell(ev.WithdrawTouched(CASE.id)) == by_code


def test_another_case_than_those_of_the_list_is_none(player: Player) -> None:
    viewing = player.state
    assert player.tell(ev.WithdrawTouched(FRESH)) == viewing
