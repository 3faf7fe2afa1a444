"""A tape holds all that happened: played to its end it gives the folder as it is."""

import random
from pathlib import Path

import pytest

from bench.proof.crash import Disk, Fate
from bench.proof.recorder import NotUnderstood, TraceReader, record
from bench.proof.tape import Names, Said, Sync, Tape, Write


def _played(tape: Tape) -> dict[str, bytes]:
    disk = Disk(tape)
    for op in tape.ops:
        disk.apply(op)
    return disk.cut(Fate.EVERYTHING, random.Random(0)).files


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_tape_played_to_its_end_gives_the_folder_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "taped"
    (folder / "was").mkdir(parents=True)
    (folder / "was" / "there").write_bytes(b"before")
    (folder / "old").write_bytes(b"much longer than what comes")
    tape = record(folder, "tests.proof.scribbler", [str(folder)])
    assert _played(tape) == _files(folder)
    assert [op.text for op in tape.ops if isinstance(op, Said)] == ["begun", "ended"]
    assert sum(isinstance(op, Sync) for op in tape.ops) == 401


def test_a_process_that_fails_gives_no_tape(tmp_path: Path) -> None:
    folder = tmp_path / "taped"
    folder.mkdir()
    with pytest.raises(RuntimeError):
        record(folder, "tests.proof.scribbler", [])


def _hex(text: str) -> str:
    return '"' + "".join(f"\\x{octet:02x}" for octet in text.encode()) + '"'


def test_a_call_that_waits_for_another_thread_counts_where_it_ends(tmp_path: Path) -> None:
    path = _hex(f"{tmp_path}/a")
    lines = [
        f"7 openat(AT_FDCWD, {path}, O_WRONLY|O_CREAT, 0600) = 3",
        "7 fsync(3 <unfinished ...>",
        f"8 pwrite64(3, {_hex('hello')}, 5, 2) = 5",
        "7 <... fsync resumed>)        = 0",
    ]
    tape = TraceReader(tmp_path).read(lines)
    assert tape.ops == [Names(0, (("a", 2),)), Write(2, 2, b"hello"), Sync(2)]


@pytest.mark.parametrize(
    "line",
    [
        "7 sync()  = 0",
        "7 sendfile(3, 9, NULL, 100)  = 100",
        "7 pwritev(3, 0x7f, 1, 0)  = 5",
        "7 dup(3)  = 4",
        "7 fallocate(3, FALLOC_FL_PUNCH_HOLE, 0, 10)  = 0",
        "7 renameat2(AT_FDCWD, {here}, AT_FDCWD, {elsewhere}, 0)  = 0",
        "7 symlink({elsewhere}, {here})  = 0",
    ],
)
def test_a_call_on_the_folder_that_is_not_understood_is_an_error(tmp_path: Path, line: str) -> None:
    here, elsewhere = _hex(f"{tmp_path}/a"), _hex("/elsewhere/a")
    opened = f"7 openat(AT_FDCWD, {here}, O_RDWR|O_CREAT, 0600) = 3"
    with pytest.raises(NotUnderstood):
        TraceReader(tmp_path).read([opened, line.format(here=here, elsewhere=elsewhere)])


def test_calls_elsewhere_and_calls_that_failed_are_left_out(tmp_path: Path) -> None:
    lines = [
        f"7 openat(AT_FDCWD, {_hex('/elsewhere')}, O_RDWR|O_CREAT, 0600) = 3",
        f"7 write(3, {_hex('x')}, 1) = 1",
        f"7 unlink({_hex(str(tmp_path / 'a'))}) = -1 ENOENT (No such file or directory)",
        "7 dup(3)  = 4",
    ]
    assert TraceReader(tmp_path).read(lines).ops == []
