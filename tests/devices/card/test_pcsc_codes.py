"""Every PC/SC result that the field notes name has its code."""

import pytest
from smartcard import scard

from core.errors import Code
from devices.card.pcsc_codes import CANCELLED, CODES, TIMEOUT, code_of

NAMED = {
    Code.READER_SERVICE_DOWN: (
        scard.SCARD_E_NO_SERVICE,
        scard.SCARD_E_SERVICE_STOPPED,
        scard.SCARD_F_COMM_ERROR,
        scard.SCARD_E_INVALID_HANDLE,
        scard.SCARD_F_INTERNAL_ERROR,
        scard.SCARD_F_UNKNOWN_ERROR,
        scard.SCARD_E_NO_MEMORY,
    ),
    Code.READER_ABSENT: (
        scard.SCARD_E_NO_READERS_AVAILABLE,
        scard.SCARD_E_READER_UNAVAILABLE,
        scard.SCARD_E_UNKNOWN_READER,
    ),
    Code.CARD_PULLED: (scard.SCARD_E_NO_SMARTCARD, scard.SCARD_W_REMOVED_CARD),
    Code.READER_BUSY: (scard.SCARD_E_SHARING_VIOLATION,),
    Code.CARD_MUTE: (
        scard.SCARD_W_UNRESPONSIVE_CARD,
        scard.SCARD_W_UNPOWERED_CARD,
        scard.SCARD_W_RESET_CARD,
        scard.SCARD_E_PROTO_MISMATCH,
        scard.SCARD_E_NOT_TRANSACTED,
        0x8010002F,  # SCARD_E_COMM_DATA_LOST, which the Linux library does not name
    ),
    Code.READER_DENIED: (scard.SCARD_W_SECURITY_VIOLATION,),
    Code.CARD_UNKNOWN: (scard.SCARD_W_UNSUPPORTED_CARD,),
}


@pytest.mark.parametrize(
    ("hresult", "code"), [(hresult, code) for code, all_of in NAMED.items() for hresult in all_of]
)
def test_a_result_has_the_code_for_what_a_person_can_do(hresult: int, code: Code) -> None:
    assert code_of(hresult) is code


@pytest.mark.parametrize("hresult", list(CODES))
def test_a_negative_result_is_the_same_result(hresult: int) -> None:
    assert code_of(hresult - 2**32) is code_of(hresult)


def test_no_result_is_listed_beyond_those_named_here() -> None:
    named = {hresult & 0xFFFFFFFF for all_of in NAMED.values() for hresult in all_of}
    assert set(CODES) == named


@pytest.mark.parametrize("hresult", [0x80100099, 1, 0x80100004])
def test_a_result_that_no_list_names_is_unexpected(hresult: int) -> None:
    assert code_of(hresult) is Code.UNEXPECTED


def test_ends_of_a_wait_are_the_numbers_of_the_library() -> None:
    assert (CANCELLED, TIMEOUT) == (
        scard.SCARD_E_CANCELLED & 0xFFFFFFFF,
        scard.SCARD_E_TIMEOUT & 0xFFFFFFFF,
    )
