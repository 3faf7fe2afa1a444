"""By hand with a real city: stick, relay, import, receipt and the network, in every order."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, permutations
from pathlib import Path

import msgspec
import pytest

from city.by_hand import import_stick
from city.keys import rotate_signing
from city.platform import City, open_city
from city.settings import Settings
from core.application import application_from
from core.bundle import MANIFEST, RECEIPT, BundleBroken, read_receipt
from core.errors import Code, StickError
from onestop.__main__ import main
from sync.by_hand.hand import Brought, Hand
from sync.by_hand.receipts import Settled, apply_receipt, receipt_in
from sync.by_hand.relay import Carried, RelayLimits
from sync.city_keys import known_list
from sync.client import CityClient
from sync.database import open_database
from sync.engine import SyncEngine
from sync.identity import TerminalIdentity, enrol
from sync.report import Report
from tests.city.conftest import look, new_code
from tests.city_process import CityProcess
from tests.sync import parts


@dataclass
class Field:
    """One terminal in a folder, whose link may be there or not."""

    folder: Path
    identity: TerminalIdentity
    numbers: Iterator[int]

    def submit(self, size: int = 3000) -> str:
        """Submit a case of this terminal; its id."""
        number = next(self.numbers)
        attachments = parts.pages(number, size)
        made = msgspec.structs.replace(
            parts.an_application(number, attachments), terminal=self.identity.terminal.code
        )
        assert made.evidence is not None
        evidence = msgspec.structs.replace(made.evidence, document_sha256=made.shown_sha256())
        records = parts.open_records(self.folder, self.identity, parts.SetClock())
        view = records.submit(
            msgspec.structs.replace(made, evidence=evidence),
            attachments,
            due="2026-12-20",
            materials_all=2,
            draft="",
        )
        records.close()
        return view.id

    def sync(self, url: str = "") -> Report:
        """One pass with the city, or with nobody."""
        clock = parts.SetClock()
        client = CityClient(url or self.identity.city_url, self.identity, clock)
        engine = SyncEngine(
            self.folder,
            self.identity,
            client,
            clock,
            reserve_octets=parts.SMALL_RESERVE,
            carrier=client,
        )
        engine.recover()
        try:
            return engine.sync_once()
        finally:
            engine.close()

    def states(self) -> list[str]:
        """The states of the outbox, oldest first."""
        book = open_database(self.folder)
        rows = book.rows("SELECT state FROM outbox ORDER BY seq")
        book.close()
        return [row["state"] for row in rows]

    def hand(self) -> Hand:
        return Hand(self.folder, parts.SetClock())

    def export(self, stick: Path) -> Path:
        """One bundle on a stick; its folder."""
        hand = self.hand()
        (made,) = hand.export(stick)
        hand.close()
        return made.folder

    def bring(self, stick: Path) -> list[Brought]:
        """What `queue import` does."""
        hand = self.hand()
        try:
            return hand.import_all(stick)
        finally:
            hand.close()

    def receipts_to(self, stick: Path) -> list[Path]:
        hand = self.hand()
        try:
            return hand.write_receipts(stick)
        finally:
            hand.close()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    city = CityProcess(tmp_path_factory.mktemp("city"))
    city.init()
    city.start()
    yield city
    city.close()


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    return count(5000)


@pytest.fixture
def field(city: CityProcess, tmp_path: Path, numbers: Iterator[int]) -> Callable[[], Field]:
    """Enrols a new terminal."""

    def make() -> Field:
        number = next(numbers)
        folder = tmp_path / f"terminal-{number}"
        folder.mkdir()
        client = CityClient(city.url, None, parts.SetClock())
        identity = enrol(client, new_code(city, f"CD{number:04d}"), folder)
        client.close()
        return Field(folder, identity, numbers)

    return make


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def beside(city: CityProcess) -> Iterator[City]:
    """The city's parts beside its server, as its own commands have them."""
    opened = open_city(Settings(city.data, ""), beside=True)
    yield opened
    opened.close()


def held(city: CityProcess, *ids: str) -> list[str]:
    """The states of these cases in the city, one for each time that it has them."""
    rows = look(city, "SELECT id, state FROM cases")
    return [state for case, state in rows if case in ids]


def test_a_terminal_without_a_link_hears_the_citys_answer_by_a_relay(
    city: CityProcess,
    field: Callable[[], Field],
    stick: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    origin, relay = field(), field()
    cases = [origin.submit() for _ in range(3)]
    own = relay.submit()
    assert main(["queue", "export", "--to", str(stick), "--state", str(origin.folder)]) == 0
    assert main(["queue", "import", str(stick), "--state", str(relay.folder)]) == 0
    assert relay.sync("http://127.0.0.1:9").code is Code.CITY_UNREACHABLE
    assert main(["queue", "receipt", "--to", str(stick), "--state", str(relay.folder)]) == 1
    assert relay.sync().carried == 1
    assert relay.states() == ["complete"]
    assert main(["queue", "carried", "--state", str(relay.folder)]) == 0
    assert "done, receipt here" in capsys.readouterr().out
    assert not list((relay.folder / "carried").glob("*/*.blob"))
    assert main(["queue", "receipt", "--to", str(stick), "--state", str(relay.folder)]) == 0
    assert origin.states() == ["pending"] * 3
    assert main(["queue", "import", str(stick), "--state", str(origin.folder)]) == 0
    assert origin.states() == ["complete"] * 3
    assert held(city, *cases) == ["materials_complete"] * 3
    assert held(city, own) == ["materials_complete"]
    for case in cases:  # readable in the city, and by nobody on the way
        assert application_from(city.document(case)).applicant.name == parts.NAME
    for path in (*stick.glob("*/*"), *relay.folder.glob("**/*")):
        if path.is_file():
            assert parts.NUMBER.encode() not in path.read_bytes()
    assert origin.sync().sent == 0  # nothing is left to send
    assert held(city, *cases) == ["materials_complete"] * 3


def test_a_terminal_hears_by_the_citys_own_import(
    city: CityProcess, field: Callable[[], Field], stick: Path
) -> None:
    origin = field()
    case = origin.submit()
    origin.export(stick)
    city.cli("import", str(stick), "--receipt-to", str(stick))
    assert main(["queue", "import-receipt", str(stick), "--state", str(origin.folder)]) == 0
    assert origin.states() == ["complete"]
    assert held(city, case) == ["materials_complete"]


@pytest.mark.parametrize("order", list(permutations(["network", "relay", "city", "receipt"])))
def test_in_whatever_order_it_arrives_it_is_there_once(
    city: CityProcess,
    beside: City,
    field: Callable[[], Field],
    stick: Path,
    order: tuple[str, ...],
) -> None:
    """The link came back meanwhile; the stick went two ways; the receipt came early or never."""
    origin, relay = field(), field()
    case = origin.submit()
    folder = origin.export(stick)
    for step in order * 2:  # and everything once more
        match step:
            case "network":
                assert origin.sync().code is None
            case "relay":
                relay.bring(stick)
                assert relay.sync().code is None
                assert relay.receipts_to(stick)
            case "city":
                import_stick(beside, folder, stick)
            case _:
                if (folder / RECEIPT).exists():
                    origin.bring(stick)
    assert origin.states() == ["complete"]
    assert held(city, case) == ["materials_complete"]


def test_a_terminal_without_a_link_follows_the_citys_new_signing_key(
    city: CityProcess, beside: City, field: Callable[[], Field], stick: Path
) -> None:
    origin = field()
    origin.submit()
    folder = origin.export(stick)
    rotate_signing(city.data)
    import_stick(beside, stick, stick)
    signed = receipt_in(folder)
    assert signed is not None
    assert signed.keys is not None
    with pytest.raises(BundleBroken):
        read_receipt(signed, origin.identity.catalogue_public_key)  # the key of its enrolment
    bare = msgspec.structs.replace(signed, keys=None)
    book = open_database(origin.folder)
    with pytest.raises(StickError) as caught:
        apply_receipt(book, origin.identity, bare, parts.SetClock())
    assert caught.value.code is Code.RECEIPT_FORGED
    assert apply_receipt(book, origin.identity, signed, parts.SetClock()).complete == 1
    known = known_list(book)
    book.close()
    assert known is not None
    assert known.trusted()[0] == beside.keys.catalogue_public


def test_a_lost_receipt_costs_nothing(
    city: CityProcess, field: Callable[[], Field], stick: Path
) -> None:
    origin, relay = field(), field()
    case = origin.submit()
    folder = origin.export(stick)
    relay.bring(stick)
    relay.sync()
    shutil.rmtree(folder)
    report = origin.sync()
    assert (report.code, report.duplicates, report.blobs_sent) == (None, 1, 2)
    again = origin.submit()
    second = origin.export(stick)
    assert second != folder
    relay.bring(stick)
    relay.sync()
    relay.receipts_to(stick)
    outcomes = {one.folder: one.outcome for one in origin.bring(stick)}
    # of the first bundle the network told all; its receipt is taken and changes nothing
    assert outcomes[folder] == Settled(folder.name.removeprefix("onestop-"), 0, 0, 0, ())
    assert isinstance(outcomes[second], Settled)
    assert origin.states() == ["complete"] * 2
    assert held(city, case, again) == ["materials_complete"] * 2


def test_a_receipt_is_taken_once_and_of_nobody_else(
    beside: City, field: Callable[[], Field], stick: Path
) -> None:
    origin, other = field(), field()
    origin.submit()
    folder = origin.export(stick)
    import_stick(beside, stick, stick)
    (stolen,) = other.bring(stick)
    assert isinstance(stolen.outcome, Carried)  # a bundle like any other, no receipt for it
    (first,) = origin.bring(stick)
    assert isinstance(first.outcome, Settled)
    (second,) = origin.bring(stick)
    assert isinstance(second.outcome, StickError)
    assert second.outcome.code is Code.RECEIPT_KNOWN
    (folder / RECEIPT).unlink()
    (bare,) = origin.bring(stick)
    assert isinstance(bare.outcome, StickError)
    assert bare.outcome.code is Code.BUNDLE_OWN


def test_a_city_killed_in_the_midst_of_a_relay_has_everything_once(
    city: CityProcess, field: Callable[[], Field], stick: Path
) -> None:
    for failpoint in ("after_commit_before_reply", "blob_after_rename"):
        origin, relay = field(), field()
        cases = [origin.submit() for _ in range(2)]
        folder = origin.export(stick)
        city.stop()
        city.start(failpoint)
        relay.bring(folder)
        assert relay.sync().code is Code.CITY_UNREACHABLE
        city.wait()
        city.start()
        assert relay.sync().carried == 1
        relay.receipts_to(stick)
        origin.bring(folder)
        assert origin.states() == ["complete"] * 2
        assert held(city, *cases) == ["materials_complete"] * 2


def test_what_a_stranger_signed_is_refused_and_holds_up_nobody(
    city: CityProcess, field: Callable[[], Field], stick: Path, tmp_path: Path
) -> None:
    origin, relay = field(), field()
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    identity = parts.enrolled(stranger, parts.CityKeys())
    records = parts.open_records(stranger, identity, parts.SetClock())
    parts.submit(records)
    records.close()
    Field(stranger, identity, iter(())).export(stick)
    origin.submit()
    origin.export(stick)
    assert len(relay.bring(stick)) == 2
    assert relay.sync().carried == 1
    hand = relay.hand()
    found = {one.terminal: (one.state, one.code) for one in hand.carried()}
    hand.close()
    assert found == {
        "CD0128": ("refused", "USB-021"),
        origin.identity.terminal.code: ("done", ""),
    }


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        (RelayLimits(bundles=1), "bundles"),
        (RelayLimits(octets=8_000), "octets"),
        (RelayLimits(spare=10**18), "spare"),
    ],
)
def test_a_relay_takes_no_more_on_itself_than_it_may(
    field: Callable[[], Field], stick: Path, limits: RelayLimits, named: str
) -> None:
    origin, relay = field(), field()
    for _ in range(2):
        origin.submit()
        origin.export(stick)
    hand = Hand(relay.folder, parts.SetClock(), limits)
    outcomes = [one.outcome for one in hand.import_all(stick)]
    hand.close()
    refused = [one for one in outcomes if isinstance(one, StickError)]
    assert len(refused) == (2 if named == "spare" else 1)
    assert {one.code for one in refused} == {Code.RELAY_FULL}


def test_a_stick_pulled_during_the_import_at_any_file_may_come_again(
    city: CityProcess, field: Callable[[], Field], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin, relay = field(), field()
    case = origin.submit()
    folder = origin.export(stick)
    names = sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)
    for name in names:
        octets = (folder / name).read_bytes()
        for damage in (None, octets[:-1] + bytes([octets[-1] ^ 1])):
            (folder / name).unlink()
            if damage is not None:
                (folder / name).write_bytes(damage)
            (one,) = relay.bring(stick)
            assert isinstance(one.outcome, StickError)
            assert one.outcome.code is Code.STICK_ALTERED
            (folder / name).write_bytes(octets)
            shutil.rmtree(relay.folder / "carried")
    (whole,) = relay.bring(stick)
    assert isinstance(whole.outcome, Carried)
    assert relay.sync().carried == 1
    assert held(city, case) == ["materials_complete"]


def test_a_carried_file_that_rots_is_told_and_the_stick_may_come_again(
    city: CityProcess, field: Callable[[], Field], stick: Path
) -> None:
    origin, relay = field(), field()
    case = origin.submit()
    origin.export(stick)
    relay.bring(stick)
    (rotten,) = (relay.folder / "carried").glob("*/*.envelope")
    rotten.write_bytes(bytes(rotten.stat().st_size))
    assert relay.sync().carried == 0
    hand = relay.hand()
    assert [(one.state, one.code) for one in hand.carried()] == [("refused", "USB-014")]
    hand.close()
    relay.bring(stick)
    assert relay.sync().carried == 1
    assert held(city, case) == ["materials_complete"]


def test_an_empty_stick_is_said(field: Callable[[], Field], stick: Path) -> None:
    (stick / "onestop-not-a-bundle").mkdir()
    (stick / "System Volume Information").mkdir()
    with pytest.raises(StickError) as caught:
        field().bring(stick)
    assert caught.value.code is Code.STICK_EMPTY
