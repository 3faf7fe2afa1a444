"""A thin layer over the PC/SC calls: every failed call is a CardError with its code."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from smartcard import scard

from core.errors import CardError, Code
from devices.card.pcsc_codes import (
    CANCELLED,
    SUCCESS,
    TIMEOUT,
    UNKNOWN_READER,
    code_of,
    unsigned,
)

# The reader that is none: its state changes when a reader is plugged in or out.
PLUG_NEWS = "\\\\?PnP?\\Notification"
_CALLS_THAT_ASK_LEAVE = ("establish", "connect")


class PcscCard:
    """One powered card; leaving the `with` block lets go of it without a reset."""

    def __init__(self, handle: int, protocol: int) -> None:
        self._handle = handle
        t0 = protocol == scard.SCARD_PROTOCOL_T0
        self._header = scard.SCARD_PCI_T0 if t0 else scard.SCARD_PCI_T1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        scard.SCardDisconnect(self._handle, scard.SCARD_LEAVE_CARD)

    def transmit(self, command: bytes) -> bytes:
        """Send a command and give the bare answer, empty when the card was pulled meanwhile."""
        hresult, answer = scard.SCardTransmit(self._handle, self._header, list(command))
        _check(hresult, "transmit")
        return bytes(answer)

    def answer_to_reset(self) -> bytes:
        """What the card said when it was powered. Raises CardError."""
        hresult, _, _, _, octets = scard.SCardStatus(self._handle)
        _check(hresult, "card status")
        return bytes(octets)


class PcscContext:
    """One conversation with the PC/SC service; used by one thread, but for `cancel`."""

    def __init__(self) -> None:
        hresult, self._handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        _check(hresult, "establish")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        # After a loss of service there is nothing to release, and the failure says nothing new.
        scard.SCardReleaseContext(self._handle)

    def readers(self) -> list[str]:
        """The names of all readers; none is an empty list, not a failure."""
        hresult, names = scard.SCardListReaders(self._handle, [])
        if unsigned(hresult) == scard.SCARD_E_NO_READERS_AVAILABLE:
            return []
        _check(hresult, "list readers")
        return list(names)

    def states(self, known: Mapping[str, int], patience_ms: int) -> dict[str, int] | None:
        """Wait until a reader's state differs from the known one (0 is unknown), then give all.

        None when nothing changed, when `cancel` was called, or when a reader went away. States
        are SCARD_STATE flags, with the count of insertions and removals in the upper 16 bits.
        """
        hresult, states = scard.SCardGetStatusChange(self._handle, patience_ms, list(known.items()))
        if unsigned(hresult) in (TIMEOUT, CANCELLED, UNKNOWN_READER):
            return None
        _check(hresult, "status")
        return {name: state & ~scard.SCARD_STATE_CHANGED for name, state, _ in states}

    def cancel(self) -> None:
        """Wake a blocked `states` from another thread; nothing happens when none is blocked."""
        scard.SCardCancel(self._handle)

    def connect(self, reader: str) -> PcscCard:
        """Power the card in a reader, shared with other programs."""
        hresult, handle, protocol = scard.SCardConnect(
            self._handle,
            reader,
            scard.SCARD_SHARE_SHARED,
            scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
        )
        _check(hresult, "connect")
        return PcscCard(handle, protocol)


def _check(hresult: int, call: str) -> None:
    if hresult == SUCCESS:
        return
    code = code_of(hresult)
    if code is Code.READER_DENIED and call not in _CALLS_THAT_ASK_LEAVE:
        # The client library gives the same result when a dying service resets its connection.
        code = Code.READER_SERVICE_DOWN
    raise CardError(code, f"{call} {unsigned(hresult):08X}")
