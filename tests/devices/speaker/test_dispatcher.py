"""speech-dispatcher: the real one here has no Chinese voice; a toy service speaks its protocol."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from devices.speaker.dispatcher import DispatcherVoice, chinese_module

VOICES = b"249-Li\tzh-CN\tnone\r\n249-Ann\ten\tnone\r\n249 OK\r\n"


class ToyDispatcher:
    """Takes clients one after the other and keeps what they asked. A sentence ends by itself only
    when `ends` is set."""

    def __init__(self, place: Path) -> None:
        self.asked: list[str] = []
        self.speaking = Event()
        self.ends = True
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(place))
        self._door.listen()
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(20)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            with client, client.makefile("rwb", buffering=0) as line:
                self._talk(line)

    def _talk(self, line: "socket.SocketIO") -> None:
        while asked := line.readline().decode().strip():
            self.asked.append(asked)
            if asked == "LIST OUTPUT_MODULES":
                line.write(b"250-espeak-ng\r\n250-good\r\n250 OK\r\n")
            elif asked == "LIST SYNTHESIS_VOICES":
                line.write(VOICES)
            elif asked == "SPEAK":
                line.write(b"230 OK RECEIVING DATA\r\n")
                while (said := line.readline().decode().strip()) != ".":
                    self.asked.append(said)
                line.write(b"225-1\r\n225 OK MESSAGE QUEUED\r\n")
                if self.ends:
                    line.write(b"702-1\r\n702-1\r\n702 END\r\n")
                self.speaking.set()
            elif asked != "CANCEL self":
                line.write(b"200 OK\r\n")


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[ToyDispatcher]:
    service = ToyDispatcher(tmp_path / "ssip")
    yield service
    service.close()


def test_a_module_with_a_chinese_voice_is_found_and_espeak_is_passed_over(
    toy: ToyDispatcher, tmp_path: Path
) -> None:
    assert chinese_module(tmp_path / "ssip") == "good"
    assert "SET self OUTPUT_MODULE espeak-ng" not in toy.asked


def test_a_sentence_is_said_by_that_module(toy: ToyDispatcher, tmp_path: Path) -> None:
    DispatcherVoice(tmp_path / "ssip", "good").say("办成了", 80, lambda: True)
    assert "SET self VOLUME 60" in toy.asked
    assert toy.asked[-1] == "办成了"


def test_stopping_lets_the_speaker_go(toy: ToyDispatcher, tmp_path: Path) -> None:
    toy.ends = False
    voice = DispatcherVoice(tmp_path / "ssip", "good")
    speaking = Thread(target=voice.say, args=("很长的一句话", 80, lambda: True))
    speaking.start()
    assert toy.speaking.wait(20)
    while speaking.is_alive():  # it may just be about to wait
        voice.end()
        speaking.join(0.05)
    assert "很长的一句话" in toy.asked


def test_no_service_is_no_voice(tmp_path: Path) -> None:
    assert chinese_module(tmp_path / "nobody") is None


@pytest.mark.skipif(shutil.which("speech-dispatcher") is None, reason="not installed")
def test_the_real_service_with_espeak_has_no_chinese_voice(tmp_path: Path) -> None:
    place = tmp_path / "speechd.sock"
    folders = ["-P", str(tmp_path / "pid"), "-L", str(tmp_path)]
    command = [
        "speech-dispatcher",
        "-s",
        "-c",
        "unix_socket",
        "-S",
        str(place),
        "-t",
        "0",
        *folders,
    ]
    service = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        while not place.exists():
            assert service.poll() is None
        assert chinese_module(place) is None
    finally:
        service.terminate()
        service.wait(20)
