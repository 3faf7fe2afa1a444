"""A card that failed to answer: is it gone, or does it lie there mute?"""

from collections.abc import Iterator
from contextlib import contextmanager

from smartcard import scard

from core.errors import CardError, Code
from devices.card.pcsc import PcscContext

# The service looks at a card every 400 ms; it may take that long to learn that one is gone.
_REMOVAL_MS = 600


@contextmanager
def telling_pulled_from_mute(context: PcscContext, reader: str) -> Iterator[None]:
    """Drivers give the same results for both; only a second look tells them apart, and the code of
    a CardError from within is corrected by it."""
    try:
        yield
    except CardError as error:
        if error.code not in (Code.CARD_PULLED, Code.CARD_MUTE):
            raise
        stays = _card_stays(context, reader)
        raise CardError(Code.CARD_MUTE if stays else Code.CARD_PULLED, error.detail) from error


def _card_stays(context: PcscContext, reader: str) -> bool:
    """Whether a card that failed to answer is still there once the service has looked again."""
    now = context.states({reader: 0}, 0)
    if now is None or not now[reader] & scard.SCARD_STATE_PRESENT:
        return False
    later = context.states(now, _REMOVAL_MS)
    return later is None or later[reader] >> 16 == now[reader] >> 16
