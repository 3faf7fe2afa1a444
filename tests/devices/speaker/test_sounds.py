"""The three sounds are what the script makes, and what look.md asks for."""

import runpy
import wave
from pathlib import Path

import numpy
import pytest

from core.session.effects import Sound
from resources import path


def pitches(file: Path) -> list[float]:
    """The loudest frequency (Hz) of the first and of the last part of a WAV."""
    with wave.open(str(file)) as given:
        rate = given.getframerate()
        sound = numpy.frombuffer(given.readframes(given.getnframes()), numpy.int16)
    part = len(sound) // 3
    found = []
    for piece in (sound[:part], sound[-part:]):
        strength = numpy.abs(numpy.fft.rfft(piece * numpy.hanning(part)))
        found.append(float(numpy.fft.rfftfreq(part, 1 / rate)[int(strength.argmax())]))
    return found


@pytest.mark.parametrize("sound", list(Sound))
def test_a_sound_is_what_the_script_makes(sound: Sound, tmp_path: Path) -> None:
    script = Path(__file__).parents[3] / "deploy" / "make_sounds.py"
    runpy.run_path(str(script))["make"](tmp_path)
    shipped = path("sounds", f"{sound.value}.wav").read_bytes()
    assert shipped == (tmp_path / f"{sound.value}.wav").read_bytes()


def test_done_rises_attention_falls_and_a_card_sounds_high() -> None:
    first, last = pitches(path("sounds", "done.wav"))
    assert last > first * 1.3
    first, last = pitches(path("sounds", "attention.wav"))
    assert last < first / 1.3
    assert min(pitches(path("sounds", "card_read.wav"))) > 1400
