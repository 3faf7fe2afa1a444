"""The machines of one terminal: what devices.toml names, what a room's arguments say instead, and
what is found; in training simulators stand in."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import msgspec

from core.application import Comparison
from core.errors import Code, RigError
from core.ports import (
    Camera,
    CardReader,
    CitizenScreen,
    CodeReader,
    FaceGate,
    Frame,
    PaperPrinter,
    PortraitDecoder,
    Printer,
    Speaker,
)
from devices.absent import AbsentCamera, AbsentCardReader, AbsentPrinter, AbsentSpeaker
from devices.camera.face_check import FACE_CHECK_DRIVERS, FaceCheck, FaceCheckSettings
from devices.camera.face_models import FOLDER as MODELS_FOLDER
from devices.camera.pictures import to_jpeg
from devices.card.several_readers import SeveralReaders
from devices.card.simulated_reader import CardFault, insert_card, remove_card
from devices.card.training_cards import training_card
from devices.devices_file import FILE_NAME, Wanted, load_devices
from devices.driver_book import DriverBook, open_book
from devices.examination import Examination
from devices.finding import FINDABLE, find_drivers
from devices.machine_driver import Kind, Machine, Surroundings
from devices.scanner.page import prepare_page
from devices.scanner.typing_code_reader import TypingCodeReader

AUTO = "auto"
SIMULATED = "simulated"
_PAGE_SIDE = 2000  # px: enough for 200 dpi of A4 from the document camera
# What a port of a kind must have; a driver of others may give anything.
_METHODS: Mapping[Kind, tuple[str, ...]] = {
    Kind.CARD: ("watch", "stop", "read"),
    Kind.SOCIAL_CARD: ("read",),
    Kind.PORTRAIT: ("decode",),
    Kind.FACE_CAMERA: ("open", "read", "close"),
    Kind.DOCUMENT_CAMERA: ("open", "read", "close"),
    Kind.CODE_READER: ("watch", "stop"),
    Kind.PRINTER: ("state", "print_slip"),
    Kind.PAPER: ("state", "print_pdf"),
    Kind.SIGNATURE: ("is_there",),
    Kind.SECOND_SCREEN: ("display", "touch_only"),
    Kind.SPEAKER: ("can_speak", "has_headphones", "say", "play", "stop"),
    Kind.FACE_CHECK: ("gate", "comparer"),
}


@dataclass(frozen=True, slots=True)
class RigChoice:
    """What a terminal has. `devices` is its devices.toml, where it has one. The rest is said by
    hand and stands above the file, unless it is auto. `card`: the name of a driver. `face`,
    `document`: simulated, a device index, or a clip. `printer`: simulated, tcp:HOST:PORT, or a
    device file.
    Where nothing is attached, auto means that it is missing and is told so; only in `training`
    a simulator stands in, because a drawn face must never come into a real case.
    `folder` is where the simulators live (docs/simulators.md), `models` where installed models
    are."""

    folder: Path
    clips: Path
    card: str = AUTO
    face: str = AUTO
    document: str = AUTO
    printer: str = AUTO
    training: bool = False
    devices: Path | None = None
    models: Path | None = None

    @property
    def surroundings(self) -> Surroundings:
        return Surroundings(self.folder, self.clips, self.training, self.models)


def choice_of(args: Namespace, clips: Path) -> RigChoice:
    """The choice that a room's arguments make (ui.room_arguments)."""
    file = args.devices or args.state / FILE_NAME
    return RigChoice(
        folder=args.simulators or args.state / "simulators",
        clips=clips,
        card=args.card,
        face=args.face,
        document=args.document,
        printer=args.printer,
        training=args.training,
        devices=file if args.devices or file.exists() else None,
        models=args.state / MODELS_FOLDER,
    )


def lay_training_card(folder: Path, order: str) -> None:
    """Obey `NAME [FAULT]`, or `-` for taking the card away. Raises KeyError or ValueError."""
    name, _, fault = order.partition(" ")
    if name == "-":
        remove_card(folder)
    else:
        insert_card(folder, training_card(name), CardFault(fault))


@dataclass(frozen=True)
class Rig:
    """The adapters, blocking, without threads. `machines` is everything that this terminal has,
    `simulated` which kinds of it are simulators."""

    card: CardReader
    face_camera: Callable[[], Camera]
    document_camera: Callable[[], Camera]
    face_check: FaceCheck
    printer: Printer
    speaker: Speaker
    citizen_screen: CitizenScreen
    simulated: tuple[str, ...]
    machines: tuple[Machine, ...]
    surroundings: Surroundings
    code_readers: tuple[CodeReader, ...] = ()
    broken: tuple[str, ...] = ()  # drivers of others that did not load

    def examination(self) -> Examination:
        """The doctor's look at these machines."""
        return Examination(self.machines, self.surroundings, self.broken)

    def ports(self, kind: Kind) -> list[object]:
        """The ports of all machines of a kind, built anew. Raises RigError."""
        return [_port(one, self.surroundings) for one in self.machines if one.kind is kind]

    @property
    def typing_readers(self) -> tuple[TypingCodeReader, ...]:
        """Those code readers whose scans come as keys."""
        return tuple(one for one in self.code_readers if isinstance(one, TypingCodeReader))

    @property
    def face_gate(self) -> FaceGate:
        """What judges the frames of the face camera."""
        return self.face_check.gate

    def compare_faces(self, frame: Frame, portrait: bytes) -> Comparison | None:
        """A face with the raw portrait of a card; None where nothing was compared."""
        return self.face_check.comparer.compare(frame, portrait)

    def paper(self) -> PaperPrinter | None:
        """The A4 printer, where there is one."""
        first = _first(self.machines, Kind.PAPER)
        return cast(PaperPrinter, _port(first, self.surroundings)) if first else None

    @staticmethod
    def portrait(frame: Frame) -> bytes:
        """A face frame as JPEG."""
        return to_jpeg(frame)

    @staticmethod
    def page_picture(frame: Frame) -> bytes:
        """A document frame as JPEG, in the size that a page needs."""
        return to_jpeg(frame, 92, _PAGE_SIDE)

    @staticmethod
    def prepare(octets: bytes, media_type: str, budget_kb: int) -> tuple[bytes, str]:
        """A page straightened and within its budget. Raises MaterialError."""
        page = prepare_page(octets, media_type, budget_kb)
        return page.octets, page.media_type


def build_rig(
    choice: RigChoice, paper: Printer | None = None, book: DriverBook | None = None
) -> Rig:
    """Put the adapters together. `paper` is a printer that is no machine, in place of one; `book`
    holds the drivers, by default all that are installed. Raises RigError."""
    choice.folder.mkdir(parents=True, exist_ok=True)
    book = book or open_book()
    machines = machines_of(choice, book, paper is not None)
    around = surroundings_of(choice, machines)
    cameras = {
        kind: _camera(_first(machines, kind), around)
        for kind in (Kind.FACE_CAMERA, Kind.DOCUMENT_CAMERA)
    }
    printer, speaker = _first(machines, Kind.PRINTER), _first(machines, Kind.SPEAKER)
    screen = _first(machines, Kind.SECOND_SCREEN)
    return Rig(
        card=_card_reader([_port(one, around) for one in machines if one.kind is Kind.CARD]),
        face_camera=cameras[Kind.FACE_CAMERA],
        document_camera=cameras[Kind.DOCUMENT_CAMERA],
        face_check=_face_check(_first(machines, Kind.FACE_CHECK), around),
        printer=paper or (cast(Printer, _port(printer, around)) if printer else AbsentPrinter()),
        speaker=cast(Speaker, _port(speaker, around)) if speaker else AbsentSpeaker(),
        citizen_screen=(cast(CitizenScreen, _port(screen, around)) if screen else CitizenScreen()),
        simulated=tuple(dict.fromkeys(one.kind.value for one in machines if one.driver.simulates)),
        machines=machines,
        surroundings=around,
        code_readers=tuple(
            cast(CodeReader, _port(one, around)) for one in machines if one.kind is Kind.CODE_READER
        ),
        broken=book.broken,
    )


def machines_of(
    choice: RigChoice, book: DriverBook, has_paper: bool = False
) -> tuple[Machine, ...]:
    """The machines of this terminal. `has_paper`: something else prints the slips. Raises
    RigError."""
    wanted = load_devices(choice.devices, book) if choice.devices else None
    _refuse_simulators(wanted or (), choice)
    said = {kind: _said(book, kind, *how) for kind, how in _by_hand(choice).items()}
    named = [one.machine for one in wanted or () if one.machine and one.kind not in said]
    if wanted is None:
        to_find = [kind for kind in FINDABLE if kind not in said]
    else:
        to_find = [one.kind for one in wanted if one.machine is None and one.kind not in said]
    found = [
        _said(book, kind, *how) for kind, how in find_drivers(to_find, choice.training).items()
    ]
    if wanted is None and choice.training:
        found.append(_said(book, Kind.CODE_READER, SIMULATED, {}))
    machines = [*said.values(), *named, *found]
    if _first(machines, Kind.FACE_CAMERA) and not _first(machines, Kind.FACE_CHECK):
        machines.append(Machine(FACE_CHECK_DRIVERS[0], FaceCheckSettings()))
    order = list(Kind)
    return tuple(
        sorted(
            (one for one in machines if not (has_paper and one.kind is Kind.PRINTER)),
            key=lambda one: order.index(one.kind),
        )
    )


def _refuse_simulators(wanted: Iterable[Wanted], choice: RigChoice) -> None:
    """A file that stays on the disk must not bring a drawn face into a real case."""
    for machine in (one.machine for one in wanted):
        if machine is not None and machine.driver.simulates and not choice.training:
            detail = f"{machine.kind} {machine.driver.name} needs --training"
            raise RigError(Code.DEVICES_FILE_WRONG, detail)


def _by_hand(choice: RigChoice) -> dict[Kind, tuple[str, dict[str, object]]]:
    """What the arguments say, as driver and settings."""
    said: dict[Kind, tuple[str, dict[str, object]]] = {}
    if choice.card != AUTO:
        said[Kind.CARD] = (choice.card, {})
    for kind, word in ((Kind.FACE_CAMERA, choice.face), (Kind.DOCUMENT_CAMERA, choice.document)):
        if word.isdigit():
            said[kind] = ("opencv", {"index": int(word)})
        elif word != AUTO:
            said[kind] = (word, {}) if word == SIMULATED else ("clip", {"source": word})
    if choice.printer.startswith("tcp:"):
        host, _, port = choice.printer.removeprefix("tcp:").rpartition(":")
        said[Kind.PRINTER] = ("escpos_network", {"host": host, "port": int(port)})
    elif choice.printer == SIMULATED:
        said[Kind.PRINTER] = (SIMULATED, {})
    elif choice.printer != AUTO:
        said[Kind.PRINTER] = ("escpos_device", {"path": choice.printer})
    return said


def _said(book: DriverBook, kind: Kind, name: str, settings: dict[str, object]) -> Machine:
    driver = book.find(kind, name)
    if driver is None:
        raise RigError(Code.DRIVER_FAILED, f"no driver {name} for {kind}")
    try:
        return Machine(driver, msgspec.convert(settings, driver.settings))
    except msgspec.ValidationError as error:
        raise RigError(Code.DRIVER_FAILED, f"{kind} {name}: {error}") from None


def _card_reader(readers: list[CardReader]) -> CardReader:
    if not readers:
        return AbsentCardReader()
    return readers[0] if len(readers) == 1 else SeveralReaders(readers)


def _first(machines: Iterable[Machine], kind: Kind) -> Machine | None:
    return next((one for one in machines if one.kind is kind), None)


def surroundings_of(choice: RigChoice, machines: Iterable[Machine]) -> Surroundings:
    """Where the drivers of these machines work."""
    camera = _first(machines, Kind.FACE_CAMERA)
    is_played = camera is not None and camera.driver.simulates
    around = replace(choice.surroundings, face_is_played=is_played)
    portrait = _first(machines, Kind.PORTRAIT)
    if portrait is None:
        return around
    return replace(around, decode_portrait=cast(PortraitDecoder, _port(portrait, around)).decode)


def _face_check(machine: Machine | None, around: Surroundings) -> FaceCheck:
    if machine is None:
        machine = Machine(FACE_CHECK_DRIVERS[0], FaceCheckSettings())
    return cast(FaceCheck, _port(machine, around))


def _camera(machine: Machine | None, around: Surroundings) -> Callable[[], Camera]:
    if machine is None:
        return AbsentCamera
    _port(machine, around)  # a driver that fails says so now, and not to the first citizen
    return lambda: cast(Camera, machine.build(around))


def _port(machine: Machine, around: Surroundings) -> Any:
    """What a driver builds, if it is what its kind asks for. Raises RigError."""
    where = f"{machine.kind} {machine.driver.name}"
    try:
        port = machine.build(around)
    except Exception as reason:
        raise RigError(Code.DRIVER_FAILED, f"{where}: {type(reason).__name__}") from reason
    missing = [name for name in _METHODS.get(machine.kind, ()) if not hasattr(port, name)]
    if missing:
        raise RigError(Code.DRIVER_FAILED, f"{where} has no {missing[0]}")
    return port
