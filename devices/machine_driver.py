"""What a driver is: the small object that makes one kind of machine usable, ours or anybody's.

docs/drivers.md shows how to write one outside this tree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from core.device_report import DeviceReport

S = TypeVar("S", bound=msgspec.Struct)


class Kind(StrEnum):
    """The machines that a terminal may have: the table names of devices.toml."""

    CARD = "card"  # core.ports.CardReader
    SOCIAL_CARD = "social_card"  # core.ports.SocialCardReader
    PORTRAIT = "portrait"  # core.ports.PortraitDecoder: a command, no machine
    FACE_CAMERA = "face_camera"  # core.ports.Camera, built anew each time it is opened
    DOCUMENT_CAMERA = "document_camera"  # the same
    FACE_CHECK = "face_check"  # devices.camera.face_check.FaceCheck
    CODE_READER = "code_reader"
    PRINTER = "printer"  # core.ports.Printer: slips
    PAPER = "paper"  # A4
    SPEAKER = "speaker"
    SIGNATURE = "signature"  # only whether it is there
    SECOND_SCREEN = "second_screen"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a driver works. `simulators` is the folder of the simulators' orders, `clips` that of
    the shipped pictures; `training` is true where nothing counts and 演示 is shown. `models` holds
    what `onestop models` installed. `face_is_played`: the face camera plays a clip, which obeys
    nobody. `decode_portrait` makes a picture file of a card's raw portrait, where it can."""

    simulators: Path
    clips: Path
    training: bool = False
    models: Path | None = None
    face_is_played: bool = False
    decode_portrait: Callable[[bytes], bytes] | None = None


class NoSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For a driver that has nothing to set."""


@dataclass(frozen=True, slots=True)
class MachineDriver(Generic[S]):
    """One way to drive one kind of machine.

    `settings` is a msgspec Struct (frozen, forbid_unknown_fields): the keys of devices.toml with
    their types and defaults. `build` gives the port of the kind, without threads and without
    touching the machine. `probe` looks at the machine once, gives an answer within two seconds,
    never raises for a machine that is missing, and disturbs nothing; the doctor does not call it
    while a session uses the machine. `simulates`: what it does never counts as real.
    """

    kind: Kind
    name: str  # as written behind `driver =`: a–z, 0–9, _
    settings: type[S]
    build: Callable[[S, Surroundings], object]
    probe: Callable[[S, Surroundings], DeviceReport]
    simulates: bool = False
    summary: str = ""  # one line of English for `onestop doctor --drivers`


@dataclass(frozen=True)
class Machine:
    """A machine that this terminal has: its driver with its settings."""

    driver: MachineDriver[msgspec.Struct]
    settings: msgspec.Struct

    @property
    def kind(self) -> Kind:
        return self.driver.kind

    def build(self, surroundings: Surroundings) -> object:
        """The port of its kind."""
        return self.driver.build(self.settings, surroundings)

    def probe(self, surroundings: Surroundings) -> DeviceReport:
        """One look at it."""
        return self.driver.probe(self.settings, surroundings)
