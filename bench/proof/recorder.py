"""Runs a process and tapes what it does to a folder, as the kernel saw it (strace).

Taped are the product's own calls on the database, its journal, the attachments and the folders'
entries. A call that changes the folder and is not understood is an error: a tape that leaves
something out would prove nothing. Writes through a memory map are not seen; SQLite makes none to
the database unless it is asked to (`mmap_size`), and the index of a write-ahead log is made anew.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.proof.tape import ROOT, Names, Resize, Said, Sync, Tape, Write

_CALLS = (
    "openat,open,creat,close,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fallocate,"
    "fsync,fdatasync,sync,syncfs,sync_file_range,rename,renameat,renameat2,link,linkat,unlink,"
    "unlinkat,mkdir,mkdirat,rmdir,symlink,symlinkat,copy_file_range,sendfile,splice,dup,dup2,dup3,"
    "lseek"
)
_REPOSITORY = Path(__file__).parents[2]
_LINE = re.compile(r"^(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)$")
_RESULT = re.compile(r"\) += (-?\d+)(?: .*)?$")
_HEX = re.compile(r'^"((?:\\x[0-9a-f]{2})*)"$')


class NotUnderstood(Exception):
    """A call on the taped folder that the tape cannot hold."""


def record(
    folder: Path,
    module: str,
    arguments: Sequence[str],
    environment: Mapping[str, str] | None = None,
) -> Tape:
    """Run `python -m module arguments` and tape what it does to `folder`. Raises NotUnderstood,
    or RuntimeError where the process fails."""
    reader = TraceReader(folder)
    trace = folder.with_name(f"{folder.name}.strace")
    command = ["strace", "-f", "--seccomp-bpf", "-qq", "-xx", "-s", "100000000", "-o", str(trace)]
    command += ["-e", f"trace={_CALLS}", "-e", "signal=none"]
    done = subprocess.run(
        [*command, sys.executable, "-m", module, *arguments],
        capture_output=True,
        check=False,
        cwd=_REPOSITORY,
        env={**os.environ, **(environment or {})},
    )
    if done.returncode != 0:
        raise RuntimeError(f"{module} failed: {done.stderr.decode()[-2000:]}")
    with trace.open(encoding="ascii") as lines:
        tape = reader.read(lines)
    trace.unlink()
    return tape


@dataclass(slots=True)
class _Open:
    node: int
    position: int = 0


class TraceReader:
    """Turns lines of strace into a tape of one folder, which is read once at the start."""

    def __init__(self, folder: Path) -> None:
        self._root = str(folder)
        self._tape = Tape()
        self._sizes: dict[int, int] = {}
        self._open: dict[int, _Open] = {}
        self._half: dict[str, str] = {}
        self._next = ROOT + 1
        self._view: dict[int, dict[str, int]] = {ROOT: {}}  # the names as the process sees them
        self._look(folder, ROOT)
        self._tape.names = {node: dict(names) for node, names in self._view.items()}

    def read(self, lines: Iterable[str]) -> Tape:
        """Read a whole trace. Raises NotUnderstood."""
        for line in lines:
            found = _LINE.match(line.rstrip("\n"))
            if found is None:
                continue
            process, resumed, call, rest = found.groups()
            if rest.endswith("<unfinished ...>"):
                self._half[process] = rest.removesuffix("<unfinished ...>")
                continue
            if resumed:
                call, rest = resumed, self._half.pop(process, "") + rest
            result = _RESULT.search(rest)
            if result is not None and int(result[1]) >= 0:
                self._take(call, rest[: result.start()].split(", "), int(result[1]))
        return self._tape

    def _take(self, call: str, given: list[str], result: int) -> None:
        match call:
            case "openat":
                self._opened(given, result)
            case "close":
                self._open.pop(int(given[0]), None)
            case "write":
                self._written(int(given[0]), _octets(given[1])[:result])
            case "pwrite64":
                opened = self._open.get(int(given[0]))
                if opened is not None:
                    self._write(opened.node, int(given[3]), _octets(given[1])[:result])
            case "lseek":
                if int(given[0]) in self._open:
                    self._open[int(given[0])].position = result
            case "ftruncate":
                if (opened := self._open.get(int(given[0]))) is not None:
                    self._resize(opened.node, int(given[1]))
            case "fallocate":
                opened = self._open.get(int(given[0]))
                if opened is not None:
                    if given[1] != "0":
                        raise NotUnderstood(f"{call} {given[1:]}")
                    end = int(given[2]) + int(given[3])
                    self._resize(opened.node, max(end, self._sizes[opened.node]))
            case "fsync" | "fdatasync":
                if (opened := self._open.get(int(given[0]))) is not None:
                    self._tape.ops.append(Sync(opened.node))
            case "rename" | "link" | "unlink" | "mkdir" | "rmdir" | "renameat2" | "linkat":
                self._named(call, _paths(call, given))
            case "mkdirat" | "unlinkat" | "renameat":
                self._named(call, [self._at(*pair) for pair in _pairs(call, given)])
            case _:
                self._refuse(call, given)

    def _refuse(self, call: str, given: list[str]) -> None:
        """Whatever else there is must not touch the folder."""
        touched = any(
            (one.isdigit() and int(one) in self._open) or self._place(_text(one)) is not None
            for one in given[:3]
        )
        if touched or call in ("sync", "syncfs"):
            raise NotUnderstood(f"{call} {given[:3]}")

    def _opened(self, given: list[str], descriptor: int) -> None:
        self._open.pop(descriptor, None)
        path = self._at(given[0], given[1])
        place = self._place(path)
        if place is None:
            return
        folder, name = place
        flags = set(given[2].split("|"))
        node = ROOT if not name else self._view[folder].get(name)
        if node is None:
            if "O_CREAT" not in flags:
                raise NotUnderstood(f"opened without being made: {path}")
            node = self._new()
            self._sizes[node] = 0
            self._rename(folder, ((name, node),))
        elif "O_TRUNC" in flags:
            self._resize(node, 0)
        if "O_APPEND" in flags:
            raise NotUnderstood(f"opened to append: {path}")
        self._open[descriptor] = _Open(node)

    def _written(self, descriptor: int, octets: bytes) -> None:
        opened = self._open.get(descriptor)
        if opened is not None:
            self._write(opened.node, opened.position, octets)
            opened.position += len(octets)
        elif descriptor == 1:
            self._tape.ops.append(Said(octets.decode().strip()))

    def _write(self, node: int, offset: int, octets: bytes) -> None:
        self._tape.ops.append(Write(node, offset, octets))
        self._sizes[node] = max(self._sizes[node], offset + len(octets))

    def _resize(self, node: int, size: int) -> None:
        if size != self._sizes[node]:
            self._tape.ops.append(Resize(node, size))
        self._sizes[node] = size

    def _named(self, call: str, paths: list[str]) -> None:
        places = [self._place(path) for path in paths]
        if all(place is None for place in places):
            return
        if any(place is None for place in places):
            raise NotUnderstood(f"{call} across the folder's border: {paths}")
        (folder, name), (other, last) = places[0] or (0, ""), places[-1] or (0, "")
        if call in ("mkdir", "mkdirat"):
            made = self._new()
            self._view[made] = {}
            self._tape.names.setdefault(made, {})
            self._rename(folder, ((name, made),))
        elif call in ("unlink", "unlinkat", "rmdir"):
            self._rename(folder, ((name, None),))
        elif call in ("link", "linkat"):
            self._rename(other, ((last, self._view[folder][name]),))
        elif folder != other:
            raise NotUnderstood(f"renamed into another folder: {paths}")
        else:
            self._rename(folder, ((name, None), (last, self._view[folder][name])))

    def _rename(self, folder: int, entries: tuple[tuple[str, int | None], ...]) -> None:
        self._tape.ops.append(Names(folder, entries))
        for name, node in entries:
            if node is None:
                del self._view[folder][name]
            else:
                self._view[folder][name] = node

    def _at(self, base: str, text: str) -> str:
        path = _text(text)
        if path.startswith("/") or base == "AT_FDCWD":
            return path
        opened = self._open.get(int(base)) if base.isdigit() else None
        return path if opened is None else f"{self._path_of(opened.node)}/{path}"

    def _path_of(self, node: int) -> str:
        if node == ROOT:
            return self._root
        for folder, names in self._view.items():
            for name, other in names.items():
                if other == node:
                    return f"{self._path_of(folder)}/{name}"
        raise NotUnderstood("a folder without a name")

    def _place(self, path: str) -> tuple[int, str] | None:
        """The node of the folder and the last name; None outside the taped folder."""
        if path == self._root:
            return ROOT, ""
        if not path.startswith(f"{self._root}/"):
            return None
        *folders, last = path.removeprefix(f"{self._root}/").split("/")
        node = ROOT
        for name in folders:
            node = self._view[node][name]
        return node, last

    def _new(self) -> int:
        self._next += 1
        return self._next

    def _look(self, folder: Path, node: int) -> None:
        for path in sorted(folder.iterdir()):
            here = self._new()
            self._view[node][path.name] = here
            if path.is_dir():
                self._view[here] = {}
                self._look(path, here)
            else:
                self._tape.contents[here] = path.read_bytes()
                self._sizes[here] = path.stat().st_size


def _octets(given: str) -> bytes:
    found = _HEX.match(given)
    if found is None:
        raise NotUnderstood(f"octets that are cut: {given[:40]}")
    return bytes.fromhex(found[1].replace("\\x", ""))


def _text(given: str) -> str:
    return os.fsdecode(_octets(given)) if given.startswith('"') else ""


def _paths(call: str, given: list[str]) -> list[str]:
    if call in ("renameat2", "linkat"):
        if given[0] != "AT_FDCWD" or given[2] != "AT_FDCWD" or given[4] != "0":
            raise NotUnderstood(f"{call} {given}")
        return [_text(given[1]), _text(given[3])]
    return [_text(one) for one in given if one.startswith('"')]


def _pairs(call: str, given: list[str]) -> list[tuple[str, str]]:
    pairs = [(given[0], given[1])]
    if call == "renameat":
        pairs.append((given[2], given[3]))
    return pairs
