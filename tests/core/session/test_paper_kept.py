"""Where no paper came out, a person may keep it on a stick."""

import pytest

from core.errors import Code
from core.session import effects as ef
from core.session import events as ev
from core.session.finishing import receive
from core.session.states import PrintState, Received
from core.session.step import Step
from tests.core.session.stage import case, make_setting, shipped_catalogue

SETTING = make_setting(shipped_catalogue())


def told(state: Received, event: ev.Event) -> Step:
    return receive(state, event, SETTING)


def received(state: PrintState, fault: Code | None = None) -> Received:
    return Received(case(), case().package, (), state, fault)


def test_a_receipt_that_was_not_printed_is_kept_on_the_stick() -> None:
    step = told(received(PrintState.FAILED, Code.PRINTER_ABSENT), ev.KeepTouched())
    assert step.effects == (ef.KeepPaper(ef.Paper.RECEIPT),)
    assert isinstance(step.state, Received)
    assert step.state.fault is None
    kept = told(step.state, ev.PaperKept())
    assert kept.state == received(PrintState.KEPT)


def test_a_stick_that_is_not_there_is_told_and_it_may_be_tried_again() -> None:
    keeping = told(received(PrintState.FAILED, Code.PRINTER_ABSENT), ev.KeepTouched()).state
    assert isinstance(keeping, Received)
    failed = told(keeping, ev.PrintFailed(Code.STICK_ABSENT)).state
    assert failed == received(PrintState.FAILED, Code.STICK_ABSENT)
    assert isinstance(failed, Received)
    assert told(failed, ev.KeepTouched()).effects


@pytest.mark.parametrize("state", [PrintState.PRINTING, PrintState.PRINTED, PrintState.KEPT])
def test_what_was_printed_is_not_kept_too(state: PrintState) -> None:
    assert told(received(state), ev.KeepTouched()) == Step(received(state))
