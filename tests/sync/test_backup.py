"""A backup while the app runs: checked, marked as a copy, and without the signing key."""

import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Code, DiskError
from core.ports import Attachment, DraftPages
from sync.backup import MANIFEST, back_up, faults_of
from sync.book_check import check_book
from sync.database import FILE_NAME, open_database, set_setting
from sync.identity import TerminalIdentity, save_identity
from sync.records import SqliteRecords
from tests.sync import parts

AT = "2026-11-26T10:00:00+08:00"


def _terminal(folder: Path) -> tuple[TerminalIdentity, SqliteRecords]:
    identity = parts.enrolled(folder, parts.CityKeys())
    records = parts.open_records(folder, identity, parts.SetClock())
    for number in (1, 2):
        parts.submit(records, number)
    records.save_field("d1", parts.NUMBER, "open_pharmacy", "phone", parts.PHONE)
    page = Attachment("M01", "x", b"a page")
    records.save_pages(
        "d1", parts.NUMBER, "open_pharmacy", DraftPages("M01", is_loaded=False, pages=(page,))
    )
    return identity, records


def test_a_backup_holds_all_and_is_sound(tmp_path: Path) -> None:
    _, records = _terminal(tmp_path / "a")
    made = back_up(tmp_path / "a", tmp_path / "b", AT)
    assert faults_of(tmp_path / "b") == []
    assert (made.rows["outbox"], made.rows["blob"], made.rows["draft"]) == (2, 4, 1)
    assert len(made.files) == 1 + 4 + 1 + 1
    assert not (tmp_path / "b" / "identity.json").exists()
    for path in (tmp_path / "b").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path.name
    records.close()


def test_a_restored_backup_goes_on_sending_and_gives_numbers_in_a_new_epoch_only(
    tmp_path: Path,
) -> None:
    identity, records = _terminal(tmp_path / "a")
    back_up(tmp_path / "a", tmp_path / "b", AT)
    parts.submit(records, 3)  # a number that the backup does not know
    records.close()
    save_identity(tmp_path / "b", identity)
    restored = parts.open_records(tmp_path / "b", identity, parts.SetClock())
    with pytest.raises(DiskError) as caught:
        parts.submit(restored, 4)
    assert (caught.value.code, caught.value.detail) == (Code.DATABASE_COPIED, "restored")
    assert restored.queue().count == 2
    draft = restored.draft_of(parts.NUMBER)
    assert draft is not None
    assert [page.octets for page in draft.pages[0].pages] == [b"a page"]
    restored.close()
    again = replace(identity, terminal=replace(identity.terminal, epoch=2))
    enrolled = parts.open_records(tmp_path / "b", again, parts.SetClock())
    assert parts.submit(enrolled, 4).receipt_no
    enrolled.close()


def test_a_forgotten_draft_does_not_empty_the_page_in_the_backup(tmp_path: Path) -> None:
    _, records = _terminal(tmp_path / "a")
    back_up(tmp_path / "a", tmp_path / "b", AT)
    records.forget_draft("d1")
    records.close()
    assert faults_of(tmp_path / "b") == []


def test_a_backup_under_load_is_one_moment(tmp_path: Path) -> None:
    _, records = _terminal(tmp_path / "a")
    over = threading.Event()

    def work() -> None:
        number = 10
        while not over.is_set():
            parts.submit(records, number)
            number += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for number in range(3):
            back_up(tmp_path / "a", tmp_path / f"b{number}", AT)
            assert faults_of(tmp_path / f"b{number}") == []
    finally:
        over.set()
        thread.join()
    records.close()


def test_damage_to_a_backup_is_found(tmp_path: Path) -> None:
    _, records = _terminal(tmp_path / "a")
    records.close()
    back_up(tmp_path / "a", tmp_path / "b", AT)
    blob = min((tmp_path / "b" / "blobs").glob("*/*"))
    blob.unlink()
    blob.write_bytes(b"altered")
    (tmp_path / "b" / "device.key").unlink()
    assert faults_of(tmp_path / "b") == [
        f"blobs/{blob.parent.name}/{blob.name}: altered",
        "device.key: missing",
    ]
    (tmp_path / "b" / MANIFEST).unlink()
    assert len(faults_of(tmp_path / "b")) == 1
    with pytest.raises(DiskError):
        back_up(tmp_path / "a", tmp_path / "b", AT)


def test_the_whole_check_finds_every_kind_of_damage(tmp_path: Path) -> None:
    _, records = _terminal(tmp_path)
    records.close()
    assert check_book(tmp_path).problems == ()
    altered, gone = sorted((tmp_path / "blobs").glob("*/*"))[:2]
    altered.write_bytes(b"altered")
    gone.unlink()
    with closing(open_database(tmp_path)) as database, database.write() as db:
        db.execute("UPDATE outbox SET envelope = zeroblob(9) WHERE seq = 1")
        db.execute("DELETE FROM blob WHERE outbox_id = ?", [parts.case_id(2)])
        set_setting(db, "copy_sign", "1 restored")
    found = check_book(tmp_path)
    assert found.sign == "restored"
    assert sum("altered" in problem for problem in found.problems) >= 1
    assert any(problem.endswith("has no row") for problem in found.problems)
    assert (tmp_path / FILE_NAME).is_file()
