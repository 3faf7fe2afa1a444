"""A terminal's working day, to be taped: `python -m bench.proof.journey FOLDER SEED [PLANT]`.

It works with the real records and the real sync engine, against a city inside the process, and
says on its standard output what it has promised as soon as the product's call has returned. What
is about to be taken away is said before.
"""

import os
import random
import sys
from pathlib import Path

import msgspec

from bench.proof import people
from bench.proof.model_city import ModelCity
from bench.proof.plants import DISK_PLANTS
from bench.proof.wire import Wire
from core.followups import Withdrawal
from core.ports import Attachment, DraftPages
from core.wire import sha256_hex
from sync.client import CityClient
from sync.crew import InlineCrew
from sync.database import Database, open_database
from sync.engine import SyncEngine
from sync.identity import TerminalIdentity, load_identity
from sync.records import SqliteRecords

DAY_S = 86_400.0


class Promise(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A line: what the product has done for good (`done`), or begins to do. `what` is open, field,
    page, submit, amend, withdraw, rate, forget or sync."""

    done: bool
    what: str
    id: str = ""
    name: str = ""
    value: str = ""
    receipt_no: str = ""
    sha256: str = ""
    states: dict[str, str] = {}


class Day:
    """One terminal and its city, and what is said about them."""

    def __init__(self, folder: Path, identity: TerminalIdentity, seed: int) -> None:
        self._chance = random.Random(seed)
        self._clock = people.HandClock()
        self._records = SqliteRecords(folder, identity, self._clock, reserve_octets=people.RESERVE)
        terminal = identity.terminal
        self._city = ModelCity(terminal.code, terminal.epoch)
        client = CityClient(
            identity.city_url, identity, self._clock, transport=Wire(self._city.answer)
        )
        self._engine = SyncEngine(
            folder,
            identity,
            client,
            self._clock,
            reserve_octets=people.RESERVE,
            crew=InlineCrew() if seed % 2 else None,  # every second day with threads
        )
        self._book: Database = open_database(folder)
        self._cases = 0
        self._drafts = 0
        self._letters = 0

    def live(self) -> None:
        """Everything that a terminal does, in an order of chance."""
        _say(Promise(done=True, what="open"))
        steps = [self._type, self._type, self._submit, self._submit, self._submit, self._rate]
        steps += [self._forget, self._sync, self._sync, self._page, self._amend, self._withdraw]
        self._chance.shuffle(steps)
        for step in [self._type, self._submit, *steps, self._wait_and_sync, self._submit]:
            self._clock.go_on(self._chance.uniform(1, 600))
            step()

    def close(self) -> None:
        """Close all."""
        self._engine.close()
        self._book.close()
        self._records.close()

    def _type(self) -> None:
        if self._chance.random() < 0.5 or self._drafts == 0:
            self._drafts += 1
        field = Promise(
            done=False,
            what="field",
            id=f"draft {self._drafts}",
            name=self._chance.choice(("phone", "street")),
            value=f"测试 {self._chance.randrange(1000)}",
        )
        _say(field)
        owner = people.owner_of(field.id)
        self._records.save_field(field.id, owner, "BENCH", field.name, field.value)
        _say(msgspec.structs.replace(field, done=True))

    def _submit(self) -> None:
        self._cases += 1
        application = people.application(self._cases)
        draft = f"draft {self._drafts}" if self._chance.random() < 0.5 else ""
        _say(Promise(done=False, what="submit", id=application.id, name=draft))
        view = self._records.submit(
            application,
            people.attachments(self._chance, self._chance.choice((0, 1, 2))),
            due="2026-12-01",
            materials_all=2,
            draft=draft,
        )
        self._promise("submit", application.id, name=draft, receipt_no=view.receipt_no)

    def _page(self) -> None:
        """A photographed page of the newest draft."""
        octets = self._chance.randbytes(700)
        page = Promise(
            done=False,
            what="page",
            id=f"draft {self._drafts}",
            name=str(self._chance.randint(1, 2)),
            value=sha256_hex(octets),
        )
        _say(page)
        material = f"M{page.name}"
        taken = DraftPages(material, False, (Attachment(material, "image/jpeg", octets),))
        self._records.save_pages(page.id, people.owner_of(page.id), "BENCH", taken)
        _say(msgspec.structs.replace(page, done=True))

    def _amend(self) -> None:
        self._letters += 1
        letter = people.id_of(self._letters, kind=3)
        pages = people.attachments(self._chance, 1)
        self._records.amend(letter, people.application(self._cases), pages)
        self._promise("amend", letter)

    def _withdraw(self) -> None:
        self._letters += 1
        letter = people.id_of(self._letters, kind=3)
        self._records.withdraw(
            Withdrawal(
                id=letter,
                case=people.id_of(self._cases),
                at="2026-11-22T10:00:00+08:00",
                person=people.application(self._cases).applicant,
            )
        )
        self._promise("withdraw", letter)

    def _rate(self) -> None:
        rating = people.rating(self._cases, self._cases)
        self._records.give_rating(rating)
        self._promise("rate", rating.id)

    def _promise(self, what: str, envelope: str, *, name: str = "", receipt_no: str = "") -> None:
        row = self._book.row("SELECT sha256 FROM outbox WHERE id = ?", [envelope])
        digest = row["sha256"] if row else ""
        _say(
            Promise(
                done=True, what=what, id=envelope, name=name, receipt_no=receipt_no, sha256=digest
            )
        )

    def _forget(self) -> None:
        draft = f"draft {self._drafts}"
        _say(Promise(done=False, what="forget", id=draft))
        self._records.forget_draft(draft)
        _say(Promise(done=True, what="forget", id=draft))

    def _sync(self) -> None:
        _say(Promise(done=False, what="sync"))
        self._engine.sync_once()
        rows = self._book.rows("SELECT id, state FROM outbox")
        _say(Promise(done=True, what="sync", states={row["id"]: row["state"] for row in rows}))

    def _wait_and_sync(self) -> None:
        self._sync()
        self._clock.go_on(40 * DAY_S)
        self._sync()


def _say(promise: Promise) -> None:
    os.write(1, msgspec.json.encode(promise) + b"\n")


def main(folder: Path, seed: int, plant: str) -> None:
    """Live one day in an enrolled folder, with a planted bug where one is named."""
    with DISK_PLANTS[plant]():
        identity = load_identity(folder)
        assert identity is not None
        day = Day(folder, identity, seed)
        try:
            day.live()
        finally:
            day.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
