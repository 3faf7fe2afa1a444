"""A private PC/SC service with virtual readers, for demos and tests on a machine without any.

The service's socket has one fixed place on a machine (only clients can be sent elsewhere, with
PCSCLITE_CSOCK_NAME), so there is one service per machine; a lock makes rigs wait for each other.
vpcd listens on all network addresses: a rig is not for a terminal in service.
"""

import fcntl
import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

_SOCKET = Path("/run/pcscd/pcscd.comm")
_LOCK_NAME = "onestop-pcscd.lock"
_DRIVERS = (
    Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so"),
    Path("/usr/local/lib/pcsc/drivers/serial/libifdvpcd.so"),
)
_SLOTS_PER_DRIVER = 2
_READY_SECONDS = 10.0
_STOP_SECONDS = 5.0
_LOOK_SECONDS = 0.01


class PcscdRigError(RuntimeError):
    """The rig cannot run here; the message says why and what to do."""


class PcscdRig:
    """A running service as a context manager. `ports` maps reader names to TCP ports of slots.

    Each friendly name gives two readers, "… 00 00" and "… 00 01": vpcd has two slots.
    """

    def __init__(
        self,
        folder: Path,
        names: Sequence[str] = ("Onestop Virtual Reader",),
        lock_seconds: float = 120.0,
    ) -> None:
        self.ports: dict[str, int] = {}
        self._folder = folder
        self._names = tuple(names)
        self._lock_seconds = lock_seconds
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        driver = _find_driver()
        self._lock = _take_lock(self._lock_seconds)
        with ExitStack() as undo:
            undo.callback(self._give_lock_back)
            _end_orphan(self._lock)
            if _service_answers():
                raise PcscdRigError("another pcscd runs on this machine; stop it first")
            for name in self._names:
                self._add_reader(name, driver)
            self.start()
            undo.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()
        self._give_lock_back()

    def start(self, names: Sequence[str] | None = None) -> None:
        """Start the service, with all readers or only those with these friendly names, and wait
        until it answers. A rig that runs already is left as it is."""
        if self._process is not None:
            return
        conf = self._write_configuration(self._names if names is None else names)
        with (self._folder / "pcscd.log").open("ab") as log:
            self._process = subprocess.Popen(_command(conf), stdout=log, stderr=log)
        assert self._lock is not None, "start a rig by entering it"
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, f"{self._process.pid} {conf}".encode(), 0)
        try:
            self._wait_until_ready(self._process)
        except PcscdRigError:
            self.stop()
            raise

    def stop(self) -> None:
        """Ask the service to end and wait for it; a service that hangs is killed."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """End the service as a crash would."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def _add_reader(self, name: str, driver: Path) -> None:
        # Two readers on one copy of the driver share its slots and break each other.
        own = self._driver_of(name)
        own.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(driver, own)
        base = _free_ports(_SLOTS_PER_DRIVER)
        for slot in range(_SLOTS_PER_DRIVER):
            self.ports[f"{name} 00 {slot:02X}"] = base + slot

    def _driver_of(self, name: str) -> Path:
        return self._folder / "drivers" / f"libifdvpcd-{self._names.index(name)}.so"

    def _write_configuration(self, names: Sequence[str]) -> Path:
        conf = self._folder / "reader.conf.d"
        conf.mkdir(parents=True, exist_ok=True)
        blocks = [
            f'FRIENDLYNAME "{name}"\n'
            f"DEVICENAME /dev/null:0x{self.ports[f'{name} 00 00']:X}\n"
            f"LIBPATH {self._driver_of(name)}\n"
            f"CHANNELID 0x{self.ports[f'{name} 00 00']:X}\n"
            for name in names
        ]
        (conf / "virtual").write_text("\n".join(blocks), encoding="utf-8")
        return conf

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while not _service_answers():
            try:
                process.wait(_LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                if time.monotonic() < deadline:
                    continue
            raise PcscdRigError(f"pcscd did not start; see {self._folder / 'pcscd.log'}")

    def _give_lock_back(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            os.ftruncate(lock, 0)
            os.close(lock)


def _find_driver() -> Path:
    for driver in _DRIVERS:
        if driver.exists():
            return driver
    raise PcscdRigError("libifdvpcd.so is missing; install the package vsmartcard-vpcd")


def _command(conf: Path) -> list[str]:
    program = shutil.which("pcscd", path=os.defpath + ":/usr/sbin:/sbin:/usr/local/sbin")
    if program is None:
        raise PcscdRigError("pcscd is missing; install the package pcscd")
    try:
        _SOCKET.parent.mkdir(exist_ok=True)
    except OSError:
        raise PcscdRigError(
            f"{_SOCKET.parent} is missing and cannot be made; run as root"
        ) from None
    features = subprocess.run([program, "--version"], capture_output=True, check=True).stdout
    polkit = ["--disable-polkit"] if b"polkit" in features else []
    return [program, "--foreground", "--error", "-c", str(conf), *polkit]


def _service_answers() -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(str(_SOCKET)) == 0


def _take_lock(patience: float) -> int:
    path = Path(tempfile.gettempdir()) / _LOCK_NAME
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(lock)
                raise PcscdRigError("another rig is running on this machine") from None
            time.sleep(0.1)
        else:
            return lock


def _end_orphan(lock: int) -> None:
    """End a service whose rig was killed before it could stop it: the lock says which one."""
    recorded = os.pread(lock, 4096, 0).decode(errors="replace").partition(" ")
    pid, conf = recorded[0], recorded[2]
    if not (pid.isdecimal() and conf):
        return
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        if "pcscd" not in words[0] or conf not in words:
            return
        handle = os.pidfd_open(int(pid))
    except OSError:
        return
    try:
        for how in (signal.SIGTERM, signal.SIGKILL):
            signal.pidfd_send_signal(handle, how)
            if select.select([handle], [], [], _STOP_SECONDS)[0]:
                return
    finally:
        os.close(handle)


def _free_ports(count: int) -> int:
    """The first of so many free TCP ports in a row."""
    while True:
        with ExitStack() as held:
            first = held.enter_context(socket.socket())
            first.bind(("", 0))
            base: int = first.getsockname()[1]
            try:
                for offset in range(1, count):
                    held.enter_context(socket.socket()).bind(("", base + offset))
            except (OSError, OverflowError):
                continue
            return base
