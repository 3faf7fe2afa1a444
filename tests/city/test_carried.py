"""What a relay carries: taken once, of the origin only, and nothing gained by the relay."""

from pathlib import Path

import httpx
import msgspec
import pytest

from core.bundle import RECEIPT, SignedBundle, decode_receipt, read_receipt
from core.exchange import ItemStatus
from tests.city.bundles import bundle_of, carry, post, receipt_of, write_bundle
from tests.city.conftest import Enrol, look
from tests.city.field_terminal import FieldTerminal
from tests.city_process import CityProcess


@pytest.fixture
def relay(city: CityProcess, enrol: Enrol) -> FieldTerminal:
    """Another terminal, with a link."""
    return enrol(city)


def put(relay: FieldTerminal, digest: str, octets: bytes) -> httpx.Response:
    return relay.ask("PUT", f"/v1/carried/blobs/{digest}", octets)


def problem_of(answer: httpx.Response) -> str:
    """The slug of a refusal."""
    return str(answer.json()["type"]).rpartition(":")[2]


def test_a_carried_case_is_stored_once_and_belongs_to_its_origin(
    city: CityProcess, terminal: FieldTerminal, relay: FieldTerminal
) -> None:
    sealed = terminal.case(b"page one", b"page two")
    signed = bundle_of(terminal, sealed)
    first = carry(relay, signed, sealed)
    (result,) = receipt_of(terminal, first).results
    assert (result.status, bool(result.official_no)) == (ItemStatus.STORED, True)
    assert set(first.wanted) == set(sealed.blobs)
    assert receipt_of(terminal, first).blobs == []
    for digest, octets in sealed.blobs.items():
        assert put(relay, digest, octets).status_code == 201
        assert put(relay, digest, octets).status_code == 200
    last = carry(relay, signed)
    receipt = receipt_of(terminal, last)
    assert receipt.results[0].status is ItemStatus.DUPLICATE
    assert (set(receipt.blobs), last.wanted) == (set(sealed.blobs), [])
    rows = look(city, "SELECT terminal, state FROM cases WHERE id = ?", sealed.case)
    assert [tuple(row) for row in rows] == [(terminal.me.terminal, "materials_complete")]
    assert [change.state for change in terminal.changes().changes] == [
        "received",
        "materials_complete",
    ]
    assert relay.changes().changes == []


@pytest.mark.parametrize("first", ["network", "relay"])
def test_whoever_comes_second_brings_a_duplicate(
    city: CityProcess, terminal: FieldTerminal, relay: FieldTerminal, first: str
) -> None:
    sealed = terminal.case(b"a page")
    signed = bundle_of(terminal, sealed)
    if first == "network":
        assert terminal.send_one(sealed).status is ItemStatus.STORED
        (result,) = receipt_of(terminal, carry(relay, signed, sealed)).results
    else:
        carry(relay, signed, sealed)
        result = terminal.send_one(sealed)
    assert result.status is ItemStatus.DUPLICATE
    assert len(look(city, "SELECT id FROM cases WHERE id = ?", sealed.case)) == 1
    reply = terminal.send(terminal.case())
    assert (reply.have_through, reply.missing) == (2, [])


def test_the_relay_cannot_hand_it_in_as_its_own_and_harms_nothing_by_trying(
    terminal: FieldTerminal, relay: FieldTerminal
) -> None:
    sealed = terminal.case()
    assert relay.send_one(sealed).status is ItemStatus.REJECTED
    signed = bundle_of(terminal, sealed)
    assert receipt_of(terminal, carry(relay, signed)).results == []
    (result,) = receipt_of(terminal, carry(relay, signed, sealed)).results
    assert result.status is ItemStatus.STORED


def test_only_what_the_origin_listed_is_looked_at(
    city: CityProcess, terminal: FieldTerminal, relay: FieldTerminal
) -> None:
    listed, other = terminal.case(), terminal.case()
    signed = bundle_of(terminal, listed)
    assert problem_of(post(relay, signed, other)) == "envelope-not-in-bundle"
    octets = bytearray(listed.item.envelope)
    octets[-3] ^= 1
    for item in (
        msgspec.structs.replace(listed.item, envelope=bytes(octets)),
        msgspec.structs.replace(listed.item, signature=other.item.signature),
        msgspec.structs.replace(listed.item, id=other.item.id),
    ):
        answer = post(relay, signed, type(listed)(item, b"", ""))
        assert (answer.status_code, problem_of(answer)) == (422, "envelope-not-in-bundle")
    assert look(city, "SELECT id FROM cases WHERE id IN (?, ?)", listed.case, other.case) == []
    for sealed in (listed, other):
        held = look(city, "SELECT * FROM conflicts WHERE envelope_id = ?", sealed.item.id)
        assert held == []


def test_a_list_counts_only_when_an_enrolled_terminal_signed_it(
    terminal: FieldTerminal, relay: FieldTerminal
) -> None:
    sealed = terminal.case()
    right = bundle_of(terminal, sealed)
    for signed, slug in (
        (SignedBundle(bundle=right.bundle, signature=bytes(64)), "bundle-invalid"),
        (SignedBundle(bundle=right.bundle[:-1], signature=right.signature), "bundle-invalid"),
        (bundle_of(terminal, sealed, epoch=2), "bundle-of-unknown-terminal"),
        (bundle_of(terminal, sealed, terminal="CD9999"), "bundle-of-unknown-terminal"),
        (bundle_of(relay, sealed, terminal=terminal.me.terminal), "bundle-of-unknown-terminal"),
        (bundle_of(terminal, sealed, id="../../x"), "bundle-invalid"),
    ):
        answer = post(relay, signed, sealed)
        assert (answer.status_code, problem_of(answer)) == (422, slug)
        assert answer.json()["code"] == "USB-021"


def test_a_list_that_the_relay_signed_itself_moves_nothing_of_another(
    terminal: FieldTerminal, relay: FieldTerminal
) -> None:
    sealed = terminal.case()
    (result,) = receipt_of(relay, carry(relay, bundle_of(relay, sealed), sealed)).results
    assert result.status is ItemStatus.REJECTED
    assert terminal.send_one(sealed).status is ItemStatus.STORED


def test_an_attachment_is_taken_only_where_a_case_names_it(
    terminal: FieldTerminal, relay: FieldTerminal
) -> None:
    sealed = terminal.case(b"a page")
    ((digest, octets),) = sealed.blobs.items()
    assert put(relay, digest, octets).status_code == 404
    carry(relay, bundle_of(terminal, sealed), sealed)
    assert relay.put(digest, octets).status_code == 404  # of its own it has no such case
    assert put(relay, digest, octets[:-1]).status_code in (401, 422)
    assert put(relay, digest, octets).status_code == 201


def test_a_torn_attachment_of_a_relay_goes_on_from_its_offset(
    terminal: FieldTerminal, relay: FieldTerminal
) -> None:
    sealed = terminal.case(b"a long page " * 50)
    ((digest, octets),) = sealed.blobs.items()
    carry(relay, bundle_of(terminal, sealed), sealed)
    target = f"/v1/carried/blobs/{digest}"
    for start, end, status in ((0, 200, 204), (200, len(octets), 201)):
        piece = octets[start:end]
        answer = relay.ask("PATCH", target, piece, {"Upload-Offset": str(start)})
        assert answer.status_code == status, answer.text
    assert relay.ask("HEAD", target).headers["Upload-Offset"] == str(len(octets))


def test_a_letter_of_the_epoch_before_may_still_be_carried(
    city: CityProcess, terminal: FieldTerminal, relay: FieldTerminal, enrol: Enrol
) -> None:
    sealed = terminal.case()
    signed = bundle_of(terminal, sealed)
    enrol(city, terminal.me.terminal)
    receipt = receipt_of(terminal, carry(relay, signed, sealed))
    assert (receipt.results[0].status, receipt.epoch) == (ItemStatus.STORED, 1)
    assert terminal.post_batch([]).status_code == 403  # itself it may not speak any more


def test_a_stick_is_imported_beside_the_server_with_a_receipt(
    city: CityProcess, terminal: FieldTerminal, tmp_path: Path
) -> None:
    sealed, broken = terminal.case(b"one", b"two"), terminal.case(other_seal=b"none")
    signed = bundle_of(terminal, sealed, broken)
    folder = write_bundle(tmp_path, signed, sealed, broken)
    (tmp_path / "holiday.jpg").write_bytes(b"something else")
    for status in ("stored", "duplicate"):
        done = city.cli("import", str(tmp_path), "--receipt-to", str(tmp_path))
        assert f"2 {status}" in done.stdout.decode()
        receipt = read_receipt(
            decode_receipt((folder / RECEIPT).read_bytes()), terminal.me.catalogue_public_key
        )
        assert [one.status.value for one in receipt.results] == [status] * 2
        assert set(receipt.blobs) == set(sealed.blobs)
    assert terminal.send_one(sealed).status is ItemStatus.DUPLICATE
    assert terminal.missing() == []
    assert len(look(city, "SELECT id FROM cases WHERE id = ?", sealed.case)) == 1


def test_a_folder_without_a_bundle_is_said(city: CityProcess, tmp_path: Path) -> None:
    done = city.cli("import", str(tmp_path), check=False)
    assert (done.returncode, b"no finished bundle" in done.stderr) == (1, True)
