"""speech-dispatcher as a voice, where it has one for Chinese.

SSIP, its line protocol on a Unix socket (speech-dispatcher's manual, "SSIP Documentation"). Its
espeak voices do not count: they read Hanzi as English letters (devices.md, part 5).
"""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from core.errors import Code, SpeakerError

_CHINESE = ("zh", "cmn")
_PATIENCE_S = 2.0  # for an answer; a sentence may take longer
_ENDED = (b"702", b"703")  # END, CANCEL


def socket_path() -> Path:
    """Where speech-dispatcher of this user listens."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")
    return Path(runtime) / "speech-dispatcher" / "speechd.sock"


class DispatcherVoice:
    """`module` is the output module with the Chinese voice, as `chinese_module` finds it."""

    def __init__(self, place: Path, module: str) -> None:
        self._place = place
        self._module = module
        self._lock = Lock()
        self._talk: _Talk | None = None

    def say(self, sentence: str, percent: int, is_wanted: Callable[[], bool]) -> None:
        """Say it aloud; blocks until it was said or ended. Raises SpeakerError."""
        with _talk(self._place) as talk:
            talk.ask(f"SET self OUTPUT_MODULE {self._module}")
            talk.ask("SET self LANGUAGE zh")
            talk.ask(f"SET self VOLUME {percent * 2 - 100}")
            talk.ask("SET self NOTIFICATION END on")
            talk.ask("SET self NOTIFICATION CANCEL on")
            with self._lock:
                if not is_wanted():
                    return
                talk.speak(sentence)
                self._talk = talk
            try:
                talk.until_ended()
            finally:
                with self._lock:
                    self._talk = None

    def end(self) -> None:
        """End what is being said."""
        with self._lock:
            if self._talk is not None:
                self._talk.hang_up()


def chinese_module(place: Path) -> str | None:
    """The first output module that has a Chinese voice which reads Hanzi; None where there is none
    or no service."""
    try:
        with _talk(place) as talk:
            for module in talk.ask("LIST OUTPUT_MODULES"):
                if module.startswith("espeak"):
                    continue
                with suppress(SpeakerError):
                    talk.ask(f"SET self OUTPUT_MODULE {module}")
                    voices = talk.ask("LIST SYNTHESIS_VOICES")
                    if any(_is_chinese(voice) for voice in voices):
                        return module
    except SpeakerError:
        return None
    return None


def _is_chinese(voice: str) -> bool:
    """A line is name, language and dialect, with tabs between."""
    parts = voice.split("\t")
    return len(parts) > 1 and parts[1].lower().split("-")[0] in _CHINESE


class _Talk:
    """One connection."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._file = line.makefile("rb")

    def ask(self, command: str) -> list[str]:
        """The lines of data of an answer. Raises SpeakerError for a refusal."""
        self._line.sendall(f"{command}\r\n".encode())
        return self._answer()

    def speak(self, sentence: str) -> None:
        """Hand a sentence over; a dot that begins a line would end it."""
        text = " ".join(sentence.split()).lstrip(".")
        self.ask("SPEAK")
        self._line.sendall(f"{text}\r\n.\r\n".encode())
        self._answer()

    def until_ended(self) -> None:
        """Wait for the service's word that it was said or cancelled, or for `hang_up`."""
        self._line.settimeout(None)
        while received := self._file.readline():
            if received.startswith(_ENDED) and received[3:4] == b" ":
                return

    def hang_up(self) -> None:
        """Another thread: cancel, and let the one that waits go."""
        with suppress(OSError):
            self._line.sendall(b"CANCEL self\r\n")
            self._line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._file.close()
        self._line.close()

    def _answer(self) -> list[str]:
        lines: list[str] = []
        while received := self._file.readline():
            code, mark, rest = received[:3], received[3:4], received[4:].decode("utf-8", "replace")
            if mark == b" ":
                if code[:1] == b"2":
                    return lines
                if code[:1] in b"345":
                    raise SpeakerError(Code.VOICE_ABSENT, f"speech-dispatcher {code.decode()}")
            elif code[:1] == b"2":
                lines.append(rest.rstrip("\r\n"))
        raise SpeakerError(Code.VOICE_ABSENT, "speech-dispatcher hung up")


@contextmanager
def _talk(place: Path) -> Iterator[_Talk]:
    """A connection with its name given. Raises SpeakerError."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(_PATIENCE_S)
    try:
        line.connect(str(place))
        talk = _Talk(line)
        try:
            talk.ask("SET self CLIENT_NAME terminal:onestop:reading")
            yield talk
        finally:
            talk.close()
    except OSError as error:
        raise SpeakerError(Code.VOICE_ABSENT, "speech-dispatcher does not answer") from error
    finally:
        line.close()
