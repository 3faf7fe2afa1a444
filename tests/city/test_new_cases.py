"""What is entered together is what would have been entered one by one."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, select

from city.enrolment import Enrolment, Place, make_code
from city.failpoints import reaching
from city.gate import Caller
from city.intake import Intake
from city.keys import read_keys
from city.matters import matters_in
from city.new_cases import plain_among
from city.platform import prepare
from city.settings import Limits
from city.store import Store, open_store
from city.tables import metadata
from core.application import MaterialGiven, Page
from core.envelope import EnvelopeType
from core.exchange import BatchReply, BatchRequest, EnrolmentRequest, SentItem
from tests.city.conftest import calm_terms
from tests.city.field_terminal import FieldTerminal

_TIMES = {"received_at", "updated_at", "at", "enrolled_at", "created_at", "expires_at", "used_at"}


class Twins:
    """Two cities with the same keys and terminal: one may enter together, the other may not."""

    def __init__(self, folder: Path, new_database: Callable[[], str]) -> None:
        (folder / "a").mkdir()
        prepare(folder / "a", new_database())
        self.keys, self.matters = read_keys(folder / "a"), matters_in(folder / "a")
        urls = (new_database(), new_database())
        for name, url in zip(("one", "two"), urls, strict=True):
            shutil.copytree(folder / "a" / "keys", folder / name / "keys")
            prepare(folder / name, url)
        self.stores = [
            open_store(url or folder / name / "city.sqlite3")
            for name, url in zip(("one", "two"), urls, strict=True)
        ]
        self.terminal = FieldTerminal("http://nowhere.invalid")
        for store in self.stores:
            code = make_code(store, Place("CD0001", "430702012000", "测试自助区", "CD-430702-JD"))
            request = EnrolmentRequest(code=code, public_key=self.terminal.public)
            self.terminal.city = Enrolment(store, self.keys, "").enrol(request)

    def receive(self, items: list[SentItem], nonce: str) -> list[BatchReply]:
        """Send a batch to both."""
        caller = Caller("CD0001", 1, "430702012000", b"")
        replies = []
        for store, slow in zip(self.stores, (False, True), strict=True):
            terms = calm_terms()
            intake = _Slow if slow else Intake
            made = intake(store, self.keys, self.matters, Limits(), terms, reaching(""))
            replies.append(made.receive(caller, nonce, BatchRequest(items=items)))
        return replies

    def rows(self, store: Store) -> dict[str, list[Any]]:
        """All rows but for times and what differs between any two databases."""
        with store.reading() as connection:
            return {name: _rows(connection, name) for name in metadata.tables if name != "marks"}

    def close(self) -> None:
        """Close everything."""
        self.terminal.http.close()
        for store in self.stores:
            store.close()


class _Slow(Intake):
    """Enters one by one, as after a failure."""

    def _settle(self, connection: Any, terminal: Any, looked: Any, put: Any) -> Any:
        return super()._settle(connection, terminal, looked, self._put_guarded)


def _rows(connection: Connection, name: str) -> list[Any]:
    if name == "enrolment_codes":
        return []
    table = metadata.tables[name]
    columns = [column for column in table.c if column.name not in _TIMES]
    found = [tuple(row) for row in connection.execute(select(*columns))]
    return sorted(found, key=repr)


@pytest.fixture
def twins(tmp_path: Path, new_database: Callable[[], str]) -> Any:
    twins = Twins(tmp_path, new_database)
    yield twins
    twins.close()


def _mixed(terminal: FieldTerminal) -> list[SentItem]:
    """A batch with everything in it."""
    plain = [terminal.case(b"page %d" % number, b"scan %d" % number) for number in range(6)]
    twice = terminal.case(b"twice")
    clone = terminal.case(b"clone", header={"seq": 2})
    same_matter = terminal.case(b"same")
    bare = terminal.case()
    nowhere = Page(sha256="1" * 64, size=1, media_type="image/jpeg", role="M01")
    pictured = terminal.case(
        materials=[MaterialGiven(code="M01", name="测试材料", how="scan", pages=[nowhere])]
    )
    other = terminal.case(b"other", header={"id": plain[0].item.id})
    broken = terminal.signed_octets(b"{}")
    rating = terminal.rating(plain[1].case)
    strange = terminal.seal(EnvelopeType.APPLICATION_SUBMIT, b"nothing")
    sealed = [*plain, bare, pictured, twice, twice, clone, same_matter, other, rating, strange]
    return [*(one.item for one in sealed), broken]


def test_a_batch_of_everything_makes_the_same_rows_both_ways(twins: Twins) -> None:
    items = _mixed(twins.terminal)
    for nonce, batch in (("first-nonce", items[:9]), ("second-nonce", items), ("third-one", items)):
        fast, slow = twins.receive(batch, nonce)
        assert fast.results == slow.results
        assert (fast.have_through, fast.missing) == (slow.have_through, slow.missing)
        assert twins.rows(twins.stores[0]) == twins.rows(twins.stores[1])
    assert len(twins.rows(twins.stores[0])["cases"]) == 10


def test_new_cases_take_the_short_way_and_few_statements(twins: Twins) -> None:
    items = [twins.terminal.case(b"page %d" % number).item for number in range(50)]
    counts = []
    for store in twins.stores:
        statements: list[str] = []
        event.listen(
            store._engine,
            "before_cursor_execute",
            lambda _c, _k, statement, *_, into=statements: into.append(statement),
        )
        counts.append(statements)
    twins.receive(items, "counted-nonce")
    short, long = (len(one) for one in counts)
    assert short < 40
    assert long > 300, "the other twin must go the long way"


def test_what_is_not_plain_is_left_to_the_long_way(twins: Twins) -> None:
    terminal = twins.terminal
    intake = Intake(
        twins.stores[0], twins.keys, twins.matters, Limits(), calm_terms(), reaching("")
    )
    plain = terminal.case(b"page")
    again = terminal.case(b"twice")
    looked = intake._look("CD0001", [plain.item, terminal.rating(plain.case).item])
    with twins.stores[0].reading() as connection:
        found = plain_among(connection, looked)  # type: ignore[arg-type]
    assert [one.header.id for one in found] == []  # the rating is about the same case
    looked = intake._look("CD0001", [plain.item, again.item, again.item])
    with twins.stores[0].reading() as connection:
        found = plain_among(connection, looked)  # type: ignore[arg-type]
    assert [one.header.id for one in found] == [plain.item.id]
