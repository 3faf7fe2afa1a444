"""From the outbox to a stick, with sticks that are full, read-only, pulled, lying or altered."""

import os
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.bundle import MANIFEST, Bundle, decode_bundle, read_bundle
from core.envelope import envelope_from
from core.errors import Code, StickError
from core.wire import sha256_hex
from onestop.__main__ import main
from sync.blobs import BlobStore
from sync.by_hand.export import Exported, Exporter, bundles_of
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.test_full_disk import small_disk


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def export(terminal: Terminal, stick: Path, *only: str) -> list[Exported]:
    exporter = Exporter(
        terminal.book, BlobStore(terminal.folder), terminal.identity, terminal.clock
    )
    return exporter.export(stick, only)


def listed(terminal: Terminal, folder: Path) -> Bundle:
    """The list of a bundle, checked with the terminal's key."""
    private = Ed25519PrivateKey.from_private_bytes(terminal.identity.private_key)
    key = private.public_key().public_bytes_raw()
    return read_bundle(decode_bundle((folder / MANIFEST).read_bytes()), key)


def test_all_that_the_city_lacks_is_on_the_stick_as_the_sealed_octets(
    terminal: Terminal, stick: Path
) -> None:
    for number in (1, 2):
        parts.submit(terminal.records, number)
    terminal.records.give_rating(parts.a_rating())
    (made,) = export(terminal, stick)
    bundle = listed(terminal, made.folder)
    assert [one.seq for one in bundle.envelopes] == [1, 2, 3]
    assert (made.envelopes, made.skipped, len(bundle.blobs)) == (3, 0, 4)
    assert {path.name for path in made.folder.iterdir()} == {MANIFEST, *bundle.files}
    for name, size in bundle.files.items():
        octets = (made.folder / name).read_bytes()
        assert (sha256_hex(octets), len(octets)) == (name.partition(".")[0], size)
    for row in terminal.book.rows("SELECT * FROM outbox"):
        octets = (made.folder / f"{row['sha256']}.envelope").read_bytes()
        assert octets == row["envelope"]
        assert bundles_of(terminal.book, row["id"]) == [bundle.id]
    assert terminal.states() == ["pending"] * 3  # the link may come back first


def test_nothing_on_the_stick_names_or_tells_of_a_person(terminal: Terminal, stick: Path) -> None:
    view = parts.submit(terminal.records)
    (made,) = export(terminal, stick)
    for path in made.folder.iterdir():
        octets = path.name.encode() + path.read_bytes()
        for word in (parts.NAME, parts.NUMBER, parts.PHONE, parts.ADDRESS):
            assert word.encode() not in octets
            assert word.encode("gb18030") not in octets
        assert set(path.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    assert view.id in {one.id for one in listed(terminal, made.folder).envelopes}


def test_only_what_was_chosen_is_written(terminal: Terminal, stick: Path) -> None:
    first, second = (parts.submit(terminal.records, number) for number in (1, 2))
    (made,) = export(terminal, stick, second.receipt_no)
    assert [one.id for one in listed(terminal, made.folder).envelopes] == [second.id]
    assert bundles_of(terminal.book, first.id) == []


def test_what_the_city_has_is_left_out_and_a_lacking_attachment_is_not(
    terminal: Terminal, stick: Path
) -> None:
    parts.submit(terminal.records, 1)
    assert terminal.sync().code is None
    assert terminal.states() == ["complete"]
    assert export(terminal, stick) == []
    parts.submit(terminal.records, 2)
    scan = terminal.book.rows("SELECT sha256 FROM blob WHERE state = 'pending' LIMIT 1")[0]
    with terminal.book.write() as db:
        db.execute("UPDATE outbox SET state = 'stored' WHERE seq = 2")
        db.execute("UPDATE blob SET state = 'stored' WHERE sha256 = ?", [scan["sha256"]])
    (made,) = export(terminal, stick)
    bundle = listed(terminal, made.folder)
    assert [one.seq for one in bundle.envelopes] == [2]
    assert len(bundle.blobs) == 1
    assert bundle.blobs[0].sha256 != scan["sha256"]


def test_bundles_are_counted_and_envelopes_know_theirs(terminal: Terminal, stick: Path) -> None:
    view = parts.submit(terminal.records)
    made = [export(terminal, stick)[0] for _ in range(3)]
    assert [listed(terminal, one.folder).counter for one in made] == [1, 2, 3]
    assert bundles_of(terminal.book, view.id) == [one.bundle for one in made]


def test_one_unreadable_attachment_holds_up_nobody_else(terminal: Terminal, stick: Path) -> None:
    parts.submit(terminal.records, 1)
    whole = parts.submit(terminal.records, 2)
    row = terminal.book.rows(
        "SELECT blob.sha256 FROM blob JOIN outbox ON outbox_id = id WHERE seq = 1"
    )
    BlobStore(terminal.folder).path(row[0]["sha256"]).write_bytes(b"other")
    (made,) = export(terminal, stick)
    assert (made.envelopes, made.skipped) == (1, 1)
    assert [one.id for one in listed(terminal, made.folder).envelopes] == [whole.id]


def test_more_than_a_bundle_holds_goes_into_several(
    terminal: Terminal, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.by_hand.export.MOST_ENVELOPES", 2)
    monkeypatch.setattr("sync.by_hand.export.MOST_BLOBS", 3)
    for number in (1, 2, 3):
        parts.submit(terminal.records, number)
    made = export(terminal, stick)
    assert [one.envelopes for one in made] == [1, 1, 1]  # two attachments each
    seqs = [one.seq for each in made for one in listed(terminal, each.folder).envelopes]
    assert seqs == [1, 2, 3]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (28, Code.STICK_FULL),
        (27, Code.STICK_FULL),
        (30, Code.STICK_READ_ONLY),
        (13, Code.STICK_READ_ONLY),
        (5, Code.STICK_ABSENT),
        (19, Code.STICK_ABSENT),
    ],
)
def test_each_way_that_a_stick_fails_has_its_code(
    terminal: Terminal, stick: Path, monkeypatch: pytest.MonkeyPatch, fault: int, code: Code
) -> None:
    parts.submit(terminal.records)
    real = os.open

    def refuse(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if str(path).startswith(str(stick)) and flags & os.O_CREAT:
            raise OSError(fault, os.strerror(fault))
        return real(path, flags, *rest, **more)

    monkeypatch.setattr("sync.by_hand.stick.os.open", refuse)
    with pytest.raises(StickError) as caught:
        export(terminal, stick)
    assert caught.value.code is code
    assert terminal.states() == ["pending"]


def test_a_stick_that_is_not_there_is_said(terminal: Terminal, tmp_path: Path) -> None:
    parts.submit(terminal.records)
    with pytest.raises(StickError) as caught:
        export(terminal, tmp_path / "no-stick")
    assert caught.value.code is Code.STICK_ABSENT


def test_a_stick_that_gives_back_other_octets_is_found_before_done_is_said(
    terminal: Terminal, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: a smaller stick than it says loses the first file."""
    parts.submit(terminal.records)
    real = os.fsync
    seen: list[Path] = []

    def lose(descriptor: int) -> None:
        real(descriptor)
        files = [path for path in stick.glob("*/*.envelope") if path not in seen]
        for path in files:
            seen.append(path)
            path.write_bytes(bytes(path.stat().st_size))

    monkeypatch.setattr("sync.by_hand.stick.os.fsync", lose)
    with pytest.raises(StickError) as caught:
        export(terminal, stick)
    assert caught.value.code is Code.STICK_ALTERED
    assert seen
    assert not list(stick.glob(f"*/{MANIFEST}"))
    assert bundles_of(terminal.book, parts.case_id(1)) == []


def test_a_stick_pulled_at_any_file_leaves_a_bundle_that_is_whole_or_none(
    terminal: Terminal, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.submit(terminal.records)
    real = os.open
    whole = 0
    for allowed in range(30):
        left = [allowed]

        def pull(path: Any, flags: int, *rest: Any, left: list[int] = left, **more: Any) -> int:
            if str(path).startswith(str(stick)):
                left[0] -= 1
                if left[0] < 0:
                    raise OSError(5, "gone")
            return real(path, flags, *rest, **more)

        monkeypatch.setattr("sync.by_hand.stick.os.open", pull)
        codes: list[Code] = []
        try:
            export(terminal, stick)
        except StickError as error:
            codes.append(error.code)
        if not codes:
            whole += 1
            break
        assert codes == [Code.STICK_ABSENT]
        monkeypatch.setattr("sync.by_hand.stick.os.open", real)
        for path in stick.glob(f"*/{MANIFEST}"):  # then the list is good, and all that it names
            for name in listed(terminal, path.parent).files:
                assert sha256_hex((path.parent / name).read_bytes()) == name.partition(".")[0]
    assert whole == 1
    assert allowed > 8
    monkeypatch.setattr("sync.by_hand.stick.os.open", real)
    export(terminal, stick)
    assert all((folder / MANIFEST).is_file() for folder in stick.iterdir())  # the rest was cleared


def test_an_exported_envelope_is_the_one_that_the_network_sends(
    terminal: Terminal, stick: Path
) -> None:
    view = parts.submit(terminal.records)
    (made,) = export(terminal, stick)
    (one,) = listed(terminal, made.folder).envelopes
    octets = (made.folder / f"{one.sha256}.envelope").read_bytes()
    assert envelope_from(octets).header.id == view.id
    assert terminal.sync().stored == 1


def test_a_real_stick_that_is_full_at_any_point_is_said_and_cleared_by_the_next_export(
    terminal: Terminal, stick: Path
) -> None:
    view = parts.submit(terminal.records, size=9000)
    with small_disk(stick, 64) as mounted:
        if not mounted:
            pytest.skip("this user may not mount a file system")
        filler = stick / "filler"
        codes: set[Code] = set()
        made: list[Exported] = []
        for free in range(0, 64, 4):
            filler.write_bytes(b"")
            try:
                filler.write_bytes(bytes((64 - free) * 1024))
                made = export(terminal, stick)
            except (StickError, OSError) as error:
                codes.add(error.code if isinstance(error, StickError) else Code.STICK_FULL)
                assert bundles_of(terminal.book, view.id) == []
                continue
            break
        assert codes == {Code.STICK_FULL}
        assert [path.name for path in stick.iterdir() if path.is_dir()] == [made[0].folder.name]
        assert bundles_of(terminal.book, view.id) == [made[0].bundle]


def test_staff_see_in_which_bundles_a_case_went(
    terminal: Terminal, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    view = parts.submit(terminal.records)
    (made,) = export(terminal, stick)
    assert main(["queue", "show", view.receipt_no, "--state", str(terminal.folder)]) == 0
    assert f"exported: {made.folder.name}" in capsys.readouterr().out
