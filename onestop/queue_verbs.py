"""The verbs of `onestop queue` on single envelopes: list, show, retry, mend, close."""

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import resources
from core.errors import AppError
from core.ports import Mended
from sync.by_hand.export import bundles_of
from sync.database import open_database
from sync.queue import queue_row, queue_rows, queue_view
from sync.records import SqliteRecords
from sync.station import open_station
from sync.system_clock import SystemClock

DONE, REFUSED, NEEDS_A_PERSON = 0, 1, 3
_ALL = 100_000
_WHY = {
    Mended.UNKNOWN: "no envelope here has this id or receipt number",
    Mended.NOT_QUARANTINED: "nothing is wrong with it: it needs no mending",
    Mended.MENDED_ALREADY: "another envelope carries it already",
    Mended.ATTACHMENT_LOST: "a file of it is gone or altered on this disk: put it back first",
    Mended.PURGED: "its time here is over and its octets are gone: ask the applicant again",
}


def add_queue_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`list`, `show`, `retry`, `mend`, `close`; the namespace gets `act`."""
    listing = add_verb(verbs, "list", _list, "list what waits and what needs a person")
    listing.add_argument("--limit", type=int, default=_ALL)
    listing.add_argument("--json", action="store_true")
    show = add_verb(verbs, "show", _show, "all that is known here of one envelope")
    show.add_argument("name", metavar="NUMBER", help="receipt number or id")
    show.add_argument("--json", action="store_true")
    _one(verbs, "retry", SqliteRecords.send_again, "put a quarantined envelope back as it is")
    _one(verbs, "mend", SqliteRecords.mend, "carry a quarantined envelope in a new one")
    text = "say that a loss of the city (NET-621) was dealt with"
    _one(verbs, "close", SqliteRecords.settle_loss, text)


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    act: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    """A verb with --state; a failure is one line with its code."""
    parser = verbs.add_parser(name, help=text, description=text)
    parser.add_argument(
        "--state", type=Path, default=Path("var/demo/terminal"), help="the terminal's own folder"
    )
    parser.set_defaults(act=lambda args: _guarded(act, args))
    return parser


def _guarded(act: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    try:
        return act(args)
    except AppError as error:
        print(error, file=sys.stderr)
        return REFUSED


def _one(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    work: Callable[[SqliteRecords, str], Mended],
    text: str,
) -> None:
    parser = add_verb(verbs, name, lambda args: _mend(work, args), text)
    parser.add_argument("name", metavar="NUMBER", help="receipt number or id")


def _list(args: argparse.Namespace) -> int:
    """Exit code 3 where something needs a person, for scripts."""
    with closing(open_database(args.state)) as database:
        found = queue_rows(database, args.limit)
        view = queue_view(database)
    if args.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for row in found:
            print("  ".join(_facts(row)))
        print(
            f"{view.count} wait, {view.octets} octets, oldest {view.oldest or '-'};"
            f" {view.quarantined} need a person."
        )
    return NEEDS_A_PERSON if view.quarantined else DONE


def _facts(row: dict[str, Any]) -> list[str]:
    waits = int(row["attachments_waiting"])
    facts = [str(row["seq"]), row["receipt_no"] or row["id"], row["type"], row["state"]]
    facts += [row["code"], row["reason"]] if row["code"] else []
    return facts + ([f"{waits} attachments to go"] if waits else []) + [row["created_at"]]


def _show(args: argparse.Namespace) -> int:
    with closing(open_database(args.state)) as database:
        row = queue_row(database, args.name)
        bundles = bundles_of(database, row["id"]) if row else []
    if row is None:
        print(_WHY[Mended.UNKNOWN], file=sys.stderr)
        return REFUSED
    row["bundles"] = bundles  # in which it went to a stick
    if args.json:
        print(json.dumps(row, ensure_ascii=False, indent=1))
        return DONE
    nested = ("attachments", "history", "case", "bundles")
    for name, value in row.items():
        if name not in nested and value not in ("", None):
            print(f"{name}: {value}")
    for name, value in (row["case"] or {}).items():
        print(f"case {name}: {value}")
    for blob in row["attachments"]:
        print(f"attachment {blob['role']}: {blob['size']} octets, {blob['state']}")
    for bundle in bundles:
        print(f"exported: onestop-{bundle}")
    for entry in row["history"]:
        print(f"{entry['at']}  {entry['state']}")
    return DONE


def _mend(work: Callable[[SqliteRecords, str], Mended], args: argparse.Namespace) -> int:
    with closing(open_database(args.state)) as database:
        row = queue_row(database, args.name)
    if row is None:
        print(_WHY[Mended.UNKNOWN], file=sys.stderr)
        return REFUSED
    station = open_station(args.state, resources.path("catalogue"), SystemClock())
    try:
        outcome = work(station.records, row["id"])
    finally:
        station.close()
    if outcome is not Mended.DONE:
        print(_WHY[outcome], file=sys.stderr)
        return REFUSED
    print(f"{row['receipt_no'] or row['id']}: done.")
    return DONE
