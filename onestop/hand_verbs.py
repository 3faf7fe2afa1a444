"""The verbs of `onestop queue` that go by hand: what a stick takes away and brings home."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from core.errors import AppError, StickError
from sync.by_hand.hand import Brought, Hand
from sync.by_hand.receipts import Settled
from sync.by_hand.relay import Carried
from sync.system_clock import SystemClock

_Act = Callable[[Hand, argparse.Namespace], int]
DONE, REFUSED = 0, 1


def add_hand_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`export`, `import`, `import-receipt`, `receipt`, `carried`; the namespace gets `act`."""
    export = _verb(verbs, "export", _export, "write what the city lacks to a USB stick")
    export.add_argument("--to", type=Path, required=True, metavar="DIR", help="the stick")
    export.add_argument(
        "--only", nargs="+", default=[], metavar="NUMBER", help="receipt numbers or ids"
    )
    taking = _verb(
        verbs, "import", _import, "take receipts from a stick, and carry what is of other terminals"
    )
    taking.add_argument("folder", type=Path, metavar="DIR")
    closing = _verb(verbs, "import-receipt", _import_receipt, "take the city's receipts only")
    closing.add_argument("folder", type=Path, metavar="DIR")
    receipt = _verb(verbs, "receipt", _receipt, "write the receipts of what was carried to a stick")
    receipt.add_argument("--to", type=Path, required=True, metavar="DIR", help="the stick")
    _verb(verbs, "carried", _carried, "list what is carried for other terminals")


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, act: _Act, text: str
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=text, description=text)
    parser.add_argument(
        "--state", type=Path, default=Path("var/demo/terminal"), help="the terminal's own folder"
    )
    parser.set_defaults(act=lambda args: _with_hand(act, args))
    return parser


def _with_hand(act: _Act, args: argparse.Namespace) -> int:
    """Open the terminal's folder and act; a failure is one line with its code."""
    try:
        hand = Hand(args.state, SystemClock())
        try:
            return act(hand, args)
        finally:
            hand.close()
    except AppError as error:
        print(error, file=sys.stderr)
        return REFUSED


def _export(hand: Hand, args: argparse.Namespace) -> int:
    made = hand.export(args.to, args.only)
    if not made:
        print("Nothing to export: the city has all.")
    for one in made:
        if one.envelopes:
            print(
                f"{one.folder.name}: {one.envelopes} envelopes, {one.octets} octets,"
                " written and read back."
            )
        if one.skipped:
            print(f"{one.skipped} not exported: an attachment cannot be read.", file=sys.stderr)
    if made:
        print("They stay here as well until the city's receipt, or the city itself, says it has")
        print("them. Unmount the stick before pulling it: its own memory cannot be checked.")
    return REFUSED if any(one.skipped for one in made) else DONE


def _import_receipt(hand: Hand, args: argparse.Namespace) -> int:
    return _tell(hand.import_receipts(args.folder))


def _import(hand: Hand, args: argparse.Namespace) -> int:
    return _tell(hand.import_all(args.folder))


def _receipt(hand: Hand, args: argparse.Namespace) -> int:
    written = hand.write_receipts(args.to)
    for folder in written:
        print(f"{folder.name}: receipt written and read back.")
    if not written:
        print("No receipt has come from the city yet.", file=sys.stderr)
    return DONE if written else REFUSED


def _carried(hand: Hand, args: argparse.Namespace) -> int:
    for one in hand.carried():
        receipt = ", receipt here" if one.has_receipt else ""
        print(
            f"onestop-{one.bundle}: of {one.terminal}, {one.envelopes} envelopes,"
            f" {one.octets} octets, {one.state} {one.code}".rstrip()
            + receipt
        )
    return DONE


def _tell(brought: list[Brought]) -> int:
    refused = 0
    for one in brought:
        match one.outcome:
            case Settled() as settled:
                print(
                    f"{one.folder.name}: receipt taken, {settled.stored} stored,"
                    f" {settled.complete} complete, {settled.rejected} refused by the city."
                )
            case Carried() as carried:
                print(
                    f"{one.folder.name}: {carried.envelopes} envelopes of {carried.terminal}"
                    " are kept here and go to the city by the next passes."
                )
            case StickError() as error:
                refused += 1
                print(f"{one.folder.name}: {error}", file=sys.stderr)
    return REFUSED if refused else DONE
