"""What is known of the readers, and which news follow from a new look at them."""

from collections.abc import Mapping
from dataclasses import dataclass

from smartcard import scard

from core.errors import Code
from core.ports import CardNews, ReaderState


@dataclass(frozen=True, slots=True)
class _Seen:
    present: bool
    mute: bool
    events: int
    swap: int


class ReaderBook:
    """Turns looks at the readers into news; what was told once is not told again.

    `swap` numbers the visits of cards over all readers, so two visits never share one. When a
    single reader of several goes away, NO_READER names it; with an empty name there is none left.
    """

    def __init__(self) -> None:
        self._readers: dict[str, _Seen] = {}
        self._swaps = 0
        self._none_told = False
        self._lost: Code | None = None

    def see(self, states: Mapping[str, int]) -> list[CardNews]:
        """News of a look at all readers. `states` are PC/SC state words by reader name."""
        self._lost = None
        gone = [name for name in self._readers if name not in states]
        for name in gone:
            del self._readers[name]
        if not states:
            news = [] if self._none_told else [_absent("")]
        else:
            news = [_absent(name) for name in gone]
        self._none_told = not states
        for name, state in states.items():
            news += self._see_reader(name, state)
        return news

    def lose(self, code: Code) -> list[CardNews]:
        """News of the service being away. All readers are forgotten, so that they are told anew,
        with new visits: nobody saw which cards stayed."""
        if self._lost is code:
            return []
        self._lost = code
        self._none_told = False
        self._readers.clear()
        return [CardNews(ReaderState.SERVICE_DOWN, code=code)]

    def _see_reader(self, name: str, state: int) -> list[CardNews]:
        before = self._readers.get(name)
        present = bool(state & scard.SCARD_STATE_PRESENT)
        mute = bool(state & scard.SCARD_STATE_MUTE)
        events = (state >> 16) & 0xFFFF
        another = present and (before is None or not before.present or before.events != events)
        self._swaps += another
        swap = self._swaps if another or before is None else before.swap
        self._readers[name] = _Seen(present, mute, events, swap)
        if before and (before.present, before.mute, before.swap) == (present, mute, swap):
            return []
        if not present:
            return [CardNews(ReaderState.EMPTY, name, swap)]
        code = Code.CARD_MUTE if mute else None
        return [CardNews(ReaderState.CARD_PRESENT, name, swap, code)]


def _absent(name: str) -> CardNews:
    return CardNews(ReaderState.NO_READER, name, code=Code.READER_ABSENT)
