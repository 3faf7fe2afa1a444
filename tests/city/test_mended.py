"""An envelope that carries another: the city opens the inner one by its own rules, once."""

from collections.abc import Callable

import msgspec
import pytest

from core.envelope import envelope_from
from core.errors import Code
from core.exchange import ItemStatus
from core.sealing import new_signing_keys, sign
from core.wire import sha256_hex
from tests.city.conftest import Enrol, look
from tests.city.field_terminal import FieldTerminal, Sealed
from tests.city_process import CityProcess

Make = Callable[[FieldTerminal], Sealed]


def _cases(city: CityProcess, case: str) -> int:
    ((count,),) = look(city, "SELECT count(*) FROM cases WHERE id = ?", case)
    return int(count)


def _cloned(terminal: FieldTerminal) -> Sealed:
    """A case whose number is taken already: its terminal was copied."""
    terminal.send_one(terminal.case())
    case = terminal.case(b"a page of the clone", header={"seq": 1})
    result = terminal.send_one(case)
    assert result.problem is not None
    assert (result.problem.reason, result.problem.code) == (
        "terminal-cloned",
        Code.TERMINAL_CLONED.value,
    )
    return case


def test_a_cloned_number_is_healed_by_carrying(city: CityProcess, terminal: FieldTerminal) -> None:
    case = _cloned(terminal)
    carrier = terminal.carry(case)
    result = terminal.send_one(carrier)
    assert result.status is ItemStatus.STORED
    assert result.official_no
    assert city.document(case.case) == case.document
    assert terminal.missing() == list(case.blobs)
    for name, octets in case.blobs.items():
        assert terminal.put(name, octets).status_code == 201
    ((state,),) = look(city, "SELECT state FROM cases WHERE id = ?", case.case)
    assert state == "materials_complete"


def test_what_was_carried_and_comes_by_itself_is_a_duplicate_in_either_order(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = _cloned(terminal)
    carrier = terminal.carry(case)
    assert terminal.send_one(carrier).status is ItemStatus.STORED
    assert terminal.send_one(carrier).status is ItemStatus.DUPLICATE
    assert terminal.send_one(case).status is ItemStatus.DUPLICATE
    assert terminal.send_one(terminal.carry(case)).status is ItemStatus.STORED
    well = terminal.case()
    assert terminal.send_one(well).status is ItemStatus.STORED
    assert terminal.send_one(terminal.carry(well)).status is ItemStatus.STORED
    assert (_cases(city, case.case), _cases(city, well.case)) == (1, 1)


def test_an_envelope_of_an_epoch_that_is_over_is_carried_under_the_new_one(
    city: CityProcess, enrol: Enrol
) -> None:
    before = enrol(city)
    case = before.case(b"sealed before")
    after = enrol(city, before.me.terminal)
    assert after.me.epoch == before.me.epoch + 1
    carrier = after.carry(case)
    assert after.send_one(carrier).status is ItemStatus.STORED
    for name, octets in case.blobs.items():
        assert after.put(name, octets).status_code == 201
    assert city.document(case.case) == case.document


def _of_another_key(terminal: FieldTerminal) -> Sealed:
    case = terminal.case()
    forged = sign(new_signing_keys()[0], case.item.envelope)
    item = msgspec.structs.replace(case.item, signature=forged)
    return terminal.carry(Sealed(item, case.document, case.case))


def _altered(terminal: FieldTerminal) -> Sealed:
    case = terminal.case()
    octets = case.item.envelope.replace(b'"rev":1', b'"rev":2')
    item = msgspec.structs.replace(case.item, envelope=octets)
    return terminal.carry(Sealed(item, case.document, case.case))


def _broken(terminal: FieldTerminal) -> Sealed:
    case = terminal.case()
    one, other = envelope_from(case.item.envelope), envelope_from(terminal.case().item.envelope)
    item = terminal.signed(msgspec.structs.replace(one, body=other.body))
    return terminal.carry(Sealed(item, case.document, case.case))


def _nonsense(terminal: FieldTerminal) -> Sealed:
    case = terminal.case()
    item = msgspec.structs.replace(
        case.item, envelope=b"{}", signature=sign(terminal.private, b"{}")
    )
    return terminal.carry(Sealed(item, case.document, case.case))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_of_another_key, "carried-signature-invalid"),
        (_altered, "carried-signature-invalid"),
        (_broken, "carried-envelope-seal-broken"),
        (_nonsense, "carried-undecodable"),
        (lambda t: t.carry(t.carry(t.case())), "carried-is-not-what-is-said"),
        (lambda t: t.carry(t.case(), subject=t.case().case), "carried-is-not-what-is-said"),
        (lambda t: t.carry(t.case(), supersedes=t.case().item.id), "carried-is-not-what-is-said"),
        (lambda t: t.carry(t.case(), supersedes=""), "carrier-names-nothing"),
        (lambda t: t.carry(t.case(header={"terminal": "CD9999"})), "carried-of-another-terminal"),
        (lambda t: t.carry(t.case(header={"epoch": 8})), "carried-of-another-terminal"),
        (lambda t: t.carry(t.case(terminal="CD9999")), "carried-application-does-not-fit-header"),
    ],
)
def test_carrying_heals_nothing_that_is_signed_or_sealed(
    terminal: FieldTerminal, make: Make, reason: str
) -> None:
    result = terminal.send_one(make(terminal))
    assert result.status is ItemStatus.REJECTED
    assert result.problem is not None
    assert result.problem.reason == reason


def test_an_id_that_was_carried_with_other_content_is_a_conflict(terminal: FieldTerminal) -> None:
    case = terminal.case()
    terminal.send_one(case)
    other = terminal.case(header={"id": case.item.id, "subject": case.case}, id=case.case)
    assert sha256_hex(other.item.envelope) != sha256_hex(case.item.envelope)
    result = terminal.send_one(terminal.carry(other))
    assert result.problem is not None
    assert result.problem.reason == "carried-envelope-conflict"


def test_a_rating_is_carried_too(city: CityProcess, terminal: FieldTerminal) -> None:
    case = terminal.case()
    terminal.send_one(case)
    rating = terminal.rating(case.case)
    assert terminal.send_one(terminal.carry(rating)).status is ItemStatus.STORED
    assert terminal.send_one(rating).status is ItemStatus.DUPLICATE
    kept = look(city, "SELECT level FROM ratings WHERE case_id = ?", case.case)
    assert kept == [(5,)]
