"""What the desk does with a USB stick, on a lane of its own: looking, exporting, importing."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.errors import Code
from sync.by_hand.export import Exported
from sync.by_hand.hand import Brought, Hand
from ui.lanes import Lane

VERBS = ("export", "import")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one act. `receipts` of bundles that were carried for others were written;
    `code` says why it ended early."""

    exported: Sequence[Exported] = ()
    receipts: int = 0
    brought: Sequence[Brought] = ()
    code: Code | None = None


class StickWork(QObject):
    """One thing at a time. `find` and what `open_hand` gives block, and are used on the lane."""

    seen = Signal(object)  # list[Path]: the sticks that are there
    moved = Signal(int, int)  # steps done, of how many
    ended = Signal(object)  # Outcome

    def __init__(
        self,
        open_hand: Callable[[], Hand],
        find: Callable[[], list[Path]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_hand = open_hand
        self._find = find
        self._lane = Lane("stick", self)
        self._is_looking = False
        self._is_busy = False
        self._sticks: list[Path] = []

    def act(self, verb: str) -> None:
        """`look`, `export` or `import`; left out while an export or an import is under way. The
        last two take the one stick that was seen."""
        if self._is_busy:
            return
        if verb == "look":
            self._look()
            return
        if len(self._sticks) != 1:
            self.ended.emit(Outcome(code=Code.STICK_ABSENT))
            return
        (stick,) = self._sticks
        work = self._export if verb == "export" else self._import
        self._is_busy = True
        task = self._lane.run(lambda: work(stick))
        task.success(self._done).failure(lambda code: self._done(Outcome(code=code)))

    def close(self) -> None:
        """End what is under way and hear nothing more."""
        self._lane.close()

    def _look(self) -> None:
        if not self._is_looking:
            self._is_looking = True
            self._lane.run(self._find).success(self._saw).failure(lambda _: self._saw([]))

    def _saw(self, sticks: list[Path]) -> None:
        self._is_looking = False
        self._sticks = sticks
        self.seen.emit(sticks)

    def _done(self, outcome: Outcome) -> None:
        self._is_busy = False
        self.ended.emit(outcome)

    def _export(self, stick: Path) -> Outcome:
        """On the lane. What was carried for others gets its receipts by the same way home."""
        with closing(self._open_hand()) as hand:
            made = hand.export(stick, (), self.moved.emit)
            return Outcome(exported=made, receipts=len(hand.write_receipts(stick)))

    def _import(self, stick: Path) -> Outcome:
        """On the lane."""
        with closing(self._open_hand()) as hand:
            return Outcome(brought=hand.import_all(stick))
