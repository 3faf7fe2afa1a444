"""`onestop doctor`: every machine, service, disk, clock, certificate and permission."""

import argparse
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

import resources
from core.device_report import Condition
from core.diagnosis import Diagnosis
from core.errors import AppError
from devices.camera.face_models import FOLDER as MODELS_FOLDER
from devices.checkup import IN_USE
from devices.checkup_log import log_findings
from devices.devices_file import FILE_NAME
from devices.driver_book import DriverBook, open_book
from devices.examination import Examination
from devices.machine_driver import Kind
from devices.rig import RigChoice, machines_of, surroundings_of
from onestop.doctor_text import as_json, driver_lines, lines_of
from sync.checkup import diagnose as diagnose_terminal
from sync.room_mark import is_room_open
from sync.room_view import with_view
from sync.system_clock import SystemClock
from ui.readiness_pdf import write_readiness

DONE, FAILED, SOON, BROKEN = 0, 1, 3, 4
_EXITS = (
    "exit codes: 0 all well, 1 it could not look, 3 something should be seen to soon,"
    " 4 something does not work"
)
_CODES = {Condition.BAD: BROKEN, Condition.WARN: SOON}
_LOG_OCTETS = 256_000


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`onestop doctor [--state DIR] [--json] [--pdf DIR] [--drivers]`."""
    parser = subparsers.add_parser("doctor", help=__doc__, epilog=_EXITS)
    add, path = parser.add_argument, Path
    add("--state", type=path, default=path("var/demo/terminal"), help="the terminal's own folder")
    add("--devices", type=path, help="what the terminal has (default: devices.toml in its folder)")
    add("--simulators", type=path, help="where the orders to the simulators are")
    add("--training", action="store_true", help="simulators stand in for machines not attached")
    for machine in ("card", "face", "document", "printer"):
        add(f"--{machine}", default="auto", help="as the room is started with")
    add("--json", action="store_true", help="one JSON object")
    add("--pdf", type=path, metavar="DIR", help="write the readiness report there, too")
    add("--drivers", action="store_true", help="list every driver with its settings, and end")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Look, print, and judge by the exit code."""
    book = open_book()
    if args.drivers:
        print("\n".join(driver_lines(book)))
        return DONE
    if not args.state.is_dir():
        print(f"No folder {args.state}: name the terminal's own with --state.", file=sys.stderr)
        return FAILED
    try:
        with _log_in(args.state):
            diagnosis = diagnose(args, book)
        if args.pdf is not None:
            print(write_readiness(diagnosis, args.pdf), file=sys.stderr)
    except AppError as error:
        print(error, file=sys.stderr)
        return FAILED
    if args.json:
        print(json.dumps(as_json(diagnosis), ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines_of(diagnosis)))
    return _CODES.get(diagnosis.worst, DONE)


def diagnose(args: argparse.Namespace, book: DriverBook) -> Diagnosis:
    """One look at everything. While a room runs its machines are not touched. Raises AppError."""
    folder: Path = args.state
    choice = _choice(args)
    machines = machines_of(choice, book, args.printer.startswith("pdf:"))
    around = surroundings_of(choice, machines)
    examination = Examination(machines, around, book.broken)
    in_use = [kind.value for kind in Kind] if is_room_open(folder) else []
    known = dict.fromkeys(in_use, IN_USE)
    found = with_view(folder, examination.look(known))
    diagnosis = diagnose_terminal(folder, SystemClock(), found)
    log_findings(diagnosis.findings)
    return diagnosis


def _choice(args: argparse.Namespace) -> RigChoice:
    file = args.devices or args.state / FILE_NAME
    return RigChoice(
        folder=args.simulators or args.state / "simulators",
        clips=resources.path("clips"),
        card=args.card,
        face=args.face,
        document=args.document,
        printer=args.printer,
        training=args.training,
        devices=file if args.devices or file.exists() else None,
        models=args.state / MODELS_FOLDER,
    )


@contextmanager
def _log_in(folder: Path) -> Iterator[None]:
    """Each test is a line of doctor.log in the terminal's folder, of two files at most."""
    logger = logging.getLogger("onestop.doctor")
    handler = RotatingFileHandler(
        folder / "doctor.log", maxBytes=_LOG_OCTETS, backupCount=1, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]
        handler.close()
