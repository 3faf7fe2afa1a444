"""Voice: one reading at a time, ended at once by whatever comes next."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count

from PySide6.QtCore import QObject, Signal

from core.ports import Speaker
from core.session.effects import Sound
from core.speech import speakable
from ui.lanes import Lane


class Voice(QObject):
    """Speaks on a lane of its own, and plays sounds on another. `ended` when a reading was said to
    its end or failed; one that was stopped ends without a word."""

    ended = Signal()

    def __init__(self, speaker: Speaker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speaker = speaker
        self._lanes = {name: Lane(name, self) for name in ("voice", "sound")}
        self._numbers = count(1)
        self._current = 0  # number of the reading that is wanted; read by the lane
        self._headphones = False
        self._asking = False
        self._is_open = True

    def close(self) -> None:
        """Be silent for good, and end both threads."""
        self.stop()
        self._is_open = False
        for lane in self._lanes.values():
            lane.close()

    def can_speak(self) -> bool:
        """Whether 朗读 can be offered."""
        return self._speaker.can_speak()

    def is_reading(self) -> bool:
        """Whether a reading is under way."""
        return self._current != 0

    def has_headphones(self) -> bool:
        """Whether headphones were in when `look` was last answered."""
        return self._headphones

    def look(self) -> None:
        """Ask after the headphones; the answer is there at a later look."""
        if self._is_open and not self._asking:
            self._asking = True
            asked = self._lanes["sound"].run(self._speaker.has_headphones)
            asked.success(self._take_headphones)
            asked.failure(lambda _: self._take_headphones(False))

    def read(self, sentences: Sequence[str], private: Iterable[str] = ()) -> None:
        """Say these in place of what is being said. `private` are values that are never said."""
        self.stop()
        kept = tuple(private)
        spoken = [said for said in (speakable(one, kept) for one in sentences) if said]
        if not spoken or not self._is_open:
            return
        number = self._current = next(self._numbers)
        task = self._lanes["voice"].run(lambda: self._say(spoken, lambda: self._current == number))
        task.success(lambda _: self._end(number)).failure(lambda _: self._end(number))

    def stop(self) -> None:
        """Be silent at once. What waits for the lane is not wanted any more."""
        self._current = 0
        self._speaker.stop()

    def play(self, sound: Sound) -> None:
        """One of the three sounds, beside what is being said."""
        if self._is_open:
            self._lanes["sound"].run(lambda: self._speaker.play(sound.value))

    def _say(self, sentences: Sequence[str], is_wanted: Callable[[], bool]) -> None:
        for sentence in sentences:
            if not is_wanted():
                return
            self._speaker.say(sentence, is_wanted)

    def _end(self, number: int) -> None:
        if self._current == number:
            self._current = 0
            self.ended.emit()

    def _take_headphones(self, are_in: bool) -> None:
        self._asking = False
        self._headphones = are_in
