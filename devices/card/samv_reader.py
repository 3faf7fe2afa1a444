"""Identity-card readers that speak SAM_V, over any link, watched through unplugging.

A reader says once that it found a card, and knows it no more until it was lifted and laid again.
So a card that is found is selected at once; from then on asking for the appended address, which
every selected card answers, shows whether it still lies there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, RLock, get_ident

from core.card import IdCard
from core.errors import CardError, Code
from core.ports import CardNews, ReaderState
from devices.card.layout import decode_address, decode_samv_blob
from devices.card.samv import (
    CODES,
    EMPTY_ITEM,
    FOUND,
    OK,
    UNKNOWN_COMMAND,
    Answer,
    Command,
    SamLink,
    SamPort,
    ask,
    must,
)
from devices.card.watch_log import logged

PAUSE_SECONDS = 0.3  # between two looks; readers ask for no less
_BACK_OFF_SECONDS = 0.5
_LINK_FAULTS = frozenset(
    {
        Code.READER_ABSENT,
        Code.READER_BUSY,
        Code.READER_DENIED,
        Code.READER_MUTE,
        Code.SAM_REFUSES,
    }
)


class SamCardReader:
    """CardReader over one SAM_V port. One thread watches; another may read, any may stop.

    A stopped reader stays stopped. Without `watch`, `read` finds the card itself.
    """

    def __init__(self, port: SamPort, pause: float = PAUSE_SECONDS) -> None:
        self._port = port
        self._pause = pause
        self._stopping = Event()
        self._left = Event()
        self._left.set()
        self._watcher: int | None = None
        self._turn = RLock()  # one exchange at a time
        self._link: SamLink | None = None
        self._is_held = False  # a card was selected and has answered since
        self._tells_presence = True  # the reader knows of appended addresses
        self._trouble: Code | None = None  # of the card that lies there and was not selected
        self._swap = 0

    def watch(self, tell: Callable[[CardNews], None]) -> None:
        """Tell every change until `stop`. Survives the port going away and coming back; loss and
        return are each told once."""
        self._left.clear()
        self._watcher = get_ident()
        tell = logged(self.name, tell)
        before: CardNews | None = None
        try:
            while not self._stopping.is_set():
                news = self._look()
                is_lost = news.state is ReaderState.NO_READER
                # Why a lost reader is lost may change from look to look; that is no news.
                was_lost = before is not None and before.state is ReaderState.NO_READER
                if news != before and not ((is_lost and was_lost) or self._stopping.is_set()):
                    tell(news)
                    before = news
                self._stopping.wait(_BACK_OFF_SECONDS if is_lost else self._pause)
        finally:
            self._watcher = None
            self._left.set()

    def stop(self) -> None:
        """End `watch` and wait until it has left. From the watching thread itself, only ask."""
        self._stopping.set()
        link = self._link
        if link is not None:
            link.cancel()
        if self._watcher == get_ident():
            return
        self._left.wait()
        with self._turn:
            self._let_go()

    def read(self, reader: str) -> IdCard:
        """Read the card with its appended address. After a failure it must be lifted and laid
        again. Raises CardError."""
        if reader != self._port.name:
            raise CardError(Code.READER_ABSENT, "no such SAM_V reader")
        with self._turn, self._guarding():
            link = self._open()
            if not self._still_lies(link):
                self._find(link)
            if not self._is_held:
                raise CardError(self._trouble or Code.CARD_PULLED, "no card to read")
            return self._take(link)

    @property
    def name(self) -> str:
        """The reader's name in the news."""
        return self._port.name

    def _take(self, link: SamLink) -> IdCard:
        self._is_held = False  # until it was read whole
        card = decode_samv_blob(must(ask(link, Command.READ)))
        address = ask(link, Command.APPENDED_ADDRESS)
        self._is_held = address.status in (OK, EMPTY_ITEM)
        if address.status != OK:
            return card  # none, or the reader does not know the command
        return replace(card, appended_address=decode_address(address.octets))

    def _look(self) -> CardNews:
        """One look at reader and card."""
        with self._turn:
            try:
                with self._guarding():
                    link = self._open()
                    if not self._still_lies(link):
                        self._find(link)
            except CardError as error:
                return CardNews(ReaderState.NO_READER, code=error.code)
            if self._is_held or self._trouble:
                return CardNews(ReaderState.CARD_PRESENT, self.name, self._swap, self._trouble)
            return CardNews(ReaderState.EMPTY, self.name, self._swap)

    def _still_lies(self, link: SamLink) -> bool:
        """Whether the card that was selected is known to lie there still."""
        if self._is_held and self._tells_presence:
            status = ask(link, Command.APPENDED_ADDRESS).status
            self._tells_presence = status not in UNKNOWN_COMMAND
            # Of a reader that does not know the command, a card counts as lying until it is read.
            self._is_held = status in (OK, EMPTY_ITEM) or not self._tells_presence
        return self._is_held and self._tells_presence

    def _find(self, link: SamLink) -> None:
        """Look for a card that was laid since, and select it."""
        self._trouble = None
        found = ask(link, Command.FIND)
        if found.status != FOUND:
            _refuse_reader_faults(found)
            return
        self._swap += 1
        try:
            must(ask(link, Command.SELECT))
        except CardError as error:
            if error.code in _LINK_FAULTS:
                raise
            self._trouble = error.code
        else:
            self._is_held = True

    def _open(self) -> SamLink:
        if self._link is None:
            link = self._port.open()
            try:
                must(ask(link, Command.STATUS))
            except CardError:
                link.close()
                raise
            self._link = link
            self._tells_presence = True
        return self._link

    def _let_go(self) -> None:
        link, self._link = self._link, None
        self._is_held = False
        self._trouble = None
        if link is not None:
            link.close()

    @contextmanager
    def _guarding(self) -> Iterator[None]:
        """Let go of a reader that failed, so that it is opened anew."""
        try:
            yield
        except CardError as error:
            if error.code in _LINK_FAULTS:
                self._let_go()
            raise


def _refuse_reader_faults(answer: Answer) -> None:
    """No card is no failure; a security module that refuses is one. Raises CardError."""
    if CODES.get(answer.status) is Code.SAM_REFUSES:
        must(answer)
