"""The orders to the simulators: a folder with one small JSON file for each machine.

Whoever orders writes the file whole and renames it into place; the simulator reads it whenever it
is asked to do something. No file: the machine is there and well. docs/simulators.md lists them.
"""

import os
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import msgspec

O = TypeVar("O", bound=msgspec.Struct)  # noqa: E741 - an order


class CameraState(StrEnum):
    """What a simulated camera does."""

    PLAYING = "playing"
    DARK = "dark"
    FROZEN = "frozen"
    GONE = "gone"


class MachineState(StrEnum):
    """What a machine does that is only there or not."""

    READY = "ready"
    BUSY = "busy"
    MUTE = "mute"  # takes everything, and nothing comes of it
    ABSENT = "absent"


class CameraOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """face_camera.json, document_camera.json. `clip` plays in place of the shipped drawing: a clip,
    a folder of pictures or a picture."""

    state: CameraState = CameraState.PLAYING
    clip: str = ""


class PrinterOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """printer.json, paper.json: a word of core.ports.PrinterState. `rows`: how many rows of paper
    are left, when it shall run out in the middle of a slip; less than none: enough."""

    state: str = "ready"
    rows: int = -1


class ScanOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """code_reader.json: one scan. `number` tells two scans of one text apart."""

    text: str = ""
    number: int = 0
    state: MachineState = MachineState.READY


class MachineOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """speaker.json, signature.json."""

    state: MachineState = MachineState.READY


def order_file(folder: Path, machine: str) -> Path:
    """Where the order to a machine stands."""
    return folder / f"{machine}.json"


def write_order(folder: Path, machine: str, order: msgspec.Struct) -> None:
    """Give an order, whole at once; the folder is made when missing. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{machine}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(order))
        os.replace(name, order_file(folder, machine))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_order(folder: Path, machine: str, kind: type[O]) -> O | None:
    """The order to a machine; None where there is none. Raises ValueError for a file that is none:
    the simulator then fails as its machine does."""
    try:
        octets = order_file(folder, machine).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ValueError(type(error).__name__) from error
    try:
        return msgspec.json.decode(octets, type=kind)
    except msgspec.MsgspecError as error:
        raise ValueError("order is damaged") from error


def take_back(folder: Path, machine: str) -> None:
    """End an order; nothing happens when there is none."""
    order_file(folder, machine).unlink(missing_ok=True)
