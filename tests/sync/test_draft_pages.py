"""The photographed pages of a draft: kept encrypted, given back, and gone with the draft."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.ports import Attachment
from sync.identity import TerminalIdentity
from sync.records import SqliteRecords
from tests.sync import parts

PAGE = Attachment("M01", "image/jpeg", f"a page of {parts.NAME}".encode() * 1000)
OTHER = Attachment("M02", "image/png", b"another page")


@pytest.fixture
def identity(tmp_path: Path) -> TerminalIdentity:
    return parts.enrolled(tmp_path, parts.CityKeys())


@pytest.fixture
def records(tmp_path: Path, identity: TerminalIdentity) -> Iterator[SqliteRecords]:
    records = parts.open_records(tmp_path, identity, parts.SetClock())
    yield records
    records.close()


def _save(records: SqliteRecords, number: int, page: Attachment, draft: str = "d1") -> None:
    records.save_page(draft, parts.NUMBER, "open_pharmacy", number, page)


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "drafts").iterdir())


def test_pages_come_back_in_order_after_a_restart(
    tmp_path: Path, identity: TerminalIdentity, records: SqliteRecords
) -> None:
    _save(records, 2, OTHER)
    _save(records, 1, PAGE)
    reopened = parts.open_records(tmp_path, identity, parts.SetClock())
    draft = reopened.draft_of(parts.NUMBER)
    assert draft is not None
    assert reopened.pages_of(draft.id) == [PAGE, OTHER]
    reopened.close()


def test_a_page_taken_again_replaces_the_one_before(tmp_path: Path, records: SqliteRecords) -> None:
    _save(records, 1, PAGE)
    _save(records, 1, OTHER)
    assert records.pages_of("d1") == [OTHER]
    assert len(_files(tmp_path)) == 1


def test_nothing_of_a_page_can_be_read_and_its_name_says_nothing(
    tmp_path: Path, records: SqliteRecords
) -> None:
    _save(records, 1, PAGE)
    (file,) = _files(tmp_path)
    assert parts.NAME.encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert b"image/jpeg" not in (tmp_path / "terminal.db").read_bytes()


def test_pages_go_with_their_draft(tmp_path: Path, records: SqliteRecords) -> None:
    _save(records, 1, PAGE, "d1")
    _save(records, 1, PAGE, "d2")
    _save(records, 1, OTHER, "d3")
    records.forget_draft("d1")
    assert len(_files(tmp_path)) == 2
    parts.submit(records, draft="d2")
    assert records.pages_of("d2") == []
    assert len(_files(tmp_path)) == 1
    assert records.pages_of("d3") == [OTHER]


def test_what_is_removed_is_overwritten_first(tmp_path: Path, records: SqliteRecords) -> None:
    _save(records, 1, PAGE)
    (file,) = _files(tmp_path)
    size = file.stat().st_size
    os.link(file, tmp_path / "watched")
    records.forget_draft("d1")
    assert (tmp_path / "watched").read_bytes() == bytes(size)


def test_a_page_that_was_moved_or_altered_is_left_out(
    tmp_path: Path, records: SqliteRecords
) -> None:
    _save(records, 1, PAGE)
    _save(records, 2, OTHER)
    _save(records, 3, OTHER)
    large = max(_files(tmp_path), key=lambda path: path.stat().st_size)
    small = [path for path in _files(tmp_path) if path != large]
    octets = [path.read_bytes() for path in small]
    small[0].write_bytes(octets[1])
    small[1].write_bytes(octets[1])
    assert len(records.pages_of("d1")) == 2
    large.write_bytes(large.read_bytes()[:-1] + b"x")
    assert records.pages_of("d1") == [OTHER]


def test_a_file_without_a_row_is_swept_at_the_next_start(
    tmp_path: Path, identity: TerminalIdentity, records: SqliteRecords
) -> None:
    _save(records, 1, PAGE)
    (tmp_path / "drafts" / "left").write_bytes(b"by a power cut")
    parts.open_records(tmp_path, identity, parts.SetClock()).close()
    assert len(_files(tmp_path)) == 1
    assert records.pages_of("d1") == [PAGE]
