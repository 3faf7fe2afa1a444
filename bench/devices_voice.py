"""How fast a terminal speaks, and how fast it is silent again."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import perf_counter, sleep

from bench.figure import Figure
from core.hearing import Loudness
from devices.speaker.loudspeaker import Hearing, Loudspeaker
from devices.speaker.pinyin_text import pinyin_of
from devices.speaker.sinks import FolderSink, ProgramSink
from devices.speaker.voices import ESPEAK
from resources import path

_SENTENCE = "请把身份证平放在读卡区，听到嘀一声再拿起。"
_LOUDNESS = Loudness(day=80, night=80)
_TRIES = 60
_FRAME_MS = 1000 / 60


def voice_figures() -> Iterator[Figure]:
    """Silence after a stop beside one frame; a sentence beside espeak-ng alone."""
    with tempfile.TemporaryDirectory() as folder:
        stops = sorted(_stop_ms(Path(folder)) for _ in range(_TRIES))
        silent = stops[int(len(stops) * 0.95)]
        yield Figure(
            "voice silent after a new page, p95",
            round(silent, 2),
            "ms",
            {"one frame at 60 Hz": round(_FRAME_MS, 2)},
            "within a frame",
            silent <= _FRAME_MS,
            "a player that would play for an hour is ended; no sound card, so what a card has "
            "buffered is not in it",
        )
        both = [(_say_ms(Path(folder)), _espeak_ms()) for _ in range(_TRIES)]  # turn by turn
        made, alone = (sorted(times) for times in zip(*both, strict=True))
        yield Figure(
            "sentence to sound, median",
            round(made[_TRIES // 2], 1),
            "ms",
            {"espeak-ng alone, the same pinyin": round(alone[_TRIES // 2], 1)},
            "at most 1.5 times espeak-ng alone",
            made[_TRIES // 2] <= 1.5 * alone[_TRIES // 2],
            "20 characters into a file",
        )


def _stop_ms(folder: Path) -> float:
    """From `stop` to the return of `say` in the thread that speaks."""
    begun = folder / "begun"
    begun.unlink(missing_ok=True)
    player = ProgramSink(("sh", "-c", f"cat >/dev/null; : >{begun}; exec sleep 3600"))
    speaker = Loudspeaker(player, player, path("sounds"), hearing=Hearing(_LOUDNESS))
    speaking = Thread(target=speaker.say, args=(_SENTENCE, lambda: True))
    speaking.start()
    while not begun.exists():
        sleep(0.001)
    before = perf_counter()
    speaker.stop()
    speaking.join()
    return (perf_counter() - before) * 1000


def _say_ms(folder: Path) -> float:
    sink = FolderSink(folder / "heard")
    speaker = Loudspeaker(sink, sink, path("sounds"), hearing=Hearing(_LOUDNESS))
    before = perf_counter()
    speaker.say(_SENTENCE, lambda: True)
    return (perf_counter() - before) * 1000


def _espeak_ms() -> float:
    command = (ESPEAK, "-v", "cmn-latn-pinyin", "-s", "150", "--stdin", "--stdout")
    pinyin = pinyin_of(_SENTENCE).encode()
    before = perf_counter()
    subprocess.run(command, input=pinyin, capture_output=True, check=True)
    return (perf_counter() - before) * 1000
