"""Loudspeaker: recorded prompts, a voice and three sounds through one sink."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import Code, SpeakerError
from core.hearing import Loudness
from devices.speaker.dispatcher import DispatcherVoice
from devices.speaker.headphones import HeadphoneJack
from devices.speaker.sinks import Sink
from devices.speaker.voices import EspeakVoice
from devices.speaker.wav import at_loudness


def local_hour() -> int:
    """The hour by the terminal's own clock."""
    return time.localtime().tm_hour


@dataclass(frozen=True)
class Hearing:
    """How loud it is, and whether headphones are in. `hour` gives the hour 0–23."""

    loudness: Loudness = field(default_factory=Loudness)
    hour: Callable[[], int] = local_hour
    jack: HeadphoneJack | None = None
    headphones: int = 60  # per cent in headphones, at any hour

    def percent(self) -> int:
        """Per cent of full scale now."""
        return self.headphones if self.has_headphones() else self.loudness.at(self.hour())

    def has_headphones(self) -> bool:
        return self.jack is not None and self.jack.is_in()


class Loudspeaker:
    """A core.ports.Speaker. The voice is speech-dispatcher's where `find_dispatcher` finds one with
    a Chinese voice (asked once, at the first sentence), else espeak-ng's. Sounds have a sink of
    their own: they are heard beside the voice."""

    def __init__(
        self,
        voice_sink: Sink,
        sound_sink: Sink,
        sounds: Path,
        *,
        prompts: Mapping[str, Path] | None = None,
        espeak: EspeakVoice | None = None,
        find_dispatcher: Callable[[], DispatcherVoice | None] = lambda: None,
        hearing: Hearing | None = None,
    ) -> None:
        self._voice_sink = voice_sink
        self._sound_sink = sound_sink
        self._sounds = sounds
        self._prompts = dict(prompts or {})
        self._espeak = espeak or EspeakVoice()
        self._find_dispatcher: Callable[[], DispatcherVoice | None] | None = find_dispatcher
        self._dispatcher: DispatcherVoice | None = None
        self._hearing = hearing or Hearing()

    def can_speak(self) -> bool:
        """espeak-ng is asked for always: a service that is there now may be gone at the next
        sentence."""
        return self._espeak.is_there() or bool(self._prompts)

    def has_headphones(self) -> bool:
        return self._hearing.has_headphones()

    def say(self, sentence: str, is_wanted: Callable[[], bool]) -> None:
        """At loudness 0 nothing is said, and nothing is made to be said."""
        percent = self._hearing.percent()
        if not percent or not is_wanted():
            return
        recorded = self._prompts.get(sentence)
        if recorded is not None:
            self._voice_sink.play(at_loudness(_octets(recorded), percent), is_wanted)
        elif not self._dispatched(sentence, percent, is_wanted):
            made = self._espeak.wav(sentence, is_wanted)
            if made:
                self._voice_sink.play(at_loudness(made, percent), is_wanted)

    def _dispatched(self, sentence: str, percent: int, is_wanted: Callable[[], bool]) -> bool:
        """Whether speech-dispatcher said it; where it fails, it is not asked again."""
        if self._find_dispatcher is not None:
            self._dispatcher, self._find_dispatcher = self._find_dispatcher(), None
        if self._dispatcher is None:
            return False
        try:
            self._dispatcher.say(sentence, percent, is_wanted)
        except SpeakerError:
            self._dispatcher = None
            return False
        return True

    def play(self, sound: str) -> None:
        percent = self._hearing.percent()
        if percent:
            octets = _octets(self._sounds / f"{sound}.wav")
            self._sound_sink.play(at_loudness(octets, percent), lambda: True)

    def stop(self) -> None:
        self._espeak.end()
        self._voice_sink.end()
        dispatcher = self._dispatcher
        if dispatcher is not None:
            dispatcher.end()


def _octets(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SpeakerError(Code.SPEAKER_ABSENT, f"no {file.name}") from error
