"""R5: a disk that is full at every level, and every system call that a disk can fail, in turn.

The terminal works on a small file system that is filled to the page; strace makes the n-th call of
a kind fail, for every n of a submission and a pass. Each time the process must go on with a code
and without a restart, keep what it promised, and work again as soon as the disk does.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bench.proof.disk_worker import Answer, Worker
from bench.proof.ground import Ground, Post, ground
from bench.proof.outcome import Outcome
from sync.station import enrol_terminal
from sync.system_clock import SystemClock

PAGE = 4096
LEVELS = 64
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "openat", "unlink",
         "link")  # fmt: skip
ERRORS = ("EIO", "ENOSPC")
_MOST_OF_A_KIND = 90


@dataclass
class Damage:
    """What was tried and what went wrong."""

    levels: int = 0
    calls: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)


def disk_faults(share: float) -> Outcome:
    """The proof: every level and every call; a slice takes every n-th of them."""
    start = time.monotonic()
    stride = max(1, round(1 / share) // 2)
    damage = Damage()
    with ground() as here:
        planted = {"a terminal that hides a full disk": _finds_hidden(here)}
        _fill(here, damage, stride)
        _inject(here, damage, stride)
    return Outcome(
        name="R5",
        promise="every full disk and every failed call survived, in service again without restart",
        of_what="levels and failed calls",
        tried=damage.levels + damage.calls,
        wanted=round(300 * share),
        violations=len(damage.faults),
        planted=planted,
        seconds=time.monotonic() - start,
        command="python -m bench reliability --only R5",
        what_is_not_modelled="errors that a disk reports late (at the fsync of another file);"
        " reads that fail; the city's own calls are failed by full disks only (tests/city)",
        notes=(
            f"{damage.levels} levels of a page each, {damage.calls} failed calls;"
            f" {damage.refused} times a submission was refused with a code",
        ),
        examples=tuple(damage.faults[:8]),
    )


@contextmanager
def small_disk(folder: Path, octets: int) -> Iterator[None]:
    """A tmpfs of that size. Raises CalledProcessError where this user may not mount one."""
    folder.mkdir(exist_ok=True)
    size = f"size={octets},mode=700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _fill(here: Ground, damage: Damage, stride: int) -> None:
    """One terminal and one process through all levels."""
    disk = here.folder / "disk"
    with small_disk(disk, 3_000_000):
        post = _enrolled_on(here, disk)
        with Worker(post) as worker:
            _work_again(damage, worker, "before anything")
            for level in range(0, LEVELS, stride):
                _level(damage, worker, disk, level)
            _rest(damage, worker)
        damage.faults += here.faults(post)


def _level(damage: Damage, worker: Worker, disk: Path, level: int) -> None:
    """`level` pages are free: then a submission and a pass; then there is room again."""
    ballast = disk / "ballast"
    _leave(ballast, disk, level * PAGE)
    _work(damage, worker, f"{level} pages free")
    ballast.unlink()
    _work_again(damage, worker, f"after {level} pages free")
    damage.levels += 1


def _leave(ballast: Path, disk: Path, octets: int) -> None:
    """Fill the disk until so much is left."""
    stat = os.statvfs(disk)
    size = stat.f_bavail * stat.f_frsize - octets
    handle = os.open(ballast, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        with suppress(OSError):
            os.posix_fallocate(handle, 0, max(size, PAGE))
    finally:
        os.close(handle)


def _work(damage: Damage, worker: Worker, when: str) -> None:
    """A submission, a pass and a draft while the disk fails: each is done or has a code."""
    for answer in (worker.submit(), worker.tell("pass"), worker.tell("draft")):
        damage.refused += "code" in answer
        _expect(damage, when, answer)


def _work_again(damage: Damage, worker: Worker, when: str) -> None:
    """The same process, and a disk that is well: all is done."""
    for answer in (*worker.submit_again(), worker.tell("pass"), worker.tell("draft")):
        _expect(damage, when, answer, kept=True)


def _rest(damage: Damage, worker: Worker) -> None:
    """Five minutes later, in the same process: leases that the disk held fast have run out."""
    for order in ("later", "pass", "pass"):
        _expect(damage, "at rest", worker.tell(order), kept=True)


def _expect(damage: Damage, when: str, answer: Answer, *, kept: bool = False) -> None:
    """A code is an answer while the disk fails, and none when it does not."""
    if "mistake" in answer:
        damage.faults.append(f"{when}: {answer['order']}: {answer['mistake']}")
    elif kept and "code" in answer:
        damage.faults.append(f"{when}: {answer['order']}: still {answer['code']}")


def _inject(here: Ground, damage: Damage, stride: int) -> None:
    post = here.post()
    with Worker(post) as worker:
        _work_again(damage, worker, "before anything")
        for call in CALLS:
            for error in ERRORS:
                _fail_each(damage, worker, call, error, stride, here.folder / "strace")
        _rest(damage, worker)
    damage.faults += here.faults(post)


def _fail_each(
    damage: Damage, worker: Worker, call: str, error: str, stride: int, log: Path
) -> None:
    """The first call fails, then the second, until a whole submission and pass had none."""
    number = 1
    while number <= _MOST_OF_A_KIND:
        when = f"{call} {number} fails with {error}"
        with tracing(worker.pid, call, error, number, log):
            _work(damage, worker, when)
        if "INJECTED" not in log.read_text(encoding="utf-8", errors="replace"):
            return
        _work_again(damage, worker, f"after {when}")
        damage.calls += 1
        number += stride


@contextmanager
def tracing(pid: int, call: str, error: str, number: int, log: Path) -> Iterator[None]:
    """strace on a running process, with its n-th such call failed; the log is whole at the end."""
    command = ["strace", "-f", "-o", str(log), "-p", str(pid), "-e", f"trace={call}",
               "-e", f"inject={call}:error={error}:when={number}"]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.PIPE) as tracer:
        assert tracer.stderr is not None
        tracer.stderr.readline()  # "attached"
        try:
            yield
        finally:
            tracer.terminate()
            tracer.wait(30)


def _enrolled_on(here: Ground, disk: Path) -> Post:
    name, _ = here.free_place()
    folder = disk / name
    identity = enrol_terminal(folder, here.city.url, here.code(name), SystemClock())
    return Post(folder, identity, here.folder / f"{name}.promises")


def _finds_hidden(here: Ground) -> bool:
    """A terminal that says kept although the disk refused loses what it promised."""
    disk = here.folder / "planted"
    with small_disk(disk, 1_500_000):
        post = _enrolled_on(here, disk)
        with Worker(post, plant="hides") as worker:
            worker.submit()
            ballast = disk / "ballast"
            _leave(ballast, disk, 2 * PAGE)
            worker.submit()
            ballast.unlink()
            worker.tell("pass")
        return any(fault.startswith("lost") for fault in here.faults(post))
