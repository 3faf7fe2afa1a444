"""Takes a typing scanner's keys out of the stream before any field sees them."""

from time import monotonic
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from shiboken6 import isValid

from core.wedge import NOTHING, Held, Key, Then, WedgeRule, press

_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_HALVES = frozenset(  # pressed for a capital letter, and typing nothing by themselves
    {Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_AltGr}
)
_SHORTCUT = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_LATER_MS = 5  # a timer may be a little early


class TypingReader(Protocol):
    """A code reader whose scans come as keys."""

    @property
    def rule(self) -> WedgeRule: ...
    def put(self, text: str) -> None: ...


class TypingFilter(QObject):
    """An event filter of the whole application. Keys that may belong to a scan wait until the rule
    decides; then they are dropped, or go on in their order to where they were on the way."""

    def __init__(self, application: QCoreApplication, reader: TypingReader) -> None:
        super().__init__(application)
        self._reader = reader
        self._held: Held = NOTHING
        self._events: list[tuple[QObject, QEvent]] = []
        self._passing = False
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setTimerType(Qt.TimerType.PreciseTimer)
        self._quiet.setInterval(round(reader.rule.gap_ms) + _LATER_MS)
        self._quiet.timeout.connect(self._give_back)
        self._application = application
        application.installEventFilter(self)

    def close(self) -> None:
        """Give back what is held, and filter no more."""
        self._give_back()
        self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._passing:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(watched, event)
        if event.type() == QEvent.Type.KeyRelease and self._events:
            self._keep(watched, event)  # behind its press, as it came
            return True
        if event.type() == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            return self._committed(watched, event)
        return False

    def _pressed(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() in _HALVES:
            return False
        return self._judge(watched, event, self._key_of(event), event.timestamp())

    def _committed(self, watched: QObject, event: QInputMethodEvent) -> bool:
        """An input method hands single signs on as commits. What it composes is a person's."""
        text = event.commitString()
        if len(text) == 1 and text.isascii() and not event.preeditString():
            return self._judge(watched, event, Key(text), 0)
        self._give_back()
        return False

    def _judge(self, watched: QObject, event: QEvent, key: Key, stamp_ms: int) -> bool:
        """Whether the event is kept from its target."""
        now_ms = float(stamp_ms) if stamp_ms else monotonic() * 1000
        verdict = press(self._held, key, now_ms, self._reader.rule)
        if verdict.before is Then.SCANNED:
            self._drop()
            self._reader.put(verdict.text)
            return True
        if verdict.before is Then.GIVE_BACK:
            self._give_back()
        self._held = verdict.held
        if verdict.holds:
            self._keep(watched, event)
            self._quiet.start()
        return verdict.holds

    def _key_of(self, event: QKeyEvent) -> Key:
        if event.isAutoRepeat():
            return Key()
        text = event.text()
        if event.key() in _ENDS:
            return Key(is_end=not event.modifiers() & _SHORTCUT)
        rule = self._reader.rule
        if text and text in rule.prefix + rule.suffix:  # a control sign comes as Ctrl and a letter
            return Key(text)
        if event.modifiers() & _SHORTCUT or not text.isprintable():
            return Key()
        return Key(text)

    def _keep(self, watched: QObject, event: QEvent) -> None:
        self._events.append((watched, event.clone()))

    def _drop(self) -> None:
        self._quiet.stop()
        self._events, self._held = [], NOTHING

    def _give_back(self) -> None:
        events = self._events
        self._drop()
        self._passing = True
        try:
            for watched, event in events:
                if isValid(watched):
                    QCoreApplication.sendEvent(watched, event)
        finally:
            self._passing = False
