"""The city's keys turn over: what was queued goes on, what is new is sealed to the newest key, and
the terminal itself opens nothing of it."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from city.keys import retire, rotate_seal, rotate_signing
from core import sealing
from core.envelope import envelope_from
from core.errors import Code
from core.exchange import SignedKeyList
from core.key_list import KeyList, SealKey, SigningKey, sign_list
from core.ports import Mended
from core.sealing import SUITES, SealBroken, blob_additional
from resources import path as resource
from sync.catalogue_finding import find_catalogue
from sync.city_keys import known_list, seal_keys, trusted_keys
from sync.database import Database, open_database
from sync.engine import SyncEngine
from sync.identity import TerminalIdentity
from sync.key_lane import take_keys
from sync.records import SqliteRecords
from sync.report import Report
from sync.secrets_store import FileSecrets
from sync.station import city_client, enrol_terminal
from tests.city.conftest import new_code
from tests.city_process import CityProcess
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import ToyCity


class Desk:
    """One terminal at a real city, with passes an hour apart."""

    def __init__(self, folder: Path, city: CityProcess, suite: str) -> None:
        self.folder, self.city, self.clock = folder, city, parts.SetClock()
        code = new_code(city, "CD0128", suite)
        self.identity = enrol_terminal(folder, city.url, code, self.clock)
        self.records = SqliteRecords(
            folder, self.identity, self.clock, reserve_octets=parts.SMALL_RESERVE
        )
        self.book = open_database(folder)

    def sync(self, after: timedelta = timedelta(hours=1)) -> Report:
        self.clock.moment += after
        client = city_client(self.folder, self.identity.city_url, self.identity, self.clock)
        engine = SyncEngine(
            self.folder, self.identity, client, self.clock, reserve_octets=parts.SMALL_RESERVE
        )
        try:
            return engine.sync_once()
        finally:
            engine.close()

    def rows(self) -> list[tuple[str, str, str]]:
        """State, reason and seal key of every envelope, oldest first."""
        found = self.book.rows("SELECT state, reason, envelope FROM outbox ORDER BY seq")
        return [
            (row["state"], row["reason"], envelope_from(row["envelope"]).header.seal_key)
            for row in found
        ]

    def close(self) -> None:
        self.records.close()
        self.book.close()


@pytest.fixture(params=SUITES)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    city = CityProcess(tmp_path / "own", catalogue=resource("catalogue"))
    city.init()
    city.start()
    desk = Desk(tmp_path / "terminal", city, request.param)
    yield desk
    desk.close()
    city.close()


def test_nothing_queued_under_an_old_key_is_lost_and_a_retired_key_is_told_by_name(
    desk: Desk,
) -> None:
    first = desk.identity.seal_key_id
    held = FileSecrets(desk.folder).load()  # of the two that were offered, the chosen suite's
    assert (list(held.signing.values()), held.offered) == ([desk.identity.private_key], [])
    parts.submit(desk.records, 1)
    rotate_seal(desk.city.data, desk.identity.suite)
    assert desk.sync().code is None
    parts.submit(desk.records, 2)
    second = seal_keys(desk.book, desk.identity)[-1].id
    assert desk.sync().code is None
    assert [(state, key) for state, _, key in desk.rows()] == [
        ("complete", first), ("complete", second)
    ]  # fmt: skip
    assert second != first
    rotate_seal(desk.city.data, desk.identity.suite)
    parts.submit(desk.records, 3)  # offline: it does not know of the third key yet
    retire(desk.city.data, second)
    assert desk.sync().rejected == 1
    parts.submit(desk.records, 4)
    assert desk.sync().code is None
    states = desk.rows()
    assert (states[2][0], "seal-key-retired" in states[2][1]) == ("quarantined", True)
    assert states[3][0] == "complete"
    assert states[3][2] not in (first, second)
    assert [case["state"] for case in desk.city.cases()] == ["materials_complete"] * 3
    aside = next(row["id"] for row in desk.records.queue_rows(9) if row["state"] == "quarantined")
    assert desk.records.mend(aside) is Mended.DONE  # carried inside a new one, sealed to the newest
    assert desk.sync().code is None
    assert [case["state"] for case in desk.city.cases()] == ["materials_complete"] * 4


def test_a_retired_key_is_left_at_once_and_not_in_the_next_hour(desk: Desk) -> None:
    first = desk.identity.seal_key_id
    assert desk.sync().code is None
    rotate_seal(desk.city.data, desk.identity.suite)
    retire(desk.city.data, first)
    parts.submit(desk.records, 1)
    assert desk.sync(timedelta(seconds=60)).rejected == 1
    parts.submit(desk.records, 2)
    assert desk.sync(timedelta(seconds=60)).code is None
    (refused, taken) = desk.rows()
    assert (refused[0], taken[0]) == ("quarantined", "complete")
    assert taken[2] != first


def _all_keys_in(folder: Path, identity: TerminalIdentity) -> set[bytes]:
    """Whatever could be a key: all that lies in the terminal's folder, in base64 or as it is."""
    secrets = FileSecrets(folder).load()
    found = {identity.private_key, identity.seal_public_key, secrets.tls, *secrets.signing.values()}
    for path in folder.rglob("*"):
        if path.is_file() and "blobs" not in path.parts:
            octets = path.read_bytes()
            found.add(octets[:32])
            for text in re.findall(rb"[A-Za-z0-9+/]{43,}={0,2}", octets):
                bare = text.rstrip(b"=")
                bare = bare[: len(bare) - (len(bare) % 4 == 1)]
                found.add(base64.b64decode(bare + b"=" * (-len(bare) % 4)))
    return {part for key in found for part in (key, key[:32], key[-32:], key[:97]) if part}


def test_the_terminal_cannot_open_what_it_has_sealed_with_anything_that_it_has(
    desk: Desk,
) -> None:
    parts.submit(desk.records, 1)
    assert desk.sync().code is None
    parts.submit(desk.records, 2)
    keys = _all_keys_in(desk.folder, desk.identity)
    assert desk.identity.private_key in keys
    tried = 0
    for row in desk.book.rows("SELECT envelope FROM outbox"):
        envelope = envelope_from(row["envelope"])
        header = envelope.header
        sealed = [(header.additional_data(), envelope.body)]
        for page in header.attachments:
            octets = (desk.folder / "blobs" / page.sha256[:2] / page.sha256).read_bytes()
            sealed.append((blob_additional(header.id, page.role), octets))
        ours = [(key, *one) for one in sealed for key in keys]
        for key, additional, octets in ours:
            with pytest.raises(SealBroken):
                sealing.suite(header.suite).open(key, additional, octets)
            tried += 1
        theirs = json.loads((desk.city.data / "keys" / "city-keys.json").read_bytes())["seal"]
        for additional, octets in sealed:  # the city's own key does: the trial can fail
            opened = [
                sealing.suite(header.suite).open(
                    base64.b64decode(one["private"]), additional, octets
                )
                for one in theirs
                if one["suite"] == header.suite
            ]
            assert opened
    assert tried > 50
    assert parts.NAME.encode() not in b"".join(
        path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()
    )


def test_a_new_signing_key_is_followed_and_the_catalogue_it_signs_is_taken(desk: Desk) -> None:
    assert desk.sync().code is None
    first = desk.identity.catalogue_public_key
    rotate_signing(desk.city.data)
    assert desk.sync().code is None
    retire(desk.city.data, sealing.key_id(first))
    taken = desk.sync()
    assert taken.catalogue  # anew, because what signed it at first counts no more
    (trusted,) = trusted_keys(desk.book, desk.identity)
    assert trusted != first
    assert find_catalogue(desk.folder, resource("catalogue"), (trusted,)).sequence == 1


class _Source:
    """A city that says what it was told to say."""

    def __init__(self, keys: KeyList, private: bytes) -> None:
        self.signed = SignedKeyList(onestop=1, keys=b"", signature=b"")
        self.say(keys, private)

    def say(self, keys: KeyList, private: bytes) -> None:
        octets, signature = sign_list(private, keys)
        self.signed = SignedKeyList(onestop=1, keys=octets, signature=signature)

    def city_keys(self) -> SignedKeyList:
        return self.signed


def _list_of(terminal: Terminal, sequence: int, seal: bytes) -> KeyList:
    key = SigningKey(public_key=terminal.identity.catalogue_public_key, created_at="")
    suite = terminal.identity.suite
    return KeyList(
        sequence=sequence,
        seal=[SealKey(suite=suite, public_key=seal, created_at="")],
        signing=[key],
    )


def _take(terminal: Terminal, source: _Source) -> Report:
    report = Report()
    terminal.clock.moment += timedelta(hours=1)
    take_keys(terminal.book, source, terminal.identity, terminal.clock, report)
    return report


def test_an_older_list_and_a_forged_one_are_reported_and_change_nothing(
    terminal: Terminal, city: ToyCity
) -> None:
    private = city.keys.catalogue[0]
    new, old = sealing.new_seal_keys()[1], sealing.new_seal_keys()[1]
    source = _Source(_list_of(terminal, 2, new), private)
    assert _take(terminal, source).keys_code is None
    for keys, key in ((_list_of(terminal, 1, old), private),
                      (_list_of(terminal, 3, old), sealing.new_signing_keys()[0])):  # fmt: skip
        source.say(keys, key)
        assert _take(terminal, source).keys_code is Code.CITY_NONSENSE
        assert seal_keys(terminal.book, terminal.identity)[-1].public_key == new


def test_the_list_is_asked_for_by_the_hour_and_after_a_clock_that_jumped_back(
    terminal: Terminal, city: ToyCity
) -> None:
    source = _Source(_list_of(terminal, 1, sealing.new_seal_keys()[1]), city.keys.catalogue[0])
    _take(terminal, source)
    source.say(_list_of(terminal, 2, sealing.new_seal_keys()[1]), city.keys.catalogue[0])
    take_keys(terminal.book, source, terminal.identity, terminal.clock, Report())
    assert _sequence(terminal.book) == 1
    terminal.clock.moment -= timedelta(days=9000)
    take_keys(terminal.book, source, terminal.identity, terminal.clock, Report())
    assert _sequence(terminal.book) == 2


def _sequence(book: Database) -> int:
    known = known_list(book)
    assert known is not None
    return known.sequence
