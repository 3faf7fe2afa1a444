"""Where sound goes: to the sound system, or into a folder."""

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Protocol

from devices.speaker.child import Child


class Sink(Protocol):
    """Plays one WAV after the other; `end` ends the one that plays, from any thread."""

    def play(self, octets: bytes, is_wanted: Callable[[], bool]) -> None: ...
    def end(self) -> None: ...


class ProgramSink:
    """A program that plays the WAV on its input, such as `aplay -q -`."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._child = Child()

    def play(self, octets: bytes, is_wanted: Callable[[], bool]) -> None:
        """Blocks until it was heard. Raises SpeakerError."""
        self._child.run(self._command, octets, is_wanted)

    def end(self) -> None:
        self._child.end()


class FolderSink:
    """Every sound becomes a file, 00001.wav and so on; the folder is made when it is needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def play(self, octets: bytes, is_wanted: Callable[[], bool]) -> None:
        if is_wanted():
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{next(self._numbers):05d}.wav").write_bytes(octets)

    def end(self) -> None:
        """A file is written whole."""
