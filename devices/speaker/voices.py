"""What turns a sentence into sound: espeak-ng with pinyin."""

import shutil
from collections.abc import Callable

from core.errors import Code, SpeakerError
from devices.speaker.child import Child
from devices.speaker.pinyin_text import pinyin_of
from devices.speaker.wav import tidy

ESPEAK = "espeak-ng"


class EspeakVoice:
    """espeak-ng reads Hanzi wrong (devices.md, part 5): it is given pinyin with tones. `rate` is
    words a minute of espeak-ng; 长辈版 and everybody else hear the same rate."""

    def __init__(self, rate: int = 150) -> None:
        self._command = (ESPEAK, "-v", "cmn-latn-pinyin", "-s", str(rate), "--stdin", "--stdout")
        self._child = Child()

    @staticmethod
    def is_there() -> bool:
        """Whether the program is installed."""
        return shutil.which(ESPEAK) is not None

    def wav(self, sentence: str, is_wanted: Callable[[], bool]) -> bytes | None:
        """The sentence as WAV (16 bit mono), or None when nothing of it can be said or it is not
        wanted any more. Raises SpeakerError."""
        spoken = pinyin_of(sentence)
        if not spoken:
            return None
        if not self.is_there():
            raise SpeakerError(Code.VOICE_ABSENT, "espeak-ng is not installed")
        written = self._child.run(self._command, spoken.encode(), is_wanted)
        return tidy(written) if written else None

    def end(self) -> None:
        """End what is being made."""
        self._child.end()
