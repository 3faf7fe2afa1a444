"""Recorded prompts: a WAV named for the words it says is played in place of the voice."""

from collections.abc import Mapping
from pathlib import Path

from core.speech import speakable


def recorded_prompts(folder: Path, words: Mapping[str, str]) -> dict[str, Path]:
    """Sentence to file, for every WAV in a folder whose name is a key of the words (for example
    `ui.timeout.title.wav`). A sentence with gaps has no recording."""
    found = {}
    for file in sorted(folder.glob("*.wav")):
        sentence = words.get(file.stem, "")
        if sentence and "{" not in sentence:
            found[speakable(sentence)] = file
    return found
