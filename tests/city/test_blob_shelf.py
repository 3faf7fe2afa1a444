"""Where attachments are kept: the same promises on the disk and on a real S3 server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from city.blobs import BlobShelf, FileBlobShelf
from city.failpoints import reaching
from city.s3_blobs import Bucket, BucketUnnamed, BucketUnreachable, S3BlobShelf, read_bucket
from core.wire import sha256_hex
from tests.city.conftest import Enrol
from tests.city_process import CityProcess
from tests.swift import SwiftServer

pytestmark = pytest.mark.xdist_group("s3")  # one object store for all of them

OCTETS = bytes(range(256)) * 2000
NAME = sha256_hex(OCTETS)
NewShelf = Callable[[], BlobShelf]


@pytest.fixture(params=["files", "s3"])
def new_shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewShelf]:
    """Opens the same shelf again and again, as processes one after the other would."""
    opened: list[BlobShelf] = []
    bucket: Bucket | None = None
    if request.param == "s3":
        server: SwiftServer = request.getfixturevalue("swift")
        bucket = server.new_bucket()

    def make() -> BlobShelf:
        shelf: BlobShelf = (
            FileBlobShelf(tmp_path, reaching(""))
            if bucket is None
            else S3BlobShelf(tmp_path, bucket, reaching(""))
        )
        opened.append(shelf)
        return shelf

    yield make
    for shelf in opened:
        shelf.close()


def _put(shelf: BlobShelf, octets: bytes = OCTETS) -> None:
    upload = shelf.begin(sha256_hex(octets))
    upload.write(octets)
    assert upload.is_right()
    upload.finish()


def test_what_was_finished_is_there_whole_for_every_process(new_shelf: NewShelf) -> None:
    first, second = new_shelf(), new_shelf()
    assert (first.has(NAME), first.held(NAME)) == (False, 0)
    _put(first)
    for shelf in (first, second):
        assert (shelf.has(NAME), shelf.held(NAME), shelf.read(NAME)) == (True, len(OCTETS), OCTETS)


def test_the_same_attachment_again_changes_nothing(new_shelf: NewShelf) -> None:
    shelf = new_shelf()
    _put(shelf)
    _put(shelf)
    assert shelf.read(NAME) == OCTETS


def test_a_torn_upload_goes_on_in_another_process(new_shelf: NewShelf) -> None:
    upload = new_shelf().begin(NAME)
    upload.write(OCTETS[:1000])
    assert upload.keep() == 1000
    later = new_shelf()
    assert (later.has(NAME), later.held(NAME)) == (False, 1000)
    upload = later.resume(NAME)
    assert upload.start == 1000
    upload.write(OCTETS[1000:])
    assert upload.is_right()
    upload.finish()
    assert later.read(NAME) == OCTETS


def test_a_process_that_starts_leaves_the_uploads_of_a_living_one_alone(
    new_shelf: NewShelf,
) -> None:
    living = new_shelf()
    upload = living.begin(NAME)
    upload.write(OCTETS[:5000])
    new_shelf().recover()
    upload.write(OCTETS[5000:])
    upload.finish()
    assert living.read(NAME) == OCTETS


def test_a_process_that_starts_takes_over_what_a_dead_one_was_writing(
    new_shelf: NewShelf,
) -> None:
    dead = new_shelf()
    upload = dead.begin(NAME)
    upload.write(OCTETS[:5000] * 20)
    dead.close()  # its lock ends with a process, however it ends
    later = new_shelf()
    later.recover()
    assert later.held(NAME) > 0
    upload.discard()
    assert later.held(NAME) > 0


# ── S3 alone ────────────────────────────────────────────────────────────────────────────────────


def test_a_store_that_is_away_is_told_and_the_upload_becomes_a_part(
    tmp_path: Path,
    swift: SwiftServer,
) -> None:
    shelf = S3BlobShelf(tmp_path, swift.new_bucket(), reaching(""))
    upload = shelf.begin(NAME)
    upload.write(OCTETS)
    swift.stop("proxy")
    with pytest.raises(BucketUnreachable):
        upload.finish()
    with pytest.raises(BucketUnreachable):
        shelf.has(NAME)
    swift.start()
    assert (shelf.has(NAME), shelf.held(NAME)) == (False, len(OCTETS))
    upload = shelf.resume(NAME)
    assert upload.is_right()
    upload.finish()
    assert shelf.read(NAME) == OCTETS
    shelf.close()


def test_other_octets_under_a_name_in_the_bucket_are_not_given_out(
    tmp_path: Path,
    swift: SwiftServer,
) -> None:
    shelf = S3BlobShelf(tmp_path, swift.new_bucket(), reaching(""))
    upload = shelf.begin(NAME)
    upload.write(b"others")
    upload.finish()  # without asking is_right, as nobody does
    with pytest.raises(BucketUnreachable):
        shelf.read(NAME)
    shelf.close()


@pytest.mark.parametrize("text", ["[", 'bucket = "b"', 'secret_key = "hidden"\nmore = 1'])
def test_a_bucket_that_is_not_named_rightly_is_refused_without_quoting(
    tmp_path: Path, text: str
) -> None:
    assert read_bucket(tmp_path) is None
    (tmp_path / "s3.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BucketUnnamed) as refused:
        read_bucket(tmp_path)
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("failpoint", ["", "blob_before_rename", "blob_after_rename"])
def test_a_city_with_a_bucket_takes_an_attachment_once_whenever_it_is_killed(
    embedded_city: CityProcess,
    enrol: Enrol,
    swift: SwiftServer,
    failpoint: str,
) -> None:
    bucket = swift.new_bucket()
    (embedded_city.data / "s3.toml").write_text(
        f'endpoint = "{bucket.endpoint}"\nbucket = "{bucket.bucket}"\n'
        f'access_key = "{bucket.access_key}"\nsecret_key = "{bucket.secret_key}"\n',
        encoding="utf-8",
    )
    embedded_city.start(failpoint)
    terminal = enrol(embedded_city)
    case = terminal.case(OCTETS)
    terminal.send(case)
    ((name, octets),) = case.blobs.items()
    if failpoint:
        with pytest.raises(httpx.TransportError):
            terminal.put(name, octets)
        embedded_city.wait()
        embedded_city.start()
        assert terminal.held(name) == len(octets)
    assert terminal.put(name, octets).status_code in (200, 201)
    assert terminal.missing() == []
    assert [one.state for one in terminal.changes().changes] == ["received", "materials_complete"]
    assert not list((embedded_city.data / "blobs").rglob(f"{name}*"))
