"""Identity-card readers that speak PC/SC, watched through restarts of the service."""

from collections.abc import Callable, Sequence
from threading import Event, get_ident

from smartcard import scard

from core.card import IdCard
from core.errors import CardError
from core.ports import CardNews
from devices.card.layout import decode_blob
from devices.card.pcsc import PLUG_NEWS, PcscContext
from devices.card.pcsc_removal import telling_pulled_from_mute
from devices.card.profiles import PROFILES
from devices.card.reader_book import ReaderBook
from devices.card.watch_log import logged

_BACK_OFF_SECONDS = 0.2
_STOP_RETRY_SECONDS = 0.02
# A reader that is plugged in between listing and waiting goes unnoticed by older services, so
# the list is read again now and then.
_PATIENCE_MS = 3000
_MOST_READERS = 15  # the service waits for 16 at once, and one of them tells of plugs


class PcscCardReader:
    """CardReader over PC/SC. One thread watches; another may read, and any may stop.

    A stopped reader stays stopped: `watch` returns at once. `profile` names how these readers give
    an identity card; `only`: parts of reader names, of which one must fit (empty: any reader).
    """

    def __init__(self, profile: str = "pages", only: Sequence[str] = ()) -> None:
        self._read_blob = PROFILES[profile]
        self._only = tuple(only)
        self._stopping = Event()
        self._left = Event()
        self._left.set()
        self._watcher: int | None = None
        self._context: PcscContext | None = None

    def watch(self, tell: Callable[[CardNews], None]) -> None:
        """Tell every change until `stop`. Survives the service going away and coming back; its
        loss and its return are each told once."""
        self._left.clear()
        self._watcher = get_ident()
        tell = logged("pcsc", tell)
        book = ReaderBook()
        try:
            while not self._stopping.is_set():
                try:
                    self._follow(book, tell)
                except CardError as error:
                    for news in book.lose(error.code):
                        tell(news)
                    self._stopping.wait(_BACK_OFF_SECONDS)
        finally:
            self._watcher = None
            self._left.set()

    def stop(self) -> None:
        """End `watch` and wait until it has left. From the watching thread itself, only ask."""
        self._stopping.set()
        if self._watcher == get_ident():
            return
        # A cancel that comes before the wait it is meant for is lost, so it is repeated.
        while not self._left.is_set():
            context = self._context
            if context is not None:
                context.cancel()
            self._left.wait(_STOP_RETRY_SECONDS)

    def read(self, reader: str) -> IdCard:
        """Read the card in a reader. Raises CardError."""
        with (
            PcscContext() as context,
            context.connect(reader) as card,
            telling_pulled_from_mute(context, reader),
        ):
            blob = self._read_blob(card)
        return decode_blob(blob)

    def _wanted(self, names: list[str]) -> list[str]:
        fit = [name for name in names if not self._only or any(p in name for p in self._only)]
        return fit[:_MOST_READERS]

    def _follow(self, book: ReaderBook, tell: Callable[[CardNews], None]) -> None:
        """Tell changes until the stop. Raises CardError when the service is lost."""
        known: dict[str, int] = {}
        plugs = 0
        with PcscContext() as context:
            self._context = context
            while not self._stopping.is_set():
                # A reader not looked at yet has state 0, for which the service does not wait.
                asked = {name: known.get(name, 0) for name in self._wanted(context.readers())}
                if all(asked.values()):
                    for news in book.see(asked):
                        tell(news)
                if self._stopping.is_set():
                    break  # the listener itself may have stopped the watch
                states = context.states({PLUG_NEWS: plugs, **asked}, _PATIENCE_MS)
                if states is not None:
                    plugs = states.pop(PLUG_NEWS)
                    known = {n: s for n, s in states.items() if not s & scard.SCARD_STATE_UNKNOWN}
