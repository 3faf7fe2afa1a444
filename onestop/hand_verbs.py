"""The verbs of `onestop queue` that go by hand: what a stick takes away and brings home."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from core.errors import AppError
from sync.by_hand.hand import Hand
from sync.system_clock import SystemClock

_Act = Callable[[Hand, argparse.Namespace], int]
DONE, REFUSED = 0, 1


def add_hand_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`export`, `import-receipt`; the namespace gets `act`."""
    export = _verb(verbs, "export", _export, "write what the city lacks to a USB stick")
    export.add_argument("--to", type=Path, required=True, metavar="DIR", help="the stick")
    export.add_argument(
        "--only", nargs="+", default=[], metavar="NUMBER", help="receipt numbers or ids"
    )
    receipt = _verb(verbs, "import-receipt", _import_receipt, "take the city's receipts from DIR")
    receipt.add_argument("folder", type=Path, metavar="DIR")


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
    settled, refused = hand.import_receipts(args.folder)
    for one in settled:
        print(
            f"onestop-{one.bundle}: {one.stored} stored, {one.complete} complete,"
            f" {one.rejected} refused by the city."
        )
    for error in refused:
        print(error, file=sys.stderr)
    return REFUSED if refused else DONE
