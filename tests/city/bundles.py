"""Bundles as a terminal would write them to a stick, by none of the code that terminals ship."""

import gzip
from pathlib import Path
from typing import Any

import httpx
import msgspec
from uuid_utils import uuid7

from core.bundle import (
    MANIFEST,
    Bundle,
    CarriedReply,
    CarriedRequest,
    PackedBlob,
    PackedEnvelope,
    Receipt,
    SignedBundle,
    blob_file,
    envelope_file,
    read_receipt,
    sign_bundle,
)
from core.envelope import envelope_from
from core.exchange import SentItem
from core.wire import canonical, sha256_hex
from tests.city.field_terminal import FieldTerminal, Sealed


def bundle_of(maker: FieldTerminal, *sealed: Sealed, **changed: Any) -> SignedBundle:
    """The signed list of these cases; `changed` replaces fields."""
    bundle = Bundle(
        id=str(uuid7()),
        terminal=maker.me.terminal,
        epoch=maker.me.epoch,
        public_key=maker.public,
        counter=1,
        created_at="2026-11-23T09:00:00+08:00",
        envelopes=[_packed(one.item) for one in sealed],
        blobs=[
            PackedBlob(sha256=digest, size=len(octets))
            for one in sealed
            for digest, octets in one.blobs.items()
        ],
    )
    return sign_bundle(msgspec.structs.replace(bundle, **changed), maker.private)


def _packed(item: SentItem) -> PackedEnvelope:
    return PackedEnvelope(
        id=item.id,
        seq=envelope_from(item.envelope).header.seq,
        sha256=sha256_hex(item.envelope),
        size=len(item.envelope),
        signature=item.signature,
    )


def write_bundle(stick: Path, signed: SignedBundle, *sealed: Sealed) -> Path:
    """The bundle's folder on a stick."""
    folder = stick / msgspec.json.decode(signed.bundle, type=Bundle).folder
    folder.mkdir(parents=True)
    for one in sealed:
        (folder / envelope_file(sha256_hex(one.item.envelope))).write_bytes(one.item.envelope)
        for digest, octets in one.blobs.items():
            (folder / blob_file(digest)).write_bytes(octets)
    (folder / MANIFEST).write_bytes(canonical(signed))
    return folder


def post(relay: FieldTerminal, signed: SignedBundle, *sealed: Sealed) -> httpx.Response:
    """A relay hands these on."""
    request = CarriedRequest(manifest=signed, items=[one.item for one in sealed])
    body = gzip.compress(canonical(request))
    return relay.ask("POST", "/v1/carried/batches", body, {"Content-Encoding": "gzip"})


def carry(relay: FieldTerminal, signed: SignedBundle, *sealed: Sealed) -> CarriedReply:
    """The same, and it was taken."""
    answer = post(relay, signed, *sealed)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=CarriedReply)


def receipt_of(terminal: FieldTerminal, reply: CarriedReply) -> Receipt:
    """The receipt, checked with the city's key as its terminal knows it."""
    return read_receipt(reply.receipt, terminal.me.catalogue_public_key)
