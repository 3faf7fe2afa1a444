"""The verbs of `onestop queue` on the whole book: check, backup, check-backup, salvage."""

import argparse
from pathlib import Path

from onestop.queue_verbs import DONE, REFUSED, add_verb
from sync.backup import back_up, faults_of
from sync.book_check import check_book
from sync.salvage import salvage
from sync.system_clock import SystemClock


def add_book_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """All verbs of this module; the namespace gets `act`."""
    add_verb(verbs, "check", _check, "read the whole book: pages, references, every digest")
    backup = add_verb(verbs, "backup", _backup, "copy the book while the app runs, and check it")
    backup.add_argument("--to", type=Path, required=True, metavar="DIR", help="new or empty")
    checking = add_verb(verbs, "check-backup", _check_backup, "read a backup back whole")
    checking.add_argument("folder", type=Path, metavar="DIR")
    saving = add_verb(verbs, "salvage", _salvage, "make a new book from what a damaged one holds")
    saving.add_argument("--to", type=Path, required=True, metavar="DIR", help="new or empty")


def _check(args: argparse.Namespace) -> int:
    found = check_book(args.state)
    for problem in found.problems:
        print(problem)
    if found.sign:
        print(f"This book is a copy ({found.sign}): enrol the terminal again (DISK-506).")
    print(f"{found.envelopes} envelopes, {found.attachments} attachments read.")
    return REFUSED if found.problems or found.sign else DONE


def _backup(args: argparse.Namespace) -> int:
    made = back_up(args.state, args.to, SystemClock().now().isoformat(timespec="seconds"))
    faults = faults_of(args.to)
    for fault in faults:
        print(fault)
    if faults:
        return REFUSED
    counts = ", ".join(f"{table} {count}" for table, count in made.rows.items())
    print(f"{len(made.files)} files copied and read back: {counts}.")
    print("Put back, it goes on sending; enrol the terminal again before it takes new cases.")
    return DONE


def _check_backup(args: argparse.Namespace) -> int:
    faults = faults_of(args.folder)
    for fault in faults:
        print(fault)
    print("The backup is not sound." if faults else "The backup is sound.")
    return REFUSED if faults else DONE


def _salvage(args: argparse.Namespace) -> int:
    saved = salvage(args.state, args.to)
    print(f"{saved.verified} envelopes saved, signed by this terminal.")
    print(f"{saved.unverified} envelopes saved of an earlier epoch, by their digest alone.")
    print(f"{saved.cases} cases with their masked view.")
    print(f"{saved.attachments} attachments saved.")
    print(f"Not saved: {saved.broken} envelopes, {saved.attachments_lost} attachments; drafts and")
    print("accounts are not looked for. The damaged file was not changed.")
    print("Enrol the terminal again in the new folder before it takes new cases.")
    return REFUSED if saved.broken or saved.attachments_lost else DONE
