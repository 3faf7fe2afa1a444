"""The city's receipt at the terminal that made the bundle."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.bundle import (
    MANIFEST,
    RECEIPT,
    Bundle,
    Receipt,
    SignedReceipt,
    decode_bundle,
    read_bundle,
    sign_receipt,
)
from core.errors import AppError, Code, StickError
from core.exchange import ItemResult, ItemStatus, Problem
from core.sealing import new_signing_keys
from core.wire import canonical
from sync.blobs import BlobStore
from sync.by_hand.export import Exporter
from sync.by_hand.receipts import Settled, apply_receipt, receipt_in
from sync.identity import TerminalIdentity
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import ToyCity


@pytest.fixture
def folder(terminal: Terminal, tmp_path: Path) -> Path:
    """A stick with one bundle of two cases and a rating."""
    for number in (1, 2):
        parts.submit(terminal.records, number)
    terminal.records.give_rating(parts.a_rating())
    stick = tmp_path / "stick"
    stick.mkdir()
    exporter = Exporter(
        terminal.book, BlobStore(terminal.folder), terminal.identity, terminal.clock
    )
    return exporter.export(stick)[0].folder


def receipt(folder: Path, *, at_us: int = 1, blobs: bool = True, **changed: Any) -> Receipt:
    """What a city that has everything of a bundle says; `changed` replaces fields."""
    signed = decode_bundle((folder / MANIFEST).read_bytes())
    bundle: Bundle = read_bundle(signed)
    whole = Receipt(
        bundle=bundle.id,
        bundle_sha256=signed.sha256,
        terminal=bundle.terminal,
        epoch=bundle.epoch,
        at="2026-11-23T10:00:00+08:00",
        at_us=at_us,
        key_id="",
        results=[
            ItemResult(id=one.id, status=ItemStatus.STORED, official_no=f"OFFICIAL-{one.seq}")
            for one in bundle.envelopes
        ],
        blobs=[blob.sha256 for blob in bundle.blobs] if blobs else [],
    )
    return msgspec.structs.replace(whole, **changed)


def take(terminal: Terminal, city: ToyCity, said: Receipt) -> Settled:
    """Sign as the city does, and apply."""
    signed = sign_receipt(said, city.keys.catalogue[0])
    return apply_receipt(terminal.book, terminal.identity, signed, terminal.clock)


def refused(terminal: Terminal, identity: TerminalIdentity, signed: SignedReceipt) -> Code:
    """The code of a refusal, after which nothing has changed."""
    before = terminal.book.rows("SELECT * FROM outbox"), terminal.book.rows("SELECT * FROM blob")
    with pytest.raises(AppError) as caught:
        apply_receipt(terminal.book, identity, signed, terminal.clock)
    assert before == (
        terminal.book.rows("SELECT * FROM outbox"),
        terminal.book.rows("SELECT * FROM blob"),
    )
    return caught.value.code


def test_a_receipt_over_all_makes_all_complete_with_the_official_number(
    terminal: Terminal, city: ToyCity, folder: Path
) -> None:
    settled = take(terminal, city, receipt(folder))
    assert (settled.stored, settled.rejected, settled.complete) == (3, 0, 3)
    assert terminal.states() == ["complete"] * 3
    view = terminal.records.case(parts.case_id(1))
    assert view is not None
    assert (view.state, view.official_no) == ("complete", "OFFICIAL-1")
    assert city.requests == []


def test_what_the_receipt_lacks_goes_on_by_network(
    terminal: Terminal, city: ToyCity, folder: Path
) -> None:
    said = receipt(folder, blobs=False)
    said = msgspec.structs.replace(said, results=said.results[:1])
    assert take(terminal, city, said).stored == 1
    assert terminal.states() == ["stored", "pending", "pending"]
    assert terminal.sync().lost_by_city == 1  # this city never had the first: it is believed
    assert terminal.sync().code is None
    assert terminal.states() == ["complete"] * 3
    later = take(terminal, city, receipt(folder, at_us=2))
    assert later == Settled(later.bundle, 0, 0, 0, ())


def test_a_refusal_of_the_city_is_quarantined_with_its_code(
    terminal: Terminal, city: ToyCity, folder: Path
) -> None:
    said = receipt(folder)
    no = ItemResult(
        id=said.results[0].id,
        status=ItemStatus.REJECTED,
        problem=Problem(status=409, code="NET-605"),
    )
    settled = take(terminal, city, msgspec.structs.replace(said, results=[no, *said.results[1:]]))
    assert settled.rejected == 1
    rows = terminal.book.rows("SELECT state, code FROM outbox ORDER BY seq")
    assert rows[0] == {"state": "quarantined", "code": "NET-605"}
    assert [row["state"] for row in rows[1:]] == ["complete"] * 2


def test_a_refusal_never_takes_back_what_the_network_settled(
    terminal: Terminal, city: ToyCity, folder: Path
) -> None:
    assert terminal.sync().code is None
    said = receipt(folder)
    no = [
        ItemResult(id=one.id, status=ItemStatus.REJECTED, problem=Problem(status=409))
        for one in said.results
    ]
    settled = take(terminal, city, msgspec.structs.replace(said, results=no))
    assert settled == Settled(settled.bundle, 0, 0, 0, ())
    assert terminal.states() == ["complete"] * 3


def test_the_same_or_an_older_receipt_is_refused(
    terminal: Terminal, city: ToyCity, folder: Path
) -> None:
    take(terminal, city, receipt(folder, at_us=5))
    for at_us in (5, 4):
        signed = sign_receipt(receipt(folder, at_us=at_us), city.keys.catalogue[0])
        assert refused(terminal, terminal.identity, signed) is Code.RECEIPT_KNOWN


def test_a_forged_receipt_is_refused(terminal: Terminal, city: ToyCity, folder: Path) -> None:
    said = receipt(folder)
    thief, _ = new_signing_keys()
    for signed in (
        sign_receipt(said, thief),
        sign_receipt(said, terminal.identity.private_key),
        SignedReceipt(receipt=canonical(said), signature=bytes(64)),
    ):
        assert refused(terminal, terminal.identity, signed) is Code.RECEIPT_FORGED
    right = sign_receipt(said, city.keys.catalogue[0])
    for place in range(0, len(right.receipt), 7):
        octets = bytearray(right.receipt)
        octets[place] ^= 1
        altered = SignedReceipt(receipt=bytes(octets), signature=right.signature)
        assert refused(terminal, terminal.identity, altered) is Code.RECEIPT_FORGED


@pytest.mark.parametrize(
    "changed",
    [
        {"terminal": "CD0129"},
        {"epoch": 2},
        {"bundle": "01936000-0000-7000-8000-000000000000"},
        {"bundle_sha256": "0" * 64},
    ],
)
def test_a_receipt_for_another_terminal_epoch_or_bundle_is_refused(
    terminal: Terminal, city: ToyCity, folder: Path, changed: dict[str, Any]
) -> None:
    signed = sign_receipt(receipt(folder, **changed), city.keys.catalogue[0])
    assert refused(terminal, terminal.identity, signed) is Code.RECEIPT_FOREIGN


def test_a_receipt_of_the_epoch_before_is_refused_after_a_new_enrolment(
    terminal: Terminal, city: ToyCity, folder: Path
) -> None:
    again = replace(terminal.identity, terminal=replace(terminal.identity.terminal, epoch=2))
    signed = sign_receipt(receipt(folder), city.keys.catalogue[0])
    assert refused(terminal, again, signed) is Code.RECEIPT_FOREIGN


def test_a_receipt_that_cannot_be_read_has_a_code(folder: Path) -> None:
    assert receipt_in(folder) is None
    (folder / RECEIPT).write_bytes(b'{"receipt":')
    with pytest.raises(StickError) as caught:
        receipt_in(folder)
    assert caught.value.code is Code.RECEIPT_FORGED
