"""S2: what a thief of the whole disk reads of what was queued, and what a forger gets accepted."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import msgspec

from bench.proof.ground import Ground, Post, ground
from bench.proof.outcome import Outcome
from bench.proof.paper import ADDRESS, NAME, NUMBER, PACKAGE, PHONE, Paper, new_id
from bench.proof.reconcile import rows
from bench.proof.thief import keys_of, loot_of, opened, plain_found
from city.keys import read_keys
from core import sealing
from core.envelope import Envelope, Header, envelope_from
from core.exchange import ItemStatus, SentItem
from sync.records import SqliteRecords
from sync.system_clock import SystemClock
from tests.city.field_terminal import FieldTerminal, Sealed

FORGERIES = 4000
_HONEST = 40
_IN_A_BATCH = 100
_TAKEN = (ItemStatus.STORED,)
_SECRETS = [NAME, NUMBER, ADDRESS, PHONE, f"{NAME} {NUMBER}"]


@dataclass
class Crime:
    """What was tried and what succeeded."""

    searches: int = 0
    trials: int = 0
    forged: int = 0
    faults: list[str] = field(default_factory=list)


def thefts(share: float) -> Outcome:
    """The proof: the folder of a terminal searched and tried, and seeded forgeries sent."""
    start = time.monotonic()
    crime = Crime()
    with ground() as here, ground() as elsewhere:
        planted = {
            "a suite that leaks": _finds_leak(here),
            "the city's private key on the terminal's disk": _finds_key(here),
        }
        _steal(here, crime)
        _forge(here, elsewhere, crime, max(200, round(FORGERIES * share)))
    planted["a city that does not look at signatures"] = _finds_trusting_city()
    return Outcome(
        name="S2",
        promise="a thief of the whole disk reads no queued record; nothing altered or replayed"
        " is accepted",
        of_what="forgeries",
        tried=crime.forged,
        wanted=max(200, round(FORGERIES * share)),
        violations=len(crime.faults),
        planted=planted,
        seconds=time.monotonic() - start,
        command="python -m bench reliability --only S2",
        what_is_not_modelled="memory of a running terminal; a thief who uses the stolen signing key"
        " to hand in records of his own (the terminal is then revoked); drafts: device.key opens"
        " what is typed and not yet handed in",
        notes=(
            f"{crime.searches} searches for plain values, {crime.trials} trials of keys on seals",
        ),
        examples=tuple(crime.faults[:8]),
    )


def _run_a_day(here: Ground) -> Post:
    """A terminal with queued cases and nothing sent."""
    post = here.post()
    records = SqliteRecords(post.folder, post.identity, SystemClock())
    for size in (900, 3000, 60_000, 500):
        Paper(new_id(), pages=2, size=size).submit(records, post.terminal)
    records.save_field(new_id(), NUMBER, PACKAGE, "phone", PHONE)
    records.close()
    return post


def _steal(here: Ground, crime: Crime) -> None:
    post = _run_a_day(here)
    crime.searches, found = plain_found(post.folder, _SECRETS)
    crime.trials, open_seals = opened(loot_of(post.folder), keys_of(post.folder))
    crime.faults += found + open_seals


def _finds_leak(here: Ground) -> bool:
    """A seal that only looks like one: the plain octets lie in it."""

    class Leaky(sealing.HpkeSuite):
        def seal(self, public_key: bytes, additional: bytes, plain: bytes) -> bytes:
            return super().seal(public_key, additional, plain) + plain

    real = sealing.suite
    sealing.suite = lambda name: Leaky()
    try:
        post = _run_a_day(here)
    finally:
        sealing.suite = real
    return bool(plain_found(post.folder, _SECRETS)[1])


def _finds_key(here: Ground) -> bool:
    post = _run_a_day(here)
    secret = read_keys(here.city.data).ring().seal[0].private
    (post.folder / "forgotten.key").write_bytes(secret)
    return bool(opened(loot_of(post.folder), keys_of(post.folder))[1])


class _Forger:
    """Has seen honest letters, and has the terminal's own signing key, as a thief would."""

    def __init__(self, terminal: FieldTerminal, letters: list[Sealed], seed: int) -> None:
        self._terminal = terminal
        self._letters = letters
        self._chance = random.Random(seed)

    def forge(self) -> SentItem:
        """One letter that nobody wrote."""
        ways: tuple[Callable[[Sealed], SentItem], ...] = (
            self._flip_octet, self._flip_octet, self._flip_signature, self._swap_body,
            self._other_header, self._other_header, self._flip_body, self._other_id,
        )  # fmt: skip
        return self._chance.choice(ways)(self._chance.choice(self._letters))

    def _flip(self, octets: bytes) -> bytes:
        place = self._chance.randrange(len(octets))
        changed = octets[place] ^ (1 << self._chance.randrange(8))
        return octets[:place] + bytes([changed]) + octets[place + 1 :]

    def _flip_octet(self, letter: Sealed) -> SentItem:
        return _item(letter.item, envelope=self._flip(letter.item.envelope))

    def _flip_signature(self, letter: Sealed) -> SentItem:
        return _item(letter.item, signature=self._flip(letter.item.signature))

    def _flip_body(self, letter: Sealed) -> SentItem:
        """Signed anew: only the seal tells."""
        envelope = envelope_from(letter.item.envelope)
        return self._terminal.signed(Envelope(envelope.header, self._flip(envelope.body)))

    def _swap_body(self, letter: Sealed) -> SentItem:
        other = self._chance.choice([one for one in self._letters if one is not letter])
        header = envelope_from(letter.item.envelope).header
        return self._terminal.signed(Envelope(header, envelope_from(other.item.envelope).body))

    def _other_header(self, letter: Sealed) -> SentItem:
        """Each field that the seal or the document binds, signed anew."""
        envelope = envelope_from(letter.item.envelope)
        header = envelope.header
        changed = self._chance.choice(
            (
                {"seq": header.seq + 10_000 + self._chance.randrange(1000)},
                {"epoch": header.epoch + 1},
                {"id": new_id()},
                {"schema": "envelope/2"},
                {"terminal": "CD9999"},
                {"subject": new_id()},
                {"receipt_no": header.receipt_no + "1"},
                {"suite": next(name for name in sealing.SUITES if name != header.suite)},
            )
        )
        forged: Header = msgspec.structs.replace(header, **changed)
        return self._terminal.signed(Envelope(forged, envelope.body))

    def _other_id(self, letter: Sealed) -> SentItem:
        """The same octets under another id."""
        return _item(letter.item, id=new_id())


def _item(item: SentItem, **changed: object) -> SentItem:
    return msgspec.structs.replace(item, **changed)


def _enrol(here: Ground) -> FieldTerminal:
    terminal = FieldTerminal(here.city.url)
    terminal.enrol(here.code(here.free_place()[0]))
    return terminal


def _forge(here: Ground, elsewhere: Ground, crime: Crime, count: int) -> None:
    """Forgeries before and after the honest letters have come, and then those once more."""
    with _enrol(here) as terminal, _enrol(here) as other, _enrol(elsewhere) as far:
        letters = [terminal.case(b"page %d" % number) for number in range(_HONEST)]
        late = letters[_HONEST // 2 :]
        terminal.send(*letters[: _HONEST // 2])
        forger = _Forger(terminal, letters, 1)
        for _ in range(0, count, _IN_A_BATCH):
            _refused(crime, terminal, [forger.forge() for _ in range(_IN_A_BATCH)])
        _refused(crime, other, [letter.item for letter in late])
        _refused(crime, far, [letter.item for letter in late])
        _replay(crime, terminal, late)
        _blobs(crime, terminal, letters)
        crime.faults += _book_faults(here, terminal, letters)


def _refused(crime: Crime, terminal: FieldTerminal, items: list[SentItem]) -> None:
    """None may be taken. One that did not change anything after all is a duplicate: success that
    stores nothing."""
    answer = terminal.send(*(Sealed(item, b"", "") for item in items))
    crime.forged += len(items)
    crime.faults += [
        f"a forgery was {result.status.value}" for result in answer.results
        if result.status in _TAKEN
    ]  # fmt: skip


def _replay(crime: Crime, terminal: FieldTerminal, late: list[Sealed]) -> None:
    """A whole signed request, octet for octet; then honest letters that came already."""
    first = terminal.post_batch([letter.item for letter in late])
    again = terminal.http.send(first.request)
    crime.forged += 1 + len(late)
    if first.status_code != 200:
        crime.faults.append(f"the honest letters were refused: {first.status_code}")
    if again.status_code != 401:
        crime.faults.append(f"a replayed request was answered {again.status_code}")
    statuses = {result.status for result in terminal.send(*late).results}
    if statuses != {ItemStatus.DUPLICATE}:
        crime.faults.append(f"letters sent again were {statuses}")


def _blobs(crime: Crime, terminal: FieldTerminal, letters: list[Sealed]) -> None:
    """An altered attachment, and another one's octets under its name."""
    for letter, other in pairwise(letters):
        ((name, octets),) = letter.blobs.items()
        for forged in (octets[:-1] + bytes([octets[-1] ^ 1]), *other.blobs.values()):
            crime.forged += 1
            if terminal.put(name, forged).status_code in (200, 201, 204):
                crime.faults.append("an altered attachment was taken")


def _book_faults(here: Ground, terminal: FieldTerminal, letters: list[Sealed]) -> list[str]:
    held = rows(here.database, "SELECT id FROM cases WHERE terminal = ?", terminal.me.terminal)
    if sorted(row["id"] for row in held) != sorted(letter.case for letter in letters):
        return ["the city's cases are not those of the honest letters"]
    return []


def _finds_trusting_city() -> bool:
    crime = Crime()
    with ground(module="bench.proof.trusting_city") as here, ground() as elsewhere:
        _forge(here, elsewhere, crime, 200)
    return any("forgery" in fault for fault in crime.faults)
