"""What follows an application, in its order: parked over a gap, and a person's task where a clerk
has the case in hand."""

import json
from typing import Any

import pytest

from core.application import application_from
from core.envelope import EnvelopeType
from core.exchange import ChangeKind, ItemStatus
from core.resident_number import check_character
from core.wire import sha256_hex
from tests.city.conftest import Enrol, look
from tests.city.field_terminal import FieldTerminal, Sealed
from tests.city_process import CityProcess

AMEND, WITHDRAW, MATERIAL = (
    EnvelopeType.APPLICATION_AMEND,
    EnvelopeType.APPLICATION_WITHDRAW,
    EnvelopeType.MATERIAL_ADD,
)
OTHER = "43079919900101003" + check_character("43079919900101003")


def _state(city: CityProcess, case: Sealed) -> str:
    ((state,),) = look(city, "SELECT state FROM cases WHERE id = ?", case.case)
    return str(state)


def _tasks(city: CityProcess, case: Sealed) -> list[str]:
    rows = look(city, "SELECT kind FROM tasks WHERE case_id = ? ORDER BY number", case.case)
    return [row[0] for row in rows]


def _listed(city: CityProcess, command: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(city.cli(command, "--json").stdout)
    return found


def _stored(terminal: FieldTerminal, *sealed: Sealed) -> None:
    statuses = {result.status for result in terminal.send(*sealed).results}
    assert statuses == {ItemStatus.STORED}


def _upload(terminal: FieldTerminal, sealed: Sealed) -> None:
    for name, octets in sealed.blobs.items():
        assert terminal.put(name, octets).status_code in (200, 201)


def test_an_amended_application_replaces_the_document_and_its_pages(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case(b"first page")
    _stored(terminal, case)
    amended = terminal.follow(case, AMEND, 2, b"second page", form={"phone": "13811111111"})
    _stored(terminal, amended)
    document = application_from(city.document(case.case))
    assert document.form == {"phone": "13811111111"}
    assert _state(city, case) == "received"
    _upload(terminal, amended)
    assert _state(city, case) == "materials_complete"
    # the first page is not asked for, and may still come
    _upload(terminal, case)
    assert terminal.missing() == []


def test_a_material_that_was_promised_completes_the_case_again(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case(b"a page")
    _stored(terminal, case)
    _upload(terminal, case)
    added = terminal.follow(case, MATERIAL, 2, b"promised")
    _stored(terminal, added)
    assert _state(city, case) == "received"
    assert terminal.missing() == list(added.blobs)
    _upload(terminal, added)
    assert _state(city, case) == "materials_complete"
    named = look(city, "SELECT sha256 FROM pages WHERE case_id = ? ORDER BY position", case.case)
    assert [row[0] for row in named] == [sha256_hex(b"a page"), sha256_hex(b"promised")]


def test_a_gap_is_parked_and_takes_effect_in_order_when_it_closes(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case()
    second = terminal.follow(case, AMEND, 2, b"of the second", form={"phone": "2"})
    third = terminal.follow(case, AMEND, 3, form={"phone": "3"})
    fourth = terminal.follow(case, WITHDRAW, 4)
    _stored(terminal, fourth, third)
    mine = [row for row in _listed(city, "parked") if row["case_id"] == case.case]
    assert sorted((row["case_rev"], row["rev"]) for row in mine) == [(0, 3), (0, 4)]
    assert terminal.send_one(third).status is ItemStatus.DUPLICATE
    _stored(terminal, case)
    assert _state(city, case) == "materials_complete"
    assert application_from(city.document(case.case)).form != {"phone": "3"}
    _stored(terminal, second)
    assert application_from(city.document(case.case)).form == {"phone": "3"}
    assert _state(city, case) == "withdrawn"
    assert not [row for row in _listed(city, "parked") if row["case_id"] == case.case]


def test_attachments_of_a_parked_envelope_are_taken_and_count_later(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case(b"first")
    added = terminal.follow(case, MATERIAL, 2, b"comes before its case")
    _stored(terminal, added)
    assert terminal.missing() == list(added.blobs)
    _upload(terminal, added)
    assert terminal.missing() == []
    _stored(terminal, case)
    _upload(terminal, case)
    assert _state(city, case) == "materials_complete"


def test_the_same_place_in_the_order_is_taken_once(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case()
    _stored(terminal, case, terminal.follow(case, AMEND, 2, form={"phone": "2"}))
    for rev in (1, 2):
        result = terminal.send_one(terminal.follow(case, AMEND, rev, form={"phone": "x"}))
        assert result.problem is not None
        assert result.problem.reason == "rev-conflict"
    _stored(terminal, terminal.follow(case, AMEND, 9))
    again = terminal.send_one(terminal.follow(case, WITHDRAW, 9))
    assert again.problem is not None
    assert again.problem.reason == "rev-conflict"
    assert application_from(city.document(case.case)).form == {"phone": "2"}


def test_a_withdrawal_wins_unless_the_decision_is_final(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    first, second = terminal.case(), terminal.case()
    _stored(terminal, first, second)
    for state in ("accepted", "reviewing"):
        city.cli("state", first.case, state)
        city.cli("state", second.case, state)
    city.cli("state", second.case, "granted")
    _stored(terminal, terminal.follow(first, WITHDRAW, 2), terminal.follow(second, WITHDRAW, 2))
    assert (_state(city, first), _state(city, second)) == ("withdrawn", "granted")
    assert (_tasks(city, first), _tasks(city, second)) == ([], ["withdrawn-after-decision"])
    (task,) = [row for row in _listed(city, "tasks") if row["case_id"] == second.case]
    city.cli("task-done", str(task["number"]), "--note", "rang the applicant")
    assert task["number"] not in [row["number"] for row in _listed(city, "tasks")]
    assert city.cli("task-done", str(task["number"]), check=False).returncode == 1


def test_only_the_applicant_withdraws(city: CityProcess, terminal: FieldTerminal) -> None:
    case = terminal.case()
    _stored(terminal, case, terminal.follow(case, WITHDRAW, 2, number=OTHER))
    assert _state(city, case) != "withdrawn"
    assert _tasks(city, case) == ["withdrawn-by-another"]


@pytest.mark.parametrize("kind", [AMEND, MATERIAL])
def test_what_comes_into_a_clerks_hands_is_a_task_and_changes_nothing(
    city: CityProcess, terminal: FieldTerminal, kind: EnvelopeType
) -> None:
    case = terminal.case()
    _stored(terminal, case)
    city.cli("state", case.case, "accepted")
    before = city.document(case.case)
    _stored(terminal, terminal.follow(case, kind, 2, b"late"))
    assert city.document(case.case) == before
    assert _state(city, case) == "accepted"
    assert _tasks(city, case) == ["amended-late" if kind is AMEND else "material-late"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"package": "CD-YJS-0002"}, "amendment-of-another-matter"),
        ({"receipt_no": "CD0001-261123-199999-0"}, "application-does-not-fit-header"),
    ],
)
def test_an_amendment_stays_with_its_matter(
    terminal: FieldTerminal, changed: dict[str, Any], reason: str
) -> None:
    case = terminal.case()
    _stored(terminal, case)
    result = terminal.send_one(terminal.follow(case, AMEND, 2, **changed))
    assert result.problem is not None
    assert result.problem.reason == reason


def test_another_terminal_cannot_follow_a_case(city: CityProcess, enrol: Enrol) -> None:
    mine, other = enrol(city), enrol(city)
    case = mine.case()
    _stored(mine, case)
    result = other.send_one(other.follow(case, WITHDRAW, 2))
    assert result.problem is not None
    assert result.problem.reason == "case-of-another-terminal"
    assert _state(city, case) != "withdrawn"


def test_the_same_matter_at_two_terminals_is_kept_twice_and_linked(
    city: CityProcess, enrol: Enrol
) -> None:
    one, two = enrol(city), enrol(city)
    matter = "CD-YJS-0777"
    first, ended = one.case(package=matter), one.case(package=matter)
    second = two.case(package=matter)
    elsewhere = two.case(package="CD-YJS-0778")
    _stored(one, ended)
    city.cli("state", ended.case, "withdrawn")
    _stored(one, first)
    _stored(two, second, elsewhere)
    links = [
        (row["case_id"], row["other_id"], row["decision"])
        for row in _listed(city, "links")
        if row["case_id"] in (second.case, first.case, elsewhere.case)
    ]
    assert links == [(second.case, first.case, "")]
    city.cli("link", second.case, first.case, "same")
    assert {row["decision"] for row in _listed(city, "links")} >= {"same"}
    assert city.cli("link", first.case, second.case, "same", check=False).returncode == 1


def test_a_case_of_an_unknown_catalogue_is_told_and_given_to_a_person(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    known, unknown = terminal.case(), terminal.case(header={"catalogue_version": "1999.1.1"})
    _stored(terminal, known, unknown)
    notices = [
        (change.subject, change.ref)
        for change in terminal.changes().changes
        if change.kind is ChangeKind.NOTICE
    ]
    assert notices == [(unknown.case, "supplement_required")]
    assert (_tasks(city, known), _tasks(city, unknown)) == ([], ["catalogue-unknown"])


def test_a_digest_of_a_matter_cannot_be_enumerated_from_the_database(
    city: CityProcess, terminal: FieldTerminal
) -> None:
    case = terminal.case()
    _stored(terminal, case)
    ((matter,),) = look(city, "SELECT matter FROM cases WHERE id = ?", case.case)
    key = (city.data / "keys" / "matter.key").read_bytes()
    assert len(key) == 32
    assert len(matter) == 64
    assert (city.data / "keys" / "matter.key").stat().st_mode & 0o077 == 0
