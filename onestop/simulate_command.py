"""`onestop simulate`: order the shipped simulators about while the app runs."""

import argparse
from pathlib import Path

from devices.card.simulated_reader import CardFault, insert_card, remove_card
from devices.card.training_cards import training_card
from devices.printer.file_printer import STATE_FILE


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`onestop simulate card insert NAME | card remove | printer STATE [--folder DIR]`."""
    parser = subparsers.add_parser("simulate", help=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=Path("var/demo/terminal/simulators"),
        help="the simulators' folder of the terminal",
    )  # fmt: skip
    machines = parser.add_subparsers(dest="machine", required=True)
    card = machines.add_parser("card")
    card.add_argument("what", choices=("insert", "remove"))
    card.add_argument("name", nargs="?", default="zhangsan")
    card.add_argument("--fault", default="none", choices=[f.name.lower() for f in CardFault])
    printer = machines.add_parser("printer")
    printer.add_argument("state", choices=("ready", "no_paper", "cover_open", "absent"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do it; the app notices by itself."""
    args.folder.mkdir(parents=True, exist_ok=True)
    if args.machine == "printer":
        slips = args.folder / "slips"
        slips.mkdir(exist_ok=True)
        (slips / STATE_FILE).write_text(args.state, encoding="utf-8")
    elif args.what == "insert":
        insert_card(args.folder, training_card(args.name), CardFault[args.fault.upper()])
    else:
        remove_card(args.folder)
    return 0
