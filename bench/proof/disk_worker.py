"""A terminal in a process of its own that does one thing when it is told, and says what came of it.

python -m bench.proof.disk_worker FOLDER SOCKET: orders come on a socket that was handed down and
their answers go back on it, so that no failed `write` or `openat` is the harness's own.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bench.proof.ground import Post
from bench.proof.link_under_fault import MovedClock
from bench.proof.paper import PACKAGE, PHONE, Paper, new_id
from core.errors import AppError, Code, DiskError
from sync import retention
from sync.accounts import Accounts, Cost
from sync.engine import SyncEngine
from sync.identity import TerminalIdentity, load_identity
from sync.outbox import milliseconds
from sync.records import SqliteRecords
from sync.station import city_client

Answer = dict[str, str]
AGENT, PASSWORD = "agent", "correct horse battery"
CHEAP = Cost(passes=1, memory_kib=1024)
_RESERVE = 50_000


class Worker:
    """The process, from outside. It keeps the log of promises, on another disk. `plant` is
    a planted bug: `hides` promises in spite of all, `retention` believes its own clock."""

    def __init__(
        self, post: Post, *, plant: str = "", environment: Mapping[str, str] | None = None
    ) -> None:
        ours, theirs = socket.socketpair()
        self._socket = ours
        self._ledger = post.ledger
        self._answers = ours.makefile("r", encoding="utf-8")
        command = [sys.executable, "-m", "bench.proof.disk_worker", str(post.folder)]
        command += [str(theirs.fileno()), plant]
        self._process = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], env={**os.environ, **(environment or {})}
        )
        theirs.close()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._process.wait(60)
        self._answers.close()
        self._socket.close()

    @property
    def pid(self) -> int:
        """To be traced."""
        return self._process.pid

    def submit(self) -> Answer:
        """A new application."""
        paper = Paper(new_id(), pages=1, size=9000)
        self._ledger.add("want", case=paper.case, pages=paper.pages, size=paper.size)
        return self._submit(paper)

    def submit_again(self) -> list[Answer]:
        """Every application that was refused so far."""
        return [self._submit(paper) for paper in self._ledger.unfinished()]

    def tell(self, order: str, case: str = "") -> Answer:
        """One order. Its answer has `code` for a failure with a code, `mistake` for any other."""
        try:
            self._socket.sendall(f"{order} {case}\n".encode())
            answer = self._answers.readline()
        except OSError:
            answer = ""
        told: dict[str, str] = json.loads(answer or '{"mistake": "the process has ended"}')
        return {"order": order, **told}

    def _submit(self, paper: Paper) -> Answer:
        answer = self.tell("case", paper.case)
        if "receipt_no" in answer:
            facts = {"case": paper.case, "pages": paper.pages, "size": paper.size}
            self._ledger.add("done", **facts, receipt_no=answer["receipt_no"])
        return answer


class _Terminal:
    """The process, from inside: one book and one engine from its start to its end."""

    def __init__(self, folder: Path, identity: TerminalIdentity, plant: str) -> None:
        clock = self._clock = MovedClock()
        self._identity = identity
        self._plant = plant
        self._records = SqliteRecords(folder, identity, clock, reserve_octets=_RESERVE)
        self._accounts = Accounts(folder, cost=CHEAP)
        client = city_client(folder, identity.city_url, identity, clock)
        self._client = client
        self._engine = SyncEngine(folder, identity, client, clock, reserve_octets=_RESERVE)

    def obey(self, order: str, name: str) -> Answer:
        """Raises AppError, or whatever must not come."""
        match order:
            case "case":
                return {"receipt_no": self._submit(Paper(name, pages=1, size=9000))}
            case "pass":
                self._pass()
            case "later":  # a lease that could not be given back has run out
                self._clock.ahead += 300.0
            case "sign_in":
                self._accounts.sign_in(AGENT, PASSWORD, self._clock.now())
            case "draft":
                self._records.save_field(new_id(), new_id(), PACKAGE, "phone", PHONE)
        return {}

    def _submit(self, paper: Paper) -> str:
        try:
            return paper.submit(self._records, self._identity.terminal).receipt_no
        except DiskError:
            if self._plant != "hides":
                raise
        return "promised"

    def _pass(self) -> None:
        """As the worker does: a disk that ends a pass is written down where it can be."""
        if self._plant == "retention":
            self._client.clock_offset_ms = 0
            setattr(retention, "city_milliseconds", _own_milliseconds)  # noqa: B010
        try:
            report = self._engine.sync_once()
        except DiskError as error:
            with suppress(DiskError):
                self._engine.note_failure(error)
            raise
        if report.code is not None:
            raise AppError(report.code)


def _own_milliseconds(db: object, moment: datetime) -> int:
    del db
    return milliseconds(moment)


def main(folder: Path, handle: int, plant: str) -> None:
    """Obey until the socket ends."""
    identity = load_identity(folder)
    assert identity is not None
    terminal = _Terminal(folder, identity, plant)
    with socket.socket(fileno=handle) as wire, wire.makefile("r", encoding="utf-8") as orders:
        for line in orders:
            order, _, case = line.strip().partition(" ")
            wire.sendall(json.dumps(_answer(terminal, order, case)).encode() + b"\n")


def _answer(terminal: _Terminal, order: str, case: str) -> Answer:
    try:
        return terminal.obey(order, case)
    except AppError as error:
        kind = "code" if error.code is not Code.UNEXPECTED else "mistake"
        return {kind: f"{error.code.value} {error.detail}"}
    except Exception as error:  # noqa: BLE001 what has no code is what is looked for
        return {"mistake": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
