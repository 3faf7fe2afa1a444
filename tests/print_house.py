"""A print house of the tests' own: a printer (ippeveprinter) and CUPS before it, on loopback.

The packages are in deploy/packages-test.txt. ippeveprinter wants avahi and avahi a message bus:
both are private ones. There can be one avahi on a machine, so a house waits for another house.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

DEADLINE_S = 30.0
QUEUE = "a4"
_PULSE = Event()
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={folder}/bus</listen>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/>
<allow receive_sender="*"/><allow eavesdrop="true"/></policy></busconfig>
"""
_AVAHI = """[server]
host-name=printhouse
allow-interfaces=lo
use-ipv6=no
[wide-area]
enable-wide-area=no
"""
_CUPSD = """Listen 127.0.0.1:{port}
WebInterface No
Browsing Off
DefaultAuthType None
MaxLogSize 0
JobPrivateAccess all
JobPrivateValues none
<Location />
Order allow,deny
Allow from 127.0.0.1
</Location>
<Policy default>
JobPrivateAccess all
JobPrivateValues none
SubscriptionPrivateAccess all
SubscriptionPrivateValues none
<Limit All>
Order allow,deny
</Limit>
</Policy>
"""
_FILES = """ServerRoot {folder}/root
CacheDir {folder}/cache
StateDir {folder}/run
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
AccessLog {folder}/access.log
ErrorLog {folder}/error.log
PageLog {folder}/page.log
SystemGroup root
"""
# What the printer does with a document: it obeys the file `order`, and keeps the paper at the end.
_WORK = """#!/bin/sh
house={folder}
touch $house/began
while [ -s $house/order ]; do
  word=$(cat $house/order)
  [ "$word" = abort ] && exit 1
  echo "STATE: +$word" >&2
  while [ "$(cat $house/order)" = "$word" ]; do sleep 0.05; done
  echo "STATE: -$word" >&2
done
cp "$1" "$house/paper.$$.part" && mv "$house/paper.$$.part" "$house/paper-$$.pdf"
"""


class PrintHouse:
    """A running one: `printer` is the port of the printer, `cups` that of CUPS."""

    def __init__(self, folder: Path, printer: int, cups: int) -> None:
        self.folder = folder
        self.printer = printer
        self.cups = cups

    def order(self, word: str) -> None:
        """A printer-state-reason such as media-empty-error, `abort`, or nothing: all is well."""
        part = self.folder / "order.part"
        part.write_text(word)
        part.replace(self.folder / "order")

    def papers(self) -> list[bytes]:
        """All documents that were printed."""
        return [path.read_bytes() for path in sorted(self.folder.glob("paper-*.pdf"))]

    def documents_kept(self) -> list[str]:
        """Documents in the queue of CUPS."""
        return [path.name for path in (self.folder / "spool").glob("d*")]

    def names_kept(self) -> str:
        """What any user sees of the jobs, finished ones too."""
        return self.tell("lpstat", "-W", "all", "-o") + self.tell("lpstat", "-W", "completed", "-l")

    def tell(self, *command: str) -> str:
        """Run a command of CUPS against this house."""
        where = os.environ | {"CUPS_SERVER": f"127.0.0.1:{self.cups}"}
        done = subprocess.run(command, env=where, capture_output=True, text=True, check=True)
        return done.stdout

    def forget(self) -> None:
        """As it was at first, for the next test."""
        self.order("")
        for path in (*self.folder.glob("paper-*.pdf"), self.folder / "began"):
            path.unlink(missing_ok=True)


@contextmanager
def open_print_house() -> Iterator[PrintHouse]:
    """Start everything, and stop what was started."""
    with ExitStack() as stack:
        lock = stack.enter_context(Path(tempfile.gettempdir(), "onestop-print-house").open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = Path(tempfile.mkdtemp(prefix="house-", dir="/tmp"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)  # CUPS sends as another user
        house = PrintHouse(folder, _free_port(), _free_port())
        _write(house)
        bus = os.environ | {
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/bus",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus",
        }

        def run(*command: str) -> None:
            stack.enter_context(_running(command, bus, folder))

        run("dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork", "--nopidfile")
        _await(lambda: (folder / "bus").exists(), "no message bus")
        run("avahi-daemon", "--no-drop-root", "--no-chroot", "--no-rlimits",
            "-f", f"{folder}/avahi.conf")  # fmt: skip
        _await(lambda: "Server startup complete" in _log(folder), "no avahi")
        run("ippeveprinter", "-p", str(house.printer), "-n", "localhost", "-d", f"{folder}/printer",
            "-c", f"{folder}/work.sh", "-f", "application/pdf", "house")  # fmt: skip
        run("cupsd", "-f", "-c", f"{folder}/cupsd.conf", "-s", f"{folder}/cups-files.conf")
        _await(lambda: _answers(house.printer), "no printer")
        _await(lambda: _answers(house.cups), "no CUPS")
        device = f"ipp://localhost:{house.printer}/ipp/print"
        house.tell("lpadmin", "-p", QUEUE, "-E", "-v", device, "-m", "raw")
        yield house


def _write(house: PrintHouse) -> None:
    folder = house.folder
    for name in ("root", "cache", "run", "spool", "spool/tmp", "printer"):
        (folder / name).mkdir()
    for name, text in (
        ("bus.conf", _BUS), ("avahi.conf", _AVAHI), ("cupsd.conf", _CUPSD),
        ("cups-files.conf", _FILES), ("work.sh", _WORK), ("order", ""), ("log", ""),
    ):  # fmt: skip
        filled = text.replace("{folder}", str(folder)).replace("{port}", str(house.cups))
        (folder / name).write_text(filled)
    (folder / "work.sh").chmod(0o755)


@contextmanager
def _running(command: Sequence[str], environment: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(DEADLINE_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _await(is_so: Callable[[], bool], missing: str) -> None:
    until = time.monotonic() + DEADLINE_S
    while not is_so():
        if time.monotonic() > until:
            raise RuntimeError(missing)
        _PULSE.wait(0.02)


def _log(folder: Path) -> str:
    return (folder / "log").read_text(errors="replace")


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
