"""Machines that a terminal does not have: each port says so, and nothing else happens."""

from collections.abc import Callable
from threading import Event
from typing import NoReturn

from core.card import IdCard
from core.errors import CameraError, CardError, Code, PrinterError
from core.ports import CardNews, Frame, PrinterState, ReaderState, Slip


class AbsentCardReader:
    """A core.ports.CardReader that is not there."""

    def __init__(self) -> None:
        self._stopping = Event()

    def watch(self, tell: Callable[[CardNews], None]) -> None:
        """Tell once that there is no reader; wait for `stop`."""
        tell(CardNews(ReaderState.NO_READER, code=Code.READER_ABSENT))
        self._stopping.wait()

    def stop(self) -> None:
        self._stopping.set()

    def read(self, reader: str) -> IdCard:
        raise CardError(Code.READER_ABSENT, "not in devices.toml")


class AbsentCamera:
    """A core.ports.Camera that is not there."""

    def open(self) -> None:
        self._refuse()

    def read(self) -> Frame:
        self._refuse()

    def close(self) -> None:
        """Nothing is open."""

    @staticmethod
    def _refuse() -> NoReturn:
        raise CameraError(Code.CAMERA_ABSENT, "not in devices.toml")


class AbsentPrinter:
    """A core.ports.Printer that is not there."""

    def state(self) -> PrinterState:
        return PrinterState.ABSENT

    def print_slip(self, slip: Slip) -> None:
        raise PrinterError(Code.PRINTER_ABSENT, "not in devices.toml")


class AbsentSpeaker:
    """A core.ports.Speaker that is not there, or is to be silent: nothing is heard and nothing
    fails."""

    def can_speak(self) -> bool:
        return False

    def has_headphones(self) -> bool:
        return False

    def say(self, sentence: str, is_wanted: Callable[[], bool]) -> None:
        """Say nothing."""

    def play(self, sound: str) -> None:
        """Play nothing."""

    def stop(self) -> None:
        """Nothing is said."""
