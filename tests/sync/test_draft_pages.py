"""The photographed pages of a draft: kept encrypted, given back, and gone with the draft."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ports import Attachment, DraftPages
from sync.identity import TerminalIdentity
from sync.records import SqliteRecords
from tests.sync import parts

PAGE = Attachment("M01", "image/jpeg", f"a page of {parts.NAME}".encode() * 1000)
SECOND = Attachment("M01", "image/jpeg", b"its second page")
OTHER = Attachment("M02", "image/png", b"another page")


@pytest.fixture
def identity(tmp_path: Path) -> TerminalIdentity:
    return parts.enrolled(tmp_path, parts.CityKeys())


@pytest.fixture
def records(tmp_path: Path, identity: TerminalIdentity) -> Iterator[SqliteRecords]:
    records = parts.open_records(tmp_path, identity, parts.SetClock())
    yield records
    records.close()


def _save(records: SqliteRecords, pages: list[Attachment], draft: str = "d1", **how: bool) -> None:
    role = pages[0].role
    given = DraftPages(role, how.get("is_loaded", False), tuple(pages))
    records.save_pages(draft, parts.NUMBER, "open_pharmacy", given)


def _pages(records: SqliteRecords) -> list[DraftPages]:
    draft = records.draft_of(parts.NUMBER)
    return list(draft.pages) if draft is not None else []


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "drafts").iterdir())


def test_pages_come_back_by_material_and_in_order_after_a_restart(
    tmp_path: Path, identity: TerminalIdentity, records: SqliteRecords
) -> None:
    _save(records, [PAGE])
    _save(records, [OTHER], is_loaded=True)
    _save(records, [PAGE, SECOND])
    reopened = parts.open_records(tmp_path, identity, parts.SetClock())
    assert _pages(reopened) == [
        DraftPages("M01", False, (PAGE, SECOND)),
        DraftPages("M02", True, (OTHER,)),
    ]
    reopened.close()


def test_a_page_that_is_kept_already_is_not_written_again(
    tmp_path: Path, records: SqliteRecords
) -> None:
    _save(records, [PAGE])
    (first,) = _files(tmp_path)
    state = first.stat()
    _save(records, [PAGE, SECOND])
    assert first.stat().st_ino == state.st_ino
    assert first.stat().st_mtime_ns == state.st_mtime_ns
    assert len(_files(tmp_path)) == 2


def test_a_page_taken_again_replaces_the_one_before(tmp_path: Path, records: SqliteRecords) -> None:
    _save(records, [PAGE])
    _save(records, [SECOND])
    assert _pages(records) == [DraftPages("M01", False, (SECOND,))]
    assert len(_files(tmp_path)) == 1


def test_a_page_that_is_deleted_leaves_no_file(tmp_path: Path, records: SqliteRecords) -> None:
    _save(records, [PAGE, SECOND])
    _save(records, [PAGE])
    assert len(_files(tmp_path)) == 1
    records.save_pages("d1", parts.NUMBER, "open_pharmacy", DraftPages("M01", False, ()))
    assert _files(tmp_path) == []
    assert _pages(records) == []


@settings(max_examples=40, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from("AB"), st.booleans(), st.lists(st.sampled_from("xyz"))),
        max_size=6,
    )
)
def test_whatever_was_kept_before_the_last_word_on_each_material_counts(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, bool, list[str]]]
) -> None:
    folder = tmp_path_factory.mktemp("drafts")
    book = parts.open_records(folder, parts.enrolled(folder, parts.CityKeys()), parts.SetClock())
    last: dict[str, DraftPages] = {}
    for material, is_loaded, contents in steps:
        pages = tuple(Attachment(material, "image/jpeg", text.encode()) for text in contents)
        last[material] = DraftPages(material, is_loaded, pages)
        book.save_pages("d1", parts.NUMBER, "open_pharmacy", last[material])
    found = {each.material: each for each in _pages(book)}
    assert found == {code: each for code, each in last.items() if each.pages}
    count = sum(len(each.pages) for each in last.values())
    assert len(list((folder / "drafts").glob("*"))) == count
    book.close()


def test_nothing_of_a_page_can_be_read_and_its_name_says_nothing(
    tmp_path: Path, records: SqliteRecords
) -> None:
    _save(records, [PAGE])
    (file,) = _files(tmp_path)
    assert parts.NAME.encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert b"image/jpeg" not in (tmp_path / "terminal.db").read_bytes()


def test_pages_go_with_their_draft(tmp_path: Path, records: SqliteRecords) -> None:
    _save(records, [PAGE], "d1")
    _save(records, [PAGE], "d2")
    _save(records, [OTHER], "d3")
    records.forget_draft("d1")
    assert len(_files(tmp_path)) == 2
    parts.submit(records, draft="d2")
    assert len(_files(tmp_path)) == 1
    assert _pages(records) == [DraftPages("M02", False, (OTHER,))]


def test_what_is_removed_is_overwritten_first(tmp_path: Path, records: SqliteRecords) -> None:
    _save(records, [PAGE])
    (file,) = _files(tmp_path)
    size = file.stat().st_size
    os.link(file, tmp_path / "watched")
    records.forget_draft("d1")
    assert (tmp_path / "watched").read_bytes() == bytes(size)


def test_a_page_that_was_moved_or_altered_is_left_out(
    tmp_path: Path, records: SqliteRecords
) -> None:
    _save(records, [PAGE, SECOND, SECOND])
    large = max(_files(tmp_path), key=lambda path: path.stat().st_size)
    small = [path for path in _files(tmp_path) if path != large]
    octets = [path.read_bytes() for path in small]
    small[0].write_bytes(octets[1])
    small[1].write_bytes(octets[1])
    assert len(_pages(records)[0].pages) == 2
    large.write_bytes(large.read_bytes()[:-1] + b"x")
    assert _pages(records) == [DraftPages("M01", False, (SECOND,))]


def test_a_file_without_a_row_is_swept_at_the_next_start(
    tmp_path: Path, identity: TerminalIdentity, records: SqliteRecords
) -> None:
    _save(records, [PAGE])
    (tmp_path / "drafts" / "left").write_bytes(b"by a power cut")
    parts.open_records(tmp_path, identity, parts.SetClock()).close()
    assert len(_files(tmp_path)) == 1
    assert _pages(records) == [DraftPages("M01", False, (PAGE,))]
