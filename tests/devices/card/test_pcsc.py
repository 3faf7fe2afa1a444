"""The thin layer over PC/SC with a library that fails on order: what no rig can bring about."""

from collections.abc import Callable

import pytest
from smartcard import scard

from core.errors import CardError, Code
from devices.card.pcsc import PcscContext

DENIED = scard.SCARD_W_SECURITY_VIOLATION


def failing(*answer: object) -> Callable[..., tuple[object, ...]]:
    return lambda *_: answer


def working_context(monkeypatch: pytest.MonkeyPatch) -> PcscContext:
    monkeypatch.setattr(scard, "SCardEstablishContext", failing(scard.SCARD_S_SUCCESS, 1))
    return PcscContext()


def test_a_service_that_refuses_a_user_is_told_as_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scard, "SCardEstablishContext", failing(DENIED, 0))
    with pytest.raises(CardError) as caught:
        PcscContext()
    assert caught.value.code is Code.READER_DENIED


def test_a_refusal_to_use_the_card_is_told_as_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    context = working_context(monkeypatch)
    monkeypatch.setattr(scard, "SCardConnect", failing(DENIED, 0, 0))
    with pytest.raises(CardError) as caught:
        context.connect("A")
    assert caught.value.code is Code.READER_DENIED


def test_a_refusal_in_the_midst_of_waiting_is_a_service_that_died(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = working_context(monkeypatch)
    monkeypatch.setattr(scard, "SCardGetStatusChange", failing(DENIED, []))
    with pytest.raises(CardError) as caught:
        context.states({"A": 0}, 0)
    assert caught.value.code is Code.READER_SERVICE_DOWN
    assert caught.value.detail == "status 8010006A"


@pytest.mark.parametrize(
    "hresult", [scard.SCARD_E_TIMEOUT, scard.SCARD_E_CANCELLED, scard.SCARD_E_UNKNOWN_READER]
)
def test_a_wait_that_ends_without_a_change_gives_nothing(
    monkeypatch: pytest.MonkeyPatch, hresult: int
) -> None:
    context = working_context(monkeypatch)
    monkeypatch.setattr(scard, "SCardGetStatusChange", failing(hresult, []))
    assert context.states({"A": 0}, 0) is None


def test_no_readers_are_an_empty_list(monkeypatch: pytest.MonkeyPatch) -> None:
    context = working_context(monkeypatch)
    monkeypatch.setattr(scard, "SCardListReaders", failing(scard.SCARD_E_NO_READERS_AVAILABLE, []))
    assert context.readers() == []
