"""The log of the readers' watches: the first failure and the recovery, once each."""

import logging
from collections.abc import Callable

from core.errors import Code
from core.ports import CardNews, ReaderState

_LOG = logging.getLogger("onestop.cards")


def logged(who: str, tell: Callable[[CardNews], None]) -> Callable[[CardNews], None]:
    """`tell`, which also logs when all readers of `who` are lost and when one is back. Nothing of
    a card is logged."""
    log = _WatchLog(who)

    def tell_and_log(news: CardNews) -> None:
        log.see(news)
        tell(news)

    return tell_and_log


class _WatchLog:
    def __init__(self, who: str) -> None:
        self._who = who
        self._fault: Code | None = None

    def see(self, news: CardNews) -> None:
        """Log what is new in it."""
        is_lost = news.state in (ReaderState.NO_READER, ReaderState.SERVICE_DOWN)
        if is_lost and not news.reader and self._fault is None:
            self._fault = news.code or Code.READER_ABSENT
            _LOG.warning("%s: %s %s", self._who, news.state.value, self._fault.value)
        elif not is_lost and self._fault is not None:
            _LOG.info("%s: back after %s", self._who, self._fault.value)
            self._fault = None
