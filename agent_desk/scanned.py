"""What the desk does with a scanned code: a receipt opens its case, anything else is said."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QApplication

from core.errors import Code
from core.ports import CaseView
from core.scanned_code import CaseLinkScanned, ReceiptScanned, ScannedCode, refusal_of


class CaseShower(Protocol):
    """The desk's window, as far as a scan needs it."""

    def is_signed_in(self) -> bool: ...
    def is_taking_a_case(self) -> bool: ...
    def cases(self) -> Sequence[CaseView]: ...
    def open_case(self, case_id: str) -> None: ...
    def say_code(self, code: Code) -> None: ...


def show_scan(window: CaseShower, found: ScannedCode) -> None:
    """Nobody signed in: nothing. An agent who is taking a case is not led away from it by a code
    that is no receipt."""
    if not window.is_signed_in():
        return
    refusal = refusal_of(found)
    if refusal is None:
        case = _case_of(window.cases(), found)
        if case is not None:
            window.open_case(case.id)
            return
        refusal = Code.CODE_CASE_ELSEWHERE
    say_refusal(window, refusal)


def say_refusal(window: CaseShower, code: Code) -> None:
    """Say why a code is of no use, where there is room for it."""
    if window.is_taking_a_case():
        QApplication.beep()
    elif window.is_signed_in():
        window.say_code(code)


def _case_of(cases: Sequence[CaseView], found: ScannedCode) -> CaseView | None:
    match found:
        case ReceiptScanned(number):
            return next((one for one in cases if one.receipt_no == number), None)
        case CaseLinkScanned(case_id):
            return next((one for one in cases if one.id == case_id), None)
        case _:
            return None
