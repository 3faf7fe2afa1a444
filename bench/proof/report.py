"""Runs every proof and writes what came of it below the marker of docs/reliability.md.

python -m bench.proof.report [--share 0.1] [--only R2 …]: two proofs side by side, each in a process
of its own. Exit code 1 where one does not hold. What stands above the marker is kept by hand. The
outcomes lie beside the page as JSON, each with its day, commit and share: a proof that is run again
by itself takes the place of its own row only, and a run that is cut leaves what it has.
"""

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.proof.register import PROOFS

PAGE = Path(__file__).parent.parent.parent / "docs" / "reliability.md"
OUTCOMES = PAGE.with_suffix(".json")
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


def page_of(before: str, told: Sequence[Told]) -> str:
    """The page: what stood above the marker, and the outcomes."""
    head, marker, _ = before.partition(MARKER)
    if not marker:
        raise ValueError("the page has lost its marker")
    rows = [
        f"| {one['name']} | {one['promise']} | {one['tried']:,} {one['of_what']} |"
        f" {one['violations']} | {one['planted_found']} of {one['planted_all']} |"
        f" {one['seconds']:.0f} | {'holds' if one['holds'] else '**does not hold**'} |"
        f" {_when(one)} | `{one['command']}` |"
        for one in told
    ]
    return (
        "\n".join(
            [
                head + MARKER,
                "",
                _machine(),
                "",
                "| | promise | tried | violations | plants found | seconds | | run | repeat |",
                "|---|---|---|---|---|---|---|---|---|",
                *rows,
                "",
                *[line for one in told for line in _remarks(one)],
            ]
        ).rstrip()
        + "\n"
    )


def _machine() -> str:
    system = _said("stat", "-f", "-c", "%T", ".")
    return (
        f"Machine: {os.cpu_count()} cores, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {system}."
    )


def _when(one: Told) -> str:
    part = "" if one["share"] == 1.0 else f", a share of {one['share']:g}"
    return f"{one['at']} UTC, {one['commit']}{part}"


def _dated(one: Told, share: float) -> Told:
    altered = " with changes" if _said("git", "status", "--porcelain", "-uno", "--", "..") else ""
    commit = _said("git", "rev-parse", "--short", "HEAD") + altered
    return one | {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}", "commit": commit, "share": share}


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


def write(known: dict[str, Told]) -> None:
    """Write the outcomes and the page."""
    told = [known[name] for name in sorted(known)]
    text = json.dumps(dict(sorted(known.items())), ensure_ascii=False, indent=1)
    OUTCOMES.write_text(text + "\n", encoding="utf-8")
    PAGE.write_text(page_of(PAGE.read_text(encoding="utf-8"), told), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and write. 0 when all hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--only", choices=sorted(PROOFS), action="append")
    args = parser.parse_args(arguments)
    names = [name for name in _ORDER if name in (args.only or PROOFS)]
    names += [name for name in args.only or PROOFS if name not in _ORDER]
    known: dict[str, Told] = json.loads(OUTCOMES.read_text()) if OUTCOMES.exists() else {}
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as pool:
        for done in as_completed([pool.submit(run_one, name, args.share) for name in names]):
            known[done.result()["name"]] = _dated(done.result(), args.share)
            write(known)
    return int(not all(known[name]["holds"] for name in names))


if __name__ == "__main__":
    sys.exit(main())
