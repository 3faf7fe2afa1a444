"""Makes the three sounds of a terminal from nothing but sines: `python deploy/make_sounds.py`.

card_read: short and high. done: two rising. attention: two falling (look.md, "Sound and speech").
The result is the same octet for octet on every run; a test compares it with resources/sounds.
"""

import math
import wave
from array import array
from pathlib import Path

RATE = 16_000  # Hz
# Each sound: notes of (frequency in Hz, length in ms, peak 0–1), one after the other.
SOUNDS = {
    "card_read": ((1568.0, 120, 0.7),),
    "done": ((784.0, 130, 0.7), (1175.0, 240, 0.7)),
    "attention": ((880.0, 160, 0.8), (587.0, 300, 0.8)),
}
_ATTACK_MS = 6
_OVERTONE = 0.25  # of the octave above: heard better in a loud hall


def note(frequency: float, length_ms: int, peak: float) -> list[int]:
    """Samples of one note that begins without a click and dies away."""
    count = RATE * length_ms // 1000
    samples = []
    for place in range(count):
        moment = place / RATE
        rise = min(1.0, place / (RATE * _ATTACK_MS / 1000))
        fall = (1 - place / count) ** 1.5
        turn = 2 * math.pi * frequency * moment
        tone = (math.sin(turn) + _OVERTONE * math.sin(2 * turn)) / (1 + _OVERTONE)
        samples.append(round(32767 * peak * rise * fall * tone))
    return samples


def make(folder: Path) -> None:
    """Write all sounds into a folder."""
    for name, notes in SOUNDS.items():
        samples = array("h", [sample for each in notes for sample in note(*each)])
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())


if __name__ == "__main__":
    make(Path(__file__).parent.parent / "resources" / "sounds")
