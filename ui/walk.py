"""A walk: touches the real window by itself, line by line, as a person would, and takes pictures.

One step a line; `#` begins a comment. Names are object names of widgets.

touch NAME          wait until it is visible and offered, then click its middle
try NAME            click it where it can be clicked now, and go on
type TEXT           press keys, or commit Hanzi as an input method does, where the focus is
sign NAME           draw strokes on a signature pad
card NAME [FAULT]   put a training card on the simulated reader; `card -` takes it away
until STATE         wait for a page of that state
show NAME           wait until a widget is visible
read TEXT           wait until a visible widget says a text that holds this one
picture NAME        keep a picture of the window, and NAME-beside of the one beside it
tell NAME           make the file NAME beside the pictures, for whoever watches
await NAME          wait for the file NAME beside the pictures
turn WIDTHxHEIGHT   give the window another size
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

_PATIENCE_S = 30.0
_PULSE_MS = 20
_STROKES = (
    ((0.12, 0.30), (0.20, 0.62), (0.16, 0.72)),
    ((0.26, 0.34), (0.40, 0.34), (0.33, 0.70)),
    ((0.46, 0.30), (0.60, 0.64), (0.50, 0.70)),
    ((0.66, 0.32), (0.86, 0.33), (0.70, 0.52), (0.88, 0.70)),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """What a walk may do besides touching: where pictures go, the state's name, the card. `beside`
    is a second window of the room; what is shown there is touched there."""

    window: QWidget
    folder: Path
    state: Callable[[], str]
    card: Callable[[str], None]
    beside: QWidget | None = None

    def windows(self) -> list[QWidget]:
        """The windows that can be seen, the one that lies on top first."""
        found = [self.beside, self.window]
        return [window for window in found if window is not None and window.isVisible()]


@dataclass(frozen=True, slots=True)
class WalkStep:
    """A verb with its object."""

    verb: str
    noun: str
    line: int


def read_steps(text: str) -> list[WalkStep]:
    """The steps of a walk. Raises ValueError with the line of a verb that nobody knows."""
    steps = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.split("#")[0].strip()
        if not line:
            continue
        verb, _, noun = line.partition(" ")
        if verb not in _VERBS:
            raise ValueError(f"line {number}: unknown step {verb!r}")
        steps.append(WalkStep(verb, noun.strip(), number))
    return steps


class Walk(QObject):
    """Does one step after the other; `done` carries 0, or 1 when a step stayed impossible."""

    done = Signal(int)

    def __init__(self, stage: Stage, steps: Sequence[WalkStep]) -> None:
        super().__init__(stage.window)
        self.stage = stage
        self._steps = list(steps)
        self._since = monotonic()
        self._pulse = QTimer(self)
        self._pulse.setInterval(_PULSE_MS)
        self._pulse.timeout.connect(self._try)

    def start(self) -> None:
        """Begin when the event loop runs."""
        self.stage.folder.mkdir(parents=True, exist_ok=True)
        self._pulse.start()

    def _try(self) -> None:
        if not self._steps:
            self._end(0)
            return
        step = self._steps[0]
        self._pulse.stop()
        if _VERBS[step.verb](self, step.noun):
            self._steps.pop(0)
            self._since = monotonic()
        elif monotonic() - self._since > _PATIENCE_S:
            self._fail(step)
            return
        self._pulse.start()

    def _fail(self, step: WalkStep) -> None:
        self.stage.window.grab().save(str(self.stage.folder / "stuck.png"))
        sys.stderr.write(
            f"walk: line {step.line}: {step.verb} {step.noun}: not possible on the page of "
            f"{self.stage.state()}\n"
        )
        self._end(1)

    def _end(self, code: int) -> None:
        self._pulse.stop()
        self.done.emit(code)

    # ── verbs: each says whether it was possible ───────────────────────────────────────────────

    def find(self, name: str) -> QWidget | None:
        """The visible widget of a name that lies on top at its middle."""
        for window in self.stage.windows():
            for widget in window.findChildren(QWidget, name):
                if widget.isVisible() and widget.visibleRegion().boundingRect().isValid():
                    return widget
        return None

    def touch(self, name: str) -> bool:
        widget = self.find(name)
        if widget is None or not widget.isEnabled():
            return False
        window = widget.window()
        middle = widget.mapTo(window, widget.rect().center())
        on_top = window.childAt(middle)
        if on_top is not widget and (on_top is None or not widget.isAncestorOf(on_top)):
            return False
        handle = window.windowHandle()
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
        return True

    def touch_if_there(self, name: str) -> bool:
        self.touch(name)
        return True

    def show(self, name: str) -> bool:
        return self.find(name) is not None

    def read(self, text: str) -> bool:
        windows = self.stage.windows()
        return any(text in _said(w) for window in windows for w in window.findChildren(QWidget))

    def type(self, text: str) -> bool:
        focused = (QApplication.focusWidget(), self.stage.window.focusWidget())
        target = next((widget for widget in focused if widget), None)
        if target is None:
            return False
        if text.isascii():
            QTest.keyClicks(target, text)
        else:  # as an input method does
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(target, event)
        return True

    def sign(self, name: str) -> bool:
        pad = self.find(name)
        if pad is None:
            return False
        for stroke in _STROKES:
            points = [QPoint(int(x * pad.width()), int(y * pad.height())) for x, y in stroke]
            self._draw(pad, points)
        return True

    def _draw(self, pad: QWidget, points: Sequence[QPoint]) -> None:
        button = Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        window = pad.window()
        handle = window.windowHandle()
        at = [pad.mapTo(window, point) for point in points]
        QTest.mousePress(handle, button, none, at[0])
        for start, end in pairwise(at):
            for part in range(1, 9):
                QTest.mouseMove(handle, start + (end - start) * part / 8)
        QTest.mouseRelease(handle, button, none, at[-1])

    def card(self, name: str) -> bool:
        self.stage.card(name)
        return True

    def until(self, state: str) -> bool:
        return self.stage.state() == state

    def picture(self, name: str) -> bool:
        beside = self.stage.beside
        if beside is not None and beside.isVisible():
            beside.grab().save(str(self.stage.folder / f"{name}-beside.png"))
        return self.stage.window.grab().save(str(self.stage.folder / f"{name}.png"))

    def tell(self, name: str) -> bool:
        (self.stage.folder / name).touch()
        return True

    def wait_for(self, name: str) -> bool:
        return (self.stage.folder / name).exists()

    def turn(self, size: str) -> bool:
        width, _, height = size.partition("x")
        self.stage.window.resize(int(width), int(height))
        return True


def _said(widget: QWidget) -> str:
    """What a widget says to whoever looks at it; nothing where it is not to be seen."""
    if not widget.isVisible() or widget.visibleRegion().isEmpty():
        return ""
    return widget.text() if isinstance(widget, QLabel) else widget.accessibleName()


_VERBS: dict[str, Callable[[Walk, str], bool]] = {
    "touch": Walk.touch,
    "try": Walk.touch_if_there,
    "show": Walk.show,
    "read": Walk.read,
    "type": Walk.type,
    "sign": Walk.sign,
    "card": Walk.card,
    "until": Walk.until,
    "picture": Walk.picture,
    "tell": Walk.tell,
    "await": Walk.wait_for,
    "turn": Walk.turn,
}
