"""A scanner that types like a keyboard (HID, keyboard wedge). The window hears the keys; this is
where the scans that it finds among them come back as those of any other reader."""

from collections.abc import Callable
from queue import SimpleQueue

from core.ports import ScanNews
from core.wedge import WedgeRule


class TypingCodeReader:
    """A core.ports.CodeReader, and what a window's key filter needs: `rule` and `put`."""

    def __init__(self, rule: WedgeRule) -> None:
        self.rule = rule
        self._scans: SimpleQueue[str | None] = SimpleQueue()

    def put(self, text: str) -> None:
        """A scan was found among the keys."""
        self._scans.put(text)

    def watch(self, tell: Callable[[ScanNews], None]) -> None:
        """Tell scans until `stop`. A keyboard that is unplugged cannot be noticed here."""
        while (text := self._scans.get()) is not None:
            tell(ScanNews(text))

    def stop(self) -> None:
        self._scans.put(None)
