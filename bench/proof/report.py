"""Runs every proof and writes what came of it below the marker of docs/reliability.md.

python -m bench.proof.report [--share 0.1] [--only R2 …]: two proofs side by side, each in a process
of its own. Exit code 1 where one does not hold. What stands above the marker is kept by hand.
"""

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.proof.register import PROOFS

PAGE = Path(__file__).parent.parent.parent / "docs" / "reliability.md"
MARKER = "<!-- written by `make reliability`; what stands above is kept by hand -->"
# the longest first, so that two side by side end together
_ORDER = ("R1", "R2", "R4", "R3", "R5", "R7", "R6", "S2")
_SIDE_BY_SIDE = 2
Told = dict[str, Any]


def run_one(name: str, share: float) -> Told:
    """One proof in a process of its own; a proof that ended without an outcome does not hold."""
    command = [sys.executable, "-m", "bench", "reliability", "--json", "--only", name]
    done = subprocess.run(
        [*command, "--share", str(share)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    told: Told = json.loads(lines[-1]) if lines else _broken(name, done.stderr)
    print(f"{name}: {'holds' if told['holds'] else 'DOES NOT HOLD'}, {told['seconds']:.0f} s",
          flush=True)  # fmt: skip
    return told


def _broken(name: str, error: str) -> Told:
    last = error.strip().splitlines()[-1:] or ["it said nothing"]
    return {
        "name": name,
        "promise": "",
        "of_what": "",
        "tried": 0,
        "wanted": 1,
        "violations": 0,
        "planted_found": 0,
        "planted_all": 0,
        "seconds": 0.0,
        "command": f"python -m bench reliability --only {name}",
        "what_is_not_modelled": "",
        "notes": [],
        "examples": [f"the proof itself failed: {last[0]}"],
        "holds": False,
    }


def page_of(before: str, told: Sequence[Told], share: float, minutes: float) -> str:
    """The page: what stood above the marker, and the results of this run."""
    head, marker, _ = before.partition(MARKER)
    if not marker:
        raise ValueError("the page has lost its marker")
    rows = [
        f"| {one['name']} | {one['promise']} | {one['tried']:,} {one['of_what']} |"
        f" {one['violations']} | {one['planted_found']} of {one['planted_all']} |"
        f" {one['seconds']:.0f} | {'holds' if one['holds'] else '**does not hold**'} |"
        f" `{one['command']}` |"
        for one in told
    ]
    return (
        "\n".join(
            [
                head + MARKER,
                "",
                *_machine(share, minutes),
                "",
                "| | promise | tried | violations | planted bugs found | seconds | | repeat |",
                "|---|---|---|---|---|---|---|---|",
                *rows,
                "",
                *[line for one in told for line in _remarks(one)],
            ]
        ).rstrip()
        + "\n"
    )


def _machine(share: float, minutes: float) -> list[str]:
    commit = _said("git", "rev-parse", "--short", "HEAD")
    altered = " with changes" if _said("git", "status", "--porcelain", "-uno") else ""
    system = _said("stat", "-f", "-c", "%T", ".")
    part = "" if share == 1.0 else f" A share of {share:g} of the whole."
    return [
        f"Run of {datetime.now(UTC):%Y-%m-%d %H:%M} UTC by `make reliability`, {minutes:.0f}"
        f" minutes, commit {commit}{altered}.{part}",
        f"Machine: {os.cpu_count()} cores, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {system}.",
    ]


def _said(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=PAGE.parent, check=False)
    return done.stdout.strip()


def _remarks(one: Told) -> list[str]:
    lines = [f"**{one['name']}**"]
    lines += [f"- {note}" for note in one["notes"]]
    lines += [f"- violation: {example}" for example in one["examples"]]
    if one["what_is_not_modelled"]:
        lines.append(f"- not modelled: {one['what_is_not_modelled']}")
    return [*lines, ""]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and write. 0 when all hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--only", choices=sorted(PROOFS), action="append")
    args = parser.parse_args(arguments)
    start = time.monotonic()
    names = [name for name in _ORDER if name in (args.only or PROOFS)]
    names += [name for name in args.only or PROOFS if name not in _ORDER]
    told: list[Told] = []
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        for done in as_completed([pool.submit(run_one, name, args.share) for name in names]):
            told.append(done.result())  # a run that is cut leaves what it has so far
            told.sort(key=lambda one: str(one["name"]))
            minutes = (time.monotonic() - start) / 60
            before = PAGE.read_text(encoding="utf-8")
            PAGE.write_text(page_of(before, told, args.share, minutes), encoding="utf-8")
    return int(not all(one["holds"] for one in told))


if __name__ == "__main__":
    sys.exit(main())
