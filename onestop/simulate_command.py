"""`onestop simulate`: order the shipped simulators about while the app runs."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from types import MappingProxyType

from core.ports import PrinterState
from devices.card.simulated_reader import (
    CardFault,
    SimulatedCardReader,
    insert_card,
    remove_card,
)
from devices.card.simulated_social import ORDERS as SOCIAL_CARD
from devices.card.simulated_social import SocialCardOrder
from devices.card.training_cards import training_card, training_social_card
from devices.simulator_orders import (
    CameraOrder,
    CameraState,
    MachineOrder,
    MachineState,
    PrinterOrder,
    ScanOrder,
    read_order,
    take_back,
    write_order,
)
from onestop.simulate_escpos import serve_escpos
from onestop.simulate_samv import serve_samv

_SCANNER = "code_reader"
_CAMERAS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "face": ("face_camera",),
        "document": ("document_camera",),
        "both": ("face_camera", "document_camera"),
    }
)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`onestop simulate MACHINE … [--folder DIR]`."""
    parser = subparsers.add_parser("simulate", help=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=Path("var/demo/terminal/simulators"),
        help="the simulators' folder of the terminal",
    )  # fmt: skip
    machines = parser.add_subparsers(dest="machine", required=True)
    _add_card(machines.add_parser("card", help="lay a training card, or take it away"))
    _add_social(machines.add_parser("social_card", help="lay a social-security card"))
    _add_camera(machines.add_parser("camera", help="play, darken, freeze or unplug a camera"))
    scan = machines.add_parser("scanner", help="scan a code, or unplug the scanner")
    scan.add_argument("what", choices=("scan", *(state.value for state in MachineState)))
    scan.add_argument("text", nargs="?", default="", help="what the code says")
    for name in ("printer", "paper"):
        printer = machines.add_parser(name, help="paper out, cover open, unplugged …")
        printer.add_argument("state", choices=[state.value for state in PrinterState])
        printer.add_argument("--rows", type=int, default=-1, help="rows of paper that are left")
    escpos = machines.add_parser("escpos", help="a slip printer made of software, until Ctrl-C")
    escpos.add_argument("--port", type=int, default=9100, help="0: a pseudo terminal")
    samv = machines.add_parser("samv", help="a card reader made of software, until Ctrl-C")
    samv.add_argument("path", type=Path, help="of the serial port that is made")
    for name in ("speaker", "signature"):
        machine = machines.add_parser(name, help="unplug it, or plug it in again")
        machine.add_argument("state", choices=[state.value for state in MachineState])
    machines.add_parser("show", help="print every order as JSON, one machine a line")
    machines.add_parser("calm", help="take every order back: all machines are well, no card lies")
    parser.set_defaults(run=run)


def _add_card(card: argparse.ArgumentParser) -> None:
    card.add_argument("what", choices=("insert", "remove"))
    card.add_argument("name", nargs="?", default="zhangsan")
    card.add_argument("--fault", default="none", choices=[f.name.lower() for f in CardFault])
    card.add_argument("--reader", type=int, default=1, choices=range(1, 5))


def _add_social(card: argparse.ArgumentParser) -> None:
    card.add_argument("what", choices=("insert", "remove"))
    card.add_argument("name", nargs="?", default="zhangsan")
    card.add_argument("--generation", type=int, default=2, choices=(1, 2, 3))
    card.add_argument("--platform", action="store_true", help="the platform opens generation 3")


def _add_camera(camera: argparse.ArgumentParser) -> None:
    camera.add_argument("what", choices=("clip", *(state.value for state in CameraState)))
    camera.add_argument("clip", nargs="?", default="", help="a clip, a picture or a folder of them")
    camera.add_argument("--which", choices=tuple(_CAMERAS), default="both")


def run(args: argparse.Namespace) -> int:
    """Do it; the app notices by itself. Returns 1 for a name or a file that does not exist."""
    folder: Path = args.folder
    match args.machine:
        case "card":
            return _card(folder, args)
        case "social_card":
            return _social(folder, args)
        case "camera":
            return _camera(folder, args)
        case "scanner":
            return _scan(folder, args)
        case "printer" | "paper":
            write_order(folder, args.machine, PrinterOrder(args.state, args.rows))
        case "escpos":
            return serve_escpos(folder, args.port, Event())
        case "samv":
            return serve_samv(folder, args.path, SimulatedCardReader(folder))
        case "speaker" | "signature":
            write_order(folder, args.machine, MachineOrder(MachineState(args.state)))
        case "show":
            _show(folder)
        case "calm":
            for file in _orders(folder):
                take_back(folder, file.stem)
    return 0


def _card(folder: Path, args: argparse.Namespace) -> int:
    if args.what == "remove":
        remove_card(folder, args.reader)
        return 0
    try:
        card = training_card(args.name)
    except KeyError:
        print(f"No training card {args.name}.", file=sys.stderr)
        return 1
    insert_card(folder, card, CardFault[args.fault.upper()], args.reader)
    return 0


def _social(folder: Path, args: argparse.Namespace) -> int:
    if args.what == "remove":
        take_back(folder, SOCIAL_CARD)
        return 0
    try:
        training_social_card(args.name, args.generation)
    except KeyError:
        print(f"No training card {args.name}.", file=sys.stderr)
        return 1
    order = SocialCardOrder(args.name, args.generation, platform=args.platform)
    write_order(folder, SOCIAL_CARD, order)
    return 0


def _camera(folder: Path, args: argparse.Namespace) -> int:
    if args.what == "clip" and not Path(args.clip).exists():
        print(f"No such clip: {args.clip}", file=sys.stderr)
        return 1
    if args.what == "clip":
        order = CameraOrder(clip=str(Path(args.clip).resolve()))
    else:
        order = CameraOrder(CameraState(args.what))
    for machine in _CAMERAS[args.which]:
        write_order(folder, machine, order)
    return 0


def _scan(folder: Path, args: argparse.Namespace) -> int:
    """A scan has the next number, so that the same code may be scanned again."""
    if args.what != "scan":
        write_order(folder, _SCANNER, ScanOrder(state=MachineState(args.what)))
        return 0
    try:
        before = read_order(folder, _SCANNER, ScanOrder)
    except ValueError:
        before = None
    number = before.number + 1 if before else 1
    write_order(folder, _SCANNER, ScanOrder(text=args.text, number=number))
    return 0


def _show(folder: Path) -> None:
    for file in _orders(folder):
        try:
            order = json.loads(file.read_bytes())
        except (OSError, ValueError):
            order = None  # damaged: the simulator fails by it
        print(json.dumps({"machine": file.stem, "order": order}, ensure_ascii=False))


def _orders(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.json") if not file.name.startswith("."))
