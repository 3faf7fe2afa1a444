"""The machines of one terminal, chosen by name or found; in training simulators stand in."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.errors import CameraError, CardError
from core.ports import Camera, CardReader, FaceGate, Frame, Printer
from devices.camera.face_gate import CascadeFaceGate
from devices.camera.opencv_camera import OpenCvCamera
from devices.camera.pictures import to_jpeg
from devices.card.pcsc import PcscContext
from devices.card.pcsc_reader import PcscCardReader
from devices.card.simulated_reader import (
    CardFault,
    SimulatedCardReader,
    insert_card,
    remove_card,
)
from devices.card.training_cards import training_card
from devices.printer.escpos_printer import EscposPrinter
from devices.printer.file_printer import FilePrinter
from devices.printer.transport import DeviceTransport, NetworkTransport
from devices.scanner.page import prepare_page

AUTO = "auto"
SIMULATED = "simulated"
_PRINTER_FILE = Path("/dev/usb/lp0")
_MOST_CAMERAS = 8
_PAGE_SIDE = 2000  # px: enough for 200 dpi of A4 from the document camera


@dataclass(frozen=True, slots=True)
class RigChoice:
    """What a terminal has. `card`: auto, pcsc, simulated. `face`, `document`: auto, simulated, a
    device index, or a clip. `printer`: auto, simulated, tcp:HOST:PORT, or a device file.
    Where nothing is attached, auto means that it is missing and is told so; only in `training`
    a simulator stands in, because a drawn face must never come into a real case.
    `folder` is where the simulators live: card.json, printer.state, slips/."""

    folder: Path
    clips: Path
    card: str = AUTO
    face: str = AUTO
    document: str = AUTO
    printer: str = AUTO
    training: bool = False


def choice_of(args: Namespace, clips: Path) -> RigChoice:
    """The choice that a room's arguments make (ui.room_arguments)."""
    return RigChoice(
        folder=args.simulators or args.state / "simulators",
        clips=clips,
        card=args.card,
        face=args.face,
        document=args.document,
        printer=args.printer,
        training=args.training,
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
    """The adapters, blocking, without threads."""

    card: CardReader
    face_camera: Callable[[], Camera]
    document_camera: Callable[[], Camera]
    face_gate: FaceGate
    printer: Printer
    simulated: tuple[str, ...]  # which of them are simulators

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


def build_rig(choice: RigChoice, paper: Printer | None = None) -> Rig:
    """Put the adapters together. `paper` is a printer that is no machine, in place of one."""
    choice.folder.mkdir(parents=True, exist_ok=True)
    indices = _cameras() if AUTO in (choice.face, choice.document) else []
    simulated: list[str] = []
    card = _card(choice, simulated)
    clip = choice.clips / "training_face.avi"
    face = _camera("face", choice.face, _first(choice, indices, 0), clip, simulated)
    page = choice.clips / "training_page.jpg"
    document = _camera("document", choice.document, _first(choice, indices, 1), page, simulated)
    printer = paper if paper is not None else _printer(choice, simulated)
    return Rig(card, face, document, CascadeFaceGate(), printer, tuple(simulated))


def _card(choice: RigChoice, simulated: list[str]) -> CardReader:
    if choice.card == "pcsc" or (choice.card == AUTO and _is_real(choice, has_pcsc_reader())):
        return PcscCardReader()
    simulated.append("card")
    return SimulatedCardReader(choice.folder)


def _is_real(choice: RigChoice, found: bool) -> bool:
    """Whether auto takes the machine itself, also where it is missing."""
    return found or not choice.training


def has_pcsc_reader() -> bool:
    """Whether a PC/SC service answers and has a reader."""
    try:
        with PcscContext() as context:
            return bool(context.readers())
    except CardError:
        return False


def _first(choice: RigChoice, found: list[int], place: int) -> int | None:
    """The camera at a place of those found; None where a simulator is to stand in."""
    if place < len(found):
        return found[place]
    return None if choice.training else place


def _cameras() -> list[int]:
    """Indices of the devices that really give pictures; some nodes of a camera give none."""
    found = []
    for index in range(_MOST_CAMERAS):
        if Path(f"/dev/video{index}").exists():
            camera = OpenCvCamera(index)
            try:
                camera.open()
                found.append(index)
            except CameraError:
                continue
            finally:
                camera.close()
    return found


def _camera(
    name: str, choice: str, found: int | None, clip: Path, simulated: list[str]
) -> Callable[[], Camera]:
    if choice.isdigit():
        return lambda: OpenCvCamera(int(choice))
    if choice == AUTO and found is not None:
        return lambda: OpenCvCamera(found)
    if choice in (AUTO, SIMULATED):
        simulated.append(name)
        return lambda: OpenCvCamera(clip)
    return lambda: OpenCvCamera(Path(choice))


def _printer(choice: RigChoice, simulated: list[str]) -> Printer:
    if choice.printer.startswith("tcp:"):
        host, _, port = choice.printer.removeprefix("tcp:").rpartition(":")
        return EscposPrinter(NetworkTransport(host, int(port)))
    if choice.printer == AUTO and _is_real(choice, _PRINTER_FILE.exists()):
        return EscposPrinter(DeviceTransport(_PRINTER_FILE))
    if choice.printer in (AUTO, SIMULATED):
        simulated.append("printer")
        return FilePrinter(choice.folder / "slips")
    return EscposPrinter(DeviceTransport(Path(choice.printer)))
