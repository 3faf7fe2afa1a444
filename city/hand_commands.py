"""The command for what comes by hand: import."""

import argparse
from pathlib import Path

from city.by_hand import NothingThere, import_stick
from city.command_line import AddCommand, Misuse, database_of
from city.platform import open_city
from city.settings import Settings


def _import(arguments: argparse.Namespace) -> None:
    city = open_city(Settings(arguments.data, "", database_url=database_of(arguments)), beside=True)
    try:
        done = import_stick(city, arguments.folder, arguments.receipt_to)
    except NothingThere as error:
        raise Misuse("there is no finished bundle in this folder") from error
    finally:
        city.close()
    for one in done:
        counts = ", ".join(f"{count} {status.value}" for status, count in one.statuses.items())
        where = f"; receipt in {one.receipt}" if one.receipt else ""
        print(f"{one.folder.name}: {counts or 'nothing'}, {one.blobs} attachments{where}")
    faults = [f"{one.folder.name}: {one.fault}" for one in done if one.fault]
    if faults:
        raise Misuse("not taken wholly: " + "; ".join(faults))


def add_hand_commands(add: AddCommand) -> None:
    """All commands of this module."""
    stick = add("import", _import, "take in bundles that came by hand on a USB stick")
    stick.add_argument("folder", type=Path, metavar="DIR", help="the stick, or one bundle on it")
    stick.add_argument("--receipt-to", type=Path, metavar="DIR", help="the stick that goes home")
