"""What is attached to this computer, for machines that are to be found by themselves."""

from collections.abc import Sequence
from pathlib import Path

from core.errors import CameraError, CardError
from devices.camera.opencv_camera import OpenCvCamera
from devices.card.pcsc import PcscContext
from devices.card.usb_port import has_usb_reader
from devices.machine_driver import Kind
from devices.speaker.drivers import has_sound_system

_PRINTER_FILE = Path("/dev/usb/lp0")
_MOST_CAMERAS = 8
_PLACES = {Kind.FACE_CAMERA: 0, Kind.DOCUMENT_CAMERA: 1}  # which of the cameras found is whose
FINDABLE = (Kind.CARD, Kind.FACE_CAMERA, Kind.DOCUMENT_CAMERA, Kind.PRINTER, Kind.SPEAKER)


def find_drivers(
    kinds: Sequence[Kind], training: bool
) -> dict[Kind, tuple[str, dict[str, object]]]:
    """For each kind the driver's name and its settings. In service the machine itself, also where
    it is missing; in training a simulator stands in for what is missing. A terminal without sound
    is silent, in training too: what nobody hears need not be made."""
    cameras = find_cameras() if set(kinds) & set(_PLACES) else []
    found: dict[Kind, tuple[str, dict[str, object]]] = {}
    choice: tuple[str, dict[str, object]]
    for kind in kinds:
        if kind is Kind.CARD:
            # Serial ports are not tried: what is asked there could be a printer or a scanner.
            on_pcsc = has_pcsc_reader()
            on_usb = not on_pcsc and has_usb_reader()
            real = on_pcsc or on_usb or not training
            choice = ("samv_usb" if on_usb else "pcsc", {})
        elif kind in _PLACES:
            place = _PLACES[kind]
            real = place < len(cameras) or not training
            choice = ("opencv", {"index": cameras[place] if place < len(cameras) else place})
        elif kind is Kind.SPEAKER:
            real, choice = True, ("sound_system" if has_sound_system() else "silent", {})
        else:
            real, choice = _PRINTER_FILE.exists() or not training, ("escpos_device", {})
        found[kind] = choice if real else ("simulated", {})
    return found


def has_pcsc_reader() -> bool:
    """Whether a PC/SC service answers and has a reader."""
    try:
        with PcscContext() as context:
            return bool(context.readers())
    except CardError:
        return False


def find_cameras() -> list[int]:
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
