"""The terminal's book: once for an id, whole or not at all, and unreadable for a thief."""

import base64
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from core import receipt_number, sealing
from core.application import application_from
from core.envelope import envelope_from
from core.wire import sha256_hex
from sync.database import Database, open_database
from sync.identity import TerminalIdentity
from sync.records import SqliteRecords
from tests.sync import parts
from tests.sync.parts import CityKeys, SetClock, submit


@pytest.fixture
def keys() -> CityKeys:
    return CityKeys()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def identity(tmp_path: Path, keys: CityKeys) -> TerminalIdentity:
    return parts.enrolled(tmp_path, keys)


@pytest.fixture
def records(tmp_path: Path, identity: TerminalIdentity, clock: SetClock) -> Iterator[SqliteRecords]:
    records = parts.open_records(tmp_path, identity, clock)
    yield records
    records.close()


@pytest.fixture
def book(tmp_path: Path, records: SqliteRecords) -> Iterator[Database]:
    book = open_database(tmp_path)
    yield book
    book.close()


def test_a_submitted_application_has_its_receipt_number_and_waits(records: SqliteRecords) -> None:
    view = submit(records)
    assert view.receipt_no == receipt_number.make("CD0128", 1, 1, date(2026, 11, 22))
    assert (view.state, view.name_masked) == ("pending", "测**")
    assert (view.materials_given, view.materials_all, view.due) == (1, 2, "2026-12-20")
    queue = records.queue()
    assert (queue.count, queue.octets) == (1, view.size)
    assert queue.oldest
    assert not queue.online
    assert records.queue_rows(10)[0]["attachments_waiting"] == 2


def test_the_same_application_submitted_twice_is_kept_once(
    records: SqliteRecords, book: Database
) -> None:
    first = submit(records)
    assert submit(records) == first
    assert book.row("SELECT count(*) AS n FROM outbox") == {"n": 1}
    assert submit(records, 2).receipt_no != first.receipt_no


def test_only_the_city_opens_what_was_submitted(
    records: SqliteRecords, book: Database, keys: CityKeys, tmp_path: Path
) -> None:
    view = submit(records)
    row = book.row("SELECT * FROM outbox")
    assert row is not None
    envelope = envelope_from(row["envelope"])
    suite = sealing.suite(envelope.header.suite)
    plain = suite.open(keys.seal[0], envelope.header.additional_data(), envelope.body)
    application = application_from(plain)
    assert application.receipt_no == view.receipt_no == envelope.header.receipt_no
    assert application.evidence is not None
    assert application.evidence.document_sha256 == application.shown_sha256()
    for reference, page in zip(envelope.header.attachments, parts.pages(1), strict=True):
        sealed = (tmp_path / "blobs" / reference.sha256[:2] / reference.sha256).read_bytes()
        assert (sha256_hex(sealed), len(sealed)) == (reference.sha256, reference.size)
        additional = sealing.blob_additional(envelope.header.id, reference.role)
        assert suite.open(keys.seal[0], additional, sealed) == page.octets


def test_the_terminal_signs_the_very_octets_that_are_kept(
    records: SqliteRecords, book: Database, identity: TerminalIdentity
) -> None:
    submit(records)
    row = book.row("SELECT * FROM outbox")
    assert row is not None
    assert row["signature"] == identity.sign(row["envelope"])
    assert row["sha256"] == sha256_hex(row["envelope"])


def _shapes(text: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "utf-16-le", "gbk"):
        octets = text.encode(encoding)
        yield octets
        yield octets.hex().encode()
        yield octets.hex().upper().encode()
        for shift in range(3):  # base64 of the text inside a longer string, at every offset
            coded = base64.b64encode(b"\0" * shift + octets)
            yield coded[(0, 2, 3)[shift] : len(coded) // 4 * 4 - 4]


def _what_is_readable(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    found = []
    for secret in (parts.NAME, parts.NUMBER, parts.ADDRESS, parts.PHONE, parts.NUMBER.lower()):
        bare = sha256_hex(secret.encode()).encode()
        for path in files:
            octets = path.read_bytes() + path.name.encode()
            found += [f"{path.name}: {n}" for n, s in enumerate(_shapes(secret)) if s in octets]
            assert bare not in octets, "a bare hash can be enumerated"
    return found


def test_nothing_of_the_person_can_be_read_in_any_file(
    records: SqliteRecords, tmp_path: Path
) -> None:
    records.save_field("d1", parts.NUMBER, "open_pharmacy", "address", parts.ADDRESS)
    records.save_field("d2", parts.NUMBER, "open_pharmacy", "name", parts.NAME)
    submit(records, draft="d1")
    records.give_rating(parts.a_rating())
    assert _what_is_readable(tmp_path) == []


PLANTED = {
    "utf-8": parts.ADDRESS.encode(),
    "gbk": parts.ADDRESS.encode("gbk"),
    "utf-16": parts.ADDRESS.encode("utf-16-le"),
    "hex": parts.ADDRESS.encode().hex().encode(),
    "number": b"n=" + parts.NUMBER.encode(),
    **{
        f"base64 at {shift}": base64.b64encode(b"x" * shift + parts.ADDRESS.encode() + b"tail")
        for shift in range(4)
    },
    "base64 of gbk": base64.b64encode(b"{" + parts.ADDRESS.encode("gbk") + b"}"),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_the_search_for_a_person_finds_every_shape_of_one(tmp_path: Path, planted: bytes) -> None:
    (tmp_path / "leak").write_bytes(b"before" + planted + b"after")
    assert _what_is_readable(tmp_path)


def test_files_are_for_the_service_user_only(records: SqliteRecords, tmp_path: Path) -> None:
    submit(records)
    for path in tmp_path.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_a_draft_is_given_back_as_typed_and_deleted_with_the_submission(
    records: SqliteRecords,
) -> None:
    records.save_field("d1", parts.NUMBER, "open_pharmacy", "address", "甲")
    records.save_field("d1", parts.NUMBER, "open_pharmacy", "address", parts.ADDRESS)
    records.save_field("d1", parts.NUMBER, "open_pharmacy", "phone", parts.PHONE)
    draft = records.draft_of(parts.NUMBER.lower())
    assert draft is not None
    assert draft.fields == {"address": parts.ADDRESS, "phone": parts.PHONE}
    assert records.draft_of("1") is None
    submit(records, draft="d1")
    assert records.draft_of(parts.NUMBER) is None


def test_nobody_types_into_the_draft_of_another_person(records: SqliteRecords) -> None:
    records.save_field("D1", parts.NUMBER, "P1", "phone", "13800000000")
    records.save_field("D1", "another number", "P1", "address", "somewhere")
    assert records.draft_of(parts.NUMBER) is None
    draft = records.draft_of("another number")
    assert draft is not None
    assert draft.fields == {"address": "somewhere"}


def test_the_newest_draft_is_the_one_typed_in_last_whatever_the_clock(
    records: SqliteRecords, clock: SetClock
) -> None:
    records.save_field("d1", parts.NUMBER, "a", "k", "1")
    clock.moment -= timedelta(days=3650)
    records.save_field("d2", parts.NUMBER, "b", "k", "2")
    newest = records.draft_of(parts.NUMBER)
    assert newest is not None
    assert newest.id == "d2"
    records.forget_draft("d2")
    records.forget_draft("never was")
    assert records.draft_of(parts.NUMBER).id == "d1"  # type: ignore[union-attr]


def test_a_draft_field_that_was_moved_or_altered_does_not_open(
    records: SqliteRecords, tmp_path: Path
) -> None:
    records.save_field("d1", parts.NUMBER, "a", "one", "1")
    records.save_field("d1", parts.NUMBER, "a", "two", "2")
    with sqlite3.connect(tmp_path / "terminal.db") as connection:
        connection.execute(
            "UPDATE draft_field SET sealed = (SELECT sealed FROM draft_field WHERE name = 'one')"
            " WHERE name = 'two'"
        )
    connection.close()
    draft = records.draft_of(parts.NUMBER)
    assert draft is not None
    assert draft.fields == {"one": "1"}


def test_cases_are_found_by_person_by_time_and_by_id(
    records: SqliteRecords, clock: SetClock
) -> None:
    first = submit(records, 1)
    clock.moment += timedelta(hours=1)
    second = submit(records, 2)
    assert [view.id for view in records.cases_of(parts.NUMBER)] == [second.id, first.id]
    assert records.cases_of("43079919900307999X") == []
    later = clock.moment.astimezone(UTC) - timedelta(minutes=1)
    assert [view.id for view in records.cases_since(later, 10)] == [second.id]
    assert [view.id for view in records.cases_since(None, 1)] == [second.id]
    assert records.case(first.id) == first
    assert records.case("nobody") is None


def test_a_rating_is_queued_once_behind_its_case(records: SqliteRecords, book: Database) -> None:
    submit(records)
    records.give_rating(parts.a_rating())
    records.give_rating(parts.a_rating())
    rows = book.rows("SELECT type, seq, subject FROM outbox ORDER BY seq")
    assert [(row["type"], row["seq"]) for row in rows] == [
        ("application.submit", 1),
        ("rating.give", 2),
    ]
    assert rows[0]["subject"] == rows[1]["subject"]


@pytest.mark.parametrize("year", [1970, 1999, 2000, 2099, 2200])
def test_a_dead_clock_battery_does_not_lose_a_case(
    records: SqliteRecords, clock: SetClock, year: int
) -> None:
    clock.moment = clock.moment.replace(year=year)
    assert receipt_number.is_right(submit(records).receipt_no)


def test_a_new_epoch_counts_its_own_sequence_and_the_book_goes_on(
    tmp_path: Path, records: SqliteRecords, identity: TerminalIdentity, clock: SetClock
) -> None:
    old = submit(records, 1)
    again = replace(identity, terminal=replace(identity.terminal, epoch=2))
    reopened = parts.open_records(tmp_path, again, clock)
    new = submit(reopened, 2)
    parsed = receipt_number.parts(new.receipt_no)
    assert (parsed.epoch, parsed.seq) == (2, 1)
    assert {view.id for view in reopened.cases_of(parts.NUMBER)} == {old.id, new.id}
    reopened.close()


def test_a_file_that_no_row_names_is_swept_at_the_next_start(
    tmp_path: Path, records: SqliteRecords, identity: TerminalIdentity, clock: SetClock
) -> None:
    submit(records)
    kept = set((tmp_path / "blobs").glob("*/*"))
    stray = tmp_path / "blobs" / "ab" / ("ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"left by a power cut")
    parts.open_records(tmp_path, identity, clock).close()
    assert set((tmp_path / "blobs").glob("*/*")) == kept
