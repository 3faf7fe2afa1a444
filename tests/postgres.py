"""A PostgreSQL of the tests' own: a private folder, a socket in it, no port, gone with them."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event

import psycopg
from psycopg import sql

DEADLINE_S = 60.0
_TEMPLATE = "onestop_template"


class PostgresServer:
    """One running server. Databases are made from a template in a few milliseconds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._has_template = False

    def url(self, name: str = "postgres") -> str:
        """What SQLAlchemy is told."""
        return f"postgresql+psycopg://onestop@/{name}?host={self._folder}"

    def admin(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection that may make databases."""
        return psycopg.connect(
            host=str(self._folder), user="onestop", dbname="postgres", autocommit=True
        )

    def new_database(self) -> str:
        """An empty database; gives its URL."""
        return self._create(None)

    def make_template(self) -> str:
        """The database that others are copied from; gives its URL. Nothing may be connected to it
        while they are made."""
        self._has_template = True
        with self.admin() as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
        return self.url(_TEMPLATE)

    @property
    def has_template(self) -> bool:
        """Whether `copy_template` can be asked."""
        return self._has_template

    def copy_template(self) -> str:
        """A database like the template; gives its URL."""
        return self._create(_TEMPLATE)

    def _create(self, template: str | None) -> str:
        name = f"city_{next(self._numbers)}"
        order = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            order += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        with self.admin() as admin:
            admin.execute(order)
        return self.url(name)


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")) or [
        Path(place) for place in (shutil.which(name),) if place
    ]
    assert found, f"{name} is missing: the package postgresql is in deploy/packages-test.txt"
    return str(found[-1])


def _user() -> pwd.struct_passwd:
    """PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


@contextmanager
def serving_postgres(*settings: str, durable: bool = False) -> Iterator[PostgresServer]:
    """Run a server for a while. `durable` waits for the disk, as a real one does; tests need not.
    `settings` are further NAME=VALUE."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _user()
    if os.geteuid() == 0:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = str(folder / "data")
    make = ["initdb", "-D", data, "-U", "onestop", "-A", "trust", "-E", "UTF8", "--no-sync"]
    making = _start(folder, user, [_program(make[0]), *make[1:]])
    assert making.wait(DEADLINE_S) == 0, (folder / "log").read_text()
    wanted = [f"unix_socket_directories={folder}", "listen_addresses=", *settings]
    wanted += [] if durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    command = ["setpriv", "--pdeathsig", "QUIT"]  # it must not outlive the tests, however they end
    command += [_program("postgres"), "-D", data, *(part for one in wanted for part in ("-c", one))]
    process = _start(folder, user, command)
    server = PostgresServer(folder)
    try:
        _wait_for(server, process, folder / "log")
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nothing in there is needed any more
        process.wait(DEADLINE_S)
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, user: pwd.struct_passwd, command: list[str]) -> subprocess.Popen[bytes]:
    root = os.geteuid() == 0
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=log,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", os.defpath)},
            user=user.pw_uid if root else None,
            group=user.pw_gid if root else None,
            extra_groups=[] if root else None,
        )


def _wait_for(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while True:
        try:
            server.admin().close()
        except psycopg.OperationalError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            Event().wait(0.02)
        else:
            return
