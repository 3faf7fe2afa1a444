"""A damaged book: what can still be read is saved whole, and the damaged file is never changed."""

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import Code, DiskError
from sync.client import CityClient
from sync.database import FILE_NAME, open_database
from sync.engine import SyncEngine
from sync.identity import TerminalIdentity, load_identity
from sync.pages import records_of
from sync.salvage import Salvaged, salvage
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import ToyCity

CASES = 30
PAGE = 4096
Damage = Callable[[bytearray, random.Random], None]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A terminal's folder with cases of all sizes: some rows go over several pages."""
    folder = tmp_path_factory.mktemp("whole")
    records = parts.open_records(folder, parts.enrolled(folder, parts.CityKeys()), parts.SetClock())
    for number in range(1, CASES + 1):
        parts.submit(records, number, size=500 + 100 * number)
    records.give_rating(parts.a_rating(1))
    records.close()
    return folder


def _damaged(book: Path, to: Path, damage: Damage, seed: int) -> Path:
    shutil.copytree(book, to)
    octets = bytearray((to / FILE_NAME).read_bytes())
    damage(octets, random.Random(seed))
    (to / FILE_NAME).write_bytes(octets)
    return to


def _zero_pages(octets: bytearray, chance: random.Random) -> None:
    for _ in range(3):
        start = chance.randrange(len(octets) // PAGE) * PAGE
        octets[start : start + PAGE] = bytes(PAGE)


def _garble_pages(octets: bytearray, chance: random.Random) -> None:
    for _ in range(3):
        start = chance.randrange(len(octets) // PAGE) * PAGE
        octets[start : start + PAGE] = chance.randbytes(PAGE)


def _flip_octets(octets: bytearray, chance: random.Random) -> None:
    for _ in range(60):
        octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)


def _cut(octets: bytearray, chance: random.Random) -> None:
    del octets[chance.randrange(len(octets) // 4, len(octets)) :]


def _zero_header(octets: bytearray, chance: random.Random) -> None:
    octets[:PAGE] = bytes(PAGE)


DAMAGES: dict[str, Damage] = {
    "zeroed pages": _zero_pages,
    "garbled pages": _garble_pages,
    "flipped octets": _flip_octets,
    "cut off": _cut,
    "zeroed header": _zero_header,
}


def _check(damaged: Path, target: Path, book: Path) -> Salvaged:
    """Whatever was saved is true: the very envelopes, in a book that opens whole."""
    before = (damaged / FILE_NAME).read_bytes()
    saved = salvage(damaged, target)
    assert (damaged / FILE_NAME).read_bytes() == before
    with closing(open_database(book)) as whole, closing(open_database(target)) as new:
        known = {row["id"]: row for row in whole.rows("SELECT id, envelope, signature FROM outbox")}
        rows = new.rows("SELECT id, envelope, signature FROM outbox")
        assert all(row == known[row["id"]] for row in rows)
        assert len(rows) == saved.verified
        assert new.row("PRAGMA integrity_check") == {"integrity_check": "ok"}
        assert new.rows("PRAGMA foreign_key_check") == []
    return saved


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_what_can_be_read_is_saved_whole_and_what_is_not_is_counted(
    tmp_path: Path, book: Path, damage: Damage, seed: int
) -> None:
    damaged = _damaged(book, tmp_path / "damaged", damage, seed)
    saved = _check(damaged, tmp_path / "new", book)
    if damage is _zero_header:
        assert (saved.verified, saved.broken) == (CASES + 1, 0)
    assert saved.attachments <= 2 * saved.verified


def test_an_undamaged_book_is_saved_to_the_last_row(tmp_path: Path, book: Path) -> None:
    saved = _check(book, tmp_path / "new", book)
    assert saved == Salvaged(
        verified=CASES + 1, cases=CASES, attachments=2 * CASES, attachments_lost=0
    )


def test_most_survives_the_loss_of_a_few_pages(tmp_path: Path, book: Path) -> None:
    counts = [
        _check(
            _damaged(book, tmp_path / f"damaged {seed}", _zero_pages, seed),
            tmp_path / f"new {seed}",
            book,
        ).verified
        for seed in range(8)
    ]
    assert sum(counts) / len(counts) > 0.8 * (CASES + 1)


def test_a_forged_envelope_is_not_saved(tmp_path: Path, book: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(book, damaged)
    with closing(open_database(damaged)) as database, database.write() as db:
        db.execute("UPDATE outbox SET signature = zeroblob(64) WHERE seq = 1")
        db.execute("UPDATE outbox SET envelope = CAST(envelope || ' ' AS BLOB) WHERE seq = 2")
    saved = salvage(damaged, tmp_path / "new")
    assert (saved.verified, saved.broken) == (CASES - 1, 2)


def test_a_lost_attachment_is_counted(tmp_path: Path, book: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(book, damaged)
    first, second, *_ = sorted((damaged / "blobs").glob("*/*"))
    first.unlink()
    second.write_bytes(b"altered")
    saved = salvage(damaged, tmp_path / "new")
    assert (saved.attachments, saved.attachments_lost) == (2 * CASES - 2, 2)


def test_a_write_that_was_torn_is_rolled_back_before_reading(tmp_path: Path, book: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(book, damaged)
    with closing(open_database(damaged)) as database, database.read() as db:
        db.execute("PRAGMA cache_size = 1")
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE outbox SET state = 'complete', envelope = zeroblob(9000)")
        shutil.copytree(damaged, tmp_path / "torn")
        db.rollback()
    assert (tmp_path / "torn" / f"{FILE_NAME}-journal").stat().st_size > 0
    saved = salvage(tmp_path / "torn", tmp_path / "new")
    assert saved.verified == CASES + 1


def test_nothing_is_written_over(tmp_path: Path, book: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "file").write_bytes(b"")
    with pytest.raises(DiskError) as caught:
        salvage(book, tmp_path / "new")
    assert caught.value.code is Code.DISK_FAULT


def test_any_octets_at_all_are_read_without_a_mistake() -> None:
    for seed in range(300):
        chance = random.Random(seed)
        octets = bytearray(chance.randbytes(PAGE * 3))
        octets[0] = octets[PAGE] = octets[2 * PAGE] = 0x0D
        list(records_of(bytes(octets)))


def test_a_salvaged_book_syncs_and_gives_no_number_until_enrolled_again(
    terminal: Terminal, city: ToyCity, tmp_path: Path
) -> None:
    view = parts.submit(terminal.records, 1)
    terminal.sync()
    terminal.records.withdraw(parts.a_withdrawal(1))
    parts.submit(terminal.records, 2)
    path = terminal.folder / FILE_NAME
    octets = bytearray(path.read_bytes())
    octets[:100] = bytes(100)
    damaged = tmp_path / "damaged"
    shutil.copytree(terminal.folder, damaged, ignore=lambda *_: ["damaged"])
    (damaged / FILE_NAME).write_bytes(octets)
    new = tmp_path / "new"
    assert salvage(damaged, new).verified == 3
    identity = load_identity(new)
    assert identity is not None
    records = parts.open_records(new, identity, terminal.clock)
    with pytest.raises(DiskError) as caught:
        parts.submit(records, 3)
    assert caught.value.code is Code.DATABASE_COPIED
    _sync(new, identity, terminal, city)
    kept = records.case(view.id)
    assert kept is not None
    assert kept.receipt_no == view.receipt_no
    assert records.queue().count == 0
    assert len(city.envelopes) == 3
    records.close()


def _sync(folder: Path, identity: TerminalIdentity, terminal: Terminal, city: ToyCity) -> None:
    client = CityClient(city.url, identity, terminal.clock)
    engine = SyncEngine(
        folder, identity, client, terminal.clock, reserve_octets=parts.SMALL_RESERVE
    )
    engine.sync_once()
    engine.close()
