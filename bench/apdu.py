"""Reading a card: the product's reader beside the same six commands bare."""

from time import perf_counter

from smartcard import scard

_PAGES = 6


def read_bare(reader_name: str) -> float:
    """Seconds for connecting, six FF B0 commands and letting go, with nothing checked but the
    results. Raises RuntimeError when a call fails: a figure of a failure is none."""
    start = perf_counter()
    hresult, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
    _must(hresult)
    hresult, card, _ = scard.SCardConnect(
        context,
        reader_name,
        scard.SCARD_SHARE_SHARED,
        scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1,
    )
    _must(hresult)
    for page in range(_PAGES):
        hresult, answer = scard.SCardTransmit(card, scard.SCARD_PCI_T1, [0xFF, 0xB0, page, 0, 0])
        _must(hresult)
        if answer[-2:] != [0x90, 0x00]:
            raise RuntimeError("the card refused a page")
    scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
    scard.SCardReleaseContext(context)
    return perf_counter() - start


def _must(hresult: int) -> None:
    if hresult != scard.SCARD_S_SUCCESS:
        raise RuntimeError(f"PC/SC call failed with {hresult & 0xFFFFFFFF:08X}")
