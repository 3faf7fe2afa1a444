"""Ground for the proofs: a real city in a process of its own, and terminals enrolled there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.proof.ledger import Ledger
from bench.proof.reconcile import reconcile
from city.catalogue import CatalogueShelf, read_folder
from city.enrolment import Place, make_code
from city.keys import read_keys
from city.revocations import RevocationShelf
from city.settings import database_in
from city.store import open_store
from core.ports import Terminal
from core.revocations import RevokedKind
from resources.catalogue_files import own_folder
from sync.identity import TerminalIdentity
from sync.station import enrol_terminal
from sync.system_clock import SystemClock
from tests.city_process import CityProcess

REGION = "430702012000"
POINT = "CD-430702-JD"


@dataclass(frozen=True, slots=True)
class Post:
    """One enrolled terminal with the log of its promises."""

    folder: Path
    identity: TerminalIdentity
    promises: Path | None = None  # where its disk is too small for the log

    @property
    def terminal(self) -> Terminal:
        """Its name and epoch."""
        return self.identity.terminal

    @property
    def ledger(self) -> Ledger:
        """What it has promised, beside its own folder."""
        return Ledger(self.log)

    @property
    def log(self) -> Path:
        """Where the promises are written."""
        return self.promises or self.folder.with_suffix(".promises")


@dataclass
class Ground:
    """A folder with a city, and terminals by number."""

    folder: Path
    city: CityProcess
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    versions: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def database(self) -> Path:
        """The city's database."""
        return database_in(self.city.data)

    def code(self, terminal: str) -> str:
        """A one-time code, without starting a process for it."""
        store = open_store(self.database)
        try:
            return make_code(store, Place(terminal, REGION, "测试自助区", POINT))
        finally:
            store.close()

    def free_place(self) -> tuple[str, Path]:
        """A terminal code that nobody has, and a folder for it."""
        code = f"CD{next(self.numbers):04d}"
        return code, self.folder / code

    def post(self, url: str = "") -> Post:
        """A new terminal, enrolled at the running city (or at `url`)."""
        name, folder = self.free_place()
        identity = enrol_terminal(folder, url or self.city.url, self.code(name), SystemClock())
        return Post(folder, identity)

    def publish(self) -> None:
        """A newer catalogue with one file changed, and a newer list of revocations."""
        version = next(self.versions)
        changed = self.folder / "catalogue"
        shutil.rmtree(changed, ignore_errors=True)
        shutil.copytree(own_folder(), changed)
        one = sorted(path for path in changed.rglob("*.toml"))[0]
        one.write_text(one.read_text(encoding="utf-8") + f"\n# {version}\n", encoding="utf-8")
        store = open_store(self.database)
        try:
            shelf = CatalogueShelf(store, read_keys(self.city.data))
            shelf.publish(read_folder(changed), f"2099.{version}")
            revocations = RevocationShelf(store, read_keys(self.city.data))
            revocations.revoke(RevokedKind.AGENT, f"agent{version}", "left")
        finally:
            store.close()

    def faults(self, post: Post) -> list[str]:
        """The books of terminal and city, and the promises, compared."""
        return reconcile(post.ledger, post.folder, self.database, post.terminal)


@contextmanager
def ground(folder: Path | None = None, *, module: str = "city") -> Iterator[Ground]:
    """A city that runs, on the disk that the working folder is on. `module` is started as one."""
    with TemporaryDirectory(dir=folder or Path.cwd(), prefix=".proof-") as name:
        city = CityProcess(Path(name) / "city", catalogue=own_folder(), module=module)
        city.init()
        city.start()
        try:
            yield Ground(Path(name), city)
        finally:
            city.close()
