"""The driver's own log of what the terminal promised: written and synced only after it did."""

import json
import os
from pathlib import Path
from typing import Any

from bench.proof.paper import Paper

Line = dict[str, Any]


class Ledger:
    """One JSON object a line. `want` is written before a call, `done` after it returned; a line
    that a kill has torn was never promised to anybody."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, kind: str, **facts: Any) -> None:
        """One fact, on the disk when this returns."""
        octets = json.dumps({"kind": kind, **facts}, ensure_ascii=False).encode() + b"\n"
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, octets)
            os.fdatasync(handle)
        finally:
            os.close(handle)

    def mend(self) -> None:
        """After a kill: cut off half a line, so that the next one begins afresh."""
        if not self._path.exists():
            return
        octets = self._path.read_bytes()
        whole = octets.rfind(b"\n") + 1
        if whole != len(octets):
            os.truncate(self._path, whole)

    def lines(self, kind: str) -> list[Line]:
        """All facts of a kind, in order."""
        if not self._path.exists():
            return []
        whole, _, _ = self._path.read_bytes().rpartition(b"\n")
        found = [json.loads(line) for line in whole.splitlines()]
        return [line for line in found if line["kind"] == kind]

    def unfinished(self) -> list[Paper]:
        """Applications that were begun and never promised, oldest first."""
        done = {line["case"] for line in self.lines("done")}
        return [paper_of(line) for line in self.lines("want") if line["case"] not in done]


def paper_of(line: Line) -> Paper:
    """The application that a `want` or `done` names."""
    return Paper(line["case"], line["pages"], line["size"])
