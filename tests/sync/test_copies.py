"""A copied or restored book gives no number twice: it is noticed, and goes on sending."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Code, DiskError
from core.exchange import BatchReply
from sync.copies import bind, place_of, sign_of_copy
from sync.database import open_database
from sync.records import SqliteRecords
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import ToyCity, typed


def _refused(work: Callable[[], object]) -> str:
    with pytest.raises(DiskError) as caught:
        work()
    assert caught.value.code is Code.DATABASE_COPIED
    return caught.value.detail


def _bound(folder: Path, epoch: int = 1) -> SqliteRecords:
    identity = parts.enrolled(folder, parts.CityKeys())
    identity = replace(identity, terminal=replace(identity.terminal, epoch=epoch))
    return SqliteRecords(
        folder, identity, parts.SetClock(), reserve_octets=parts.SMALL_RESERVE, bound=True
    )


def test_a_copied_folder_gives_no_number_until_it_is_enrolled_again(tmp_path: Path) -> None:
    records = _bound(tmp_path / "a")
    parts.submit(records, 1)
    records.close()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    copied = _bound(tmp_path / "b")
    assert _refused(lambda: parts.submit(copied, 2)) == "moved"
    assert _refused(lambda: copied.give_rating(parts.a_rating(1))) == "moved"
    assert copied.queue().count == 1
    assert len(list((tmp_path / "b" / "blobs").glob("*/*"))) == 2
    copied.close()
    again = _bound(tmp_path / "b", epoch=2)
    assert parts.submit(again, 2).receipt_no
    again.close()
    original = _bound(tmp_path / "a")
    assert parts.submit(original, 3).receipt_no
    original.close()


def test_another_machine_is_another_place(tmp_path: Path) -> None:
    open_database(tmp_path).close()
    (tmp_path / "one").write_text("0a1b\n")
    (tmp_path / "two").write_text("0a1c\n")
    here = place_of(tmp_path, tmp_path / "one")
    assert here == place_of(tmp_path, tmp_path / "one")
    assert here != place_of(tmp_path, tmp_path / "two")
    assert here != place_of(tmp_path, tmp_path / "none")


def test_a_place_is_bound_once_an_epoch(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    bind(database, 1, "here")
    bind(database, 1, "here")
    with database.read() as db:
        assert sign_of_copy(db, 1) == ""
    bind(database, 1, "there")
    with database.read() as db:
        assert (sign_of_copy(db, 1), sign_of_copy(db, 2)) == ("moved", "")
    database.close()


def test_a_city_that_heard_more_than_this_book_gave_is_the_sign(
    terminal: Terminal, city: ToyCity
) -> None:
    for number in (1, 2):
        parts.submit(terminal.records, number)
    reply = BatchReply(onestop=1, results=[], have_through=2)
    city.script["POST /v1/batches"] = [typed(reply)]
    terminal.sync()
    assert parts.submit(terminal.records, 3).receipt_no
    reply = BatchReply(onestop=1, results=[], have_through=4)
    city.script["POST /v1/batches"] = [typed(reply)]
    terminal.sync()
    assert _refused(lambda: parts.submit(terminal.records, 4)) == "overtaken"
    terminal.sync()
    assert terminal.states() == ["complete"] * 3
