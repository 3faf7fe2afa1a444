"""`python -m city import`: bundles from a stick, taken in by the same steps as over the network."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from city.platform import City
from city.problems import Refusal
from city.stick import StickBundle, bundle_folders, write_receipt
from core.bundle import Bundle, BundleBroken, PackedBlob, Receipt, read_receipt
from core.exchange import ItemResult, ItemStatus, SentItem

_AT_A_TIME = 100  # envelopes in one transaction


class NothingThere(Exception):
    """There is no finished bundle in this folder."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one bundle. `fault` is why it was not taken, or not wholly; empty when it
    was. `receipt` is where the receipt was written."""

    folder: Path
    statuses: dict[ItemStatus, int]
    blobs: int = 0
    fault: str = ""
    receipt: Path | None = None


def import_stick(city: City, stick: Path, receipt_to: Path | None) -> list[Imported]:
    """Take in every bundle on a stick. One that is damaged holds up no other one, and what could
    be taken of it is in the city: it may come again. Raises NothingThere or OSError."""
    folders = bundle_folders(stick)
    if not folders:
        raise NothingThere
    return [_import_one(city, folder, receipt_to) for folder in folders]


def _import_one(city: City, folder: Path, receipt_to: Path | None) -> Imported:
    try:
        source = StickBundle(folder)
        bundle = city.carried.look(source.signed)
    except (BundleBroken, OSError) as error:
        return Imported(folder, {}, fault=str(error))
    except Refusal as refusal:
        return Imported(folder, {}, fault=refusal.problem.title)
    results: list[ItemResult] = []
    fault = ""
    try:
        for items in _loads(source.items(bundle)):
            results += city.intake.carry(bundle.terminal, items)
        for blob in bundle.blobs:
            _take_blob(city, source, bundle, blob)
    except (BundleBroken, OSError) as error:
        fault = str(error)
    said = city.carried.stand(source.signed, bundle, results).receipt
    written = write_receipt(receipt_to, bundle, said) if receipt_to is not None else None
    receipt = read_receipt(said, city.keys.catalogue_public)
    return Imported(folder, _counted(receipt), len(receipt.blobs), fault, written)


def _loads(items: Iterator[SentItem]) -> Iterator[list[SentItem]]:
    while load := list(islice(items, _AT_A_TIME)):
        yield load


def _take_blob(city: City, source: StickBundle, bundle: Bundle, blob: PackedBlob) -> None:
    """Put an attachment on the shelf, durably, before it is entered; one that no accepted case
    names with this size stays where it is."""
    size = city.uploads.size_of(bundle.terminal, blob.sha256)
    if size is None:
        return
    if not city.shelf.has(blob.sha256):
        upload = city.shelf.begin(blob.sha256)
        try:
            upload.write(source.blob(blob.sha256, size))
            upload.finish()
        finally:
            if not city.shelf.has(blob.sha256):
                upload.discard()
    city.uploads.register(bundle.terminal, blob.sha256)


def _counted(receipt: Receipt) -> dict[ItemStatus, int]:
    counts: dict[ItemStatus, int] = {}
    for result in receipt.results:
        counts[result.status] = counts.get(result.status, 0) + 1
    return counts
