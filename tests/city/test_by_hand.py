"""Sticks in the city that are half written, damaged or forged: taken in part, never wrongly."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from city.by_hand import Imported, NothingThere, import_stick
from city.enrolment import Place, make_code
from city.platform import City, open_city, prepare
from city.settings import Settings
from city.stick import StickBundle
from city.tables import attachments, cases, envelopes
from core.bundle import MANIFEST, RECEIPT, decode_receipt, read_receipt
from core.exchange import EnrolmentRequest
from core.revocations import RevokedKind
from core.wire import canonical
from tests.city.bundles import bundle_of, write_bundle
from tests.city.field_terminal import FieldTerminal, Sealed


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("city")
    prepare(folder)
    city = open_city(Settings(folder, "https://a.test"), beside=True)
    yield city
    city.close()


def enrol(city: City, code: str) -> FieldTerminal:
    """A terminal that never speaks over a network."""
    terminal = FieldTerminal("http://127.0.0.1:9")
    secret = make_code(city.store, Place(code, "430702012000", "测试自助区", "CD-430702-JD"))
    terminal.city = city.enrolment.enrol(EnrolmentRequest(code=secret, public_key=terminal.public))
    return terminal


@pytest.fixture(scope="module")
def terminal(city: City) -> Iterator[FieldTerminal]:
    with enrol(city, "CD0001") as terminal:
        yield terminal


@pytest.fixture(scope="module")
def other(city: City) -> Iterator[FieldTerminal]:
    with enrol(city, "CD0002") as terminal:
        yield terminal


def imported(city: City, folder: Path) -> Imported:
    (one,) = import_stick(city, folder, folder.parent)
    return one


def state_of(city: City, sealed: Sealed) -> list[str]:
    """The states of the case with this id: none or one."""
    with city.store.reading() as connection:
        rows = connection.execute(select(cases.c.state).where(cases.c.id == sealed.case))
        return [str(row.state) for row in rows]


def assert_only_right_octets(city: City, sealed: Sealed) -> None:
    """Whatever the city has of a case is what its terminal sealed."""
    with city.store.reading() as connection:
        rows = connection.execute(
            select(envelopes.c.octets).where(envelopes.c.id == sealed.item.id)
        ).scalars()
        assert set(rows) <= {sealed.item.envelope}
        here = connection.execute(
            select(attachments.c.sha256).where(attachments.c.envelope_id == sealed.item.id)
        ).scalars()
        assert set(here) <= set(sealed.blobs)
    for digest, octets in sealed.blobs.items():
        if city.shelf.has(digest):
            assert city.shelf.read(digest) == octets


def check_receipt(city: City, folder: Path, sealed: Sealed) -> None:
    """What was written home says no more than what the city has."""
    receipt = read_receipt(
        decode_receipt((folder / RECEIPT).read_bytes()), city.keys.catalogue_public
    )
    said = {one.id for one in receipt.results}
    assert said == ({sealed.item.id} if state_of(city, sealed) else set())
    assert set(receipt.blobs) <= {one for one in sealed.blobs if city.shelf.has(one)}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(file=st.integers(0, 3), part=st.integers(0, 9999), flip=st.integers(1, 255))
def test_an_altered_octet_anywhere_brings_nothing_wrong_in(
    city: City, terminal: FieldTerminal, file: int, part: int, flip: int
) -> None:
    sealed = terminal.case(b"page one", b"page two")
    with TemporaryDirectory() as stick:
        folder = write_bundle(Path(stick), bundle_of(terminal, sealed), sealed)
        path = sorted(folder.iterdir(), key=lambda one: (one.suffix, one.name))[file]
        whole = path.read_bytes()
        altered = bytearray(whole)
        altered[part * len(whole) // 10_000] ^= flip
        path.write_bytes(altered)
        one = imported(city, folder)
        assert one.fault or path.name == MANIFEST  # spare bits of base64 change nothing
        assert_only_right_octets(city, sealed)
        if (folder / RECEIPT).exists():
            check_receipt(city, folder, sealed)
        path.write_bytes(whole)
        assert imported(city, folder).fault == ""
        assert state_of(city, sealed) == ["materials_complete"]
        check_receipt(city, folder, sealed)


@pytest.mark.parametrize("damage", ["gone", "cut", "longer", "swapped"])
def test_half_a_bundle_is_taken_in_part_and_may_come_again(
    city: City, terminal: FieldTerminal, tmp_path: Path, damage: str
) -> None:
    """The stick was pulled at every file, or files took each other's place."""
    sealed = terminal.case(b"page one", b"page two")
    folder = write_bundle(tmp_path, bundle_of(terminal, sealed), sealed)
    files = sorted(folder.glob("*.*"))
    whole = {path: path.read_bytes() for path in files}
    for path in files:
        again = terminal.case(b"page one", b"page two")
        place = write_bundle(tmp_path / path.name, bundle_of(terminal, again), again)
        target = sorted(place.iterdir())[files.index(path)]
        match damage:
            case "gone":
                target.unlink()
            case "cut":
                target.write_bytes(target.read_bytes()[:-1])
            case "longer":
                target.write_bytes(target.read_bytes() + b"x")
            case _:
                target.write_bytes(whole[path])
        octets = {one: one.read_bytes() for one in place.iterdir() if one != target}
        if target.name == MANIFEST and damage == "gone":
            with pytest.raises(NothingThere):
                import_stick(city, place.parent, None)
        elif target.name != MANIFEST:
            assert imported(city, place).fault
        assert_only_right_octets(city, again)
        assert len(state_of(city, again)) <= 1
        assert octets == {one: one.read_bytes() for one in octets}  # the stick is as it was


def test_a_list_of_another_terminal_brings_nothing_of_this_one(
    city: City, terminal: FieldTerminal, other: FieldTerminal, tmp_path: Path
) -> None:
    sealed = terminal.case(b"page")
    stolen = write_bundle(tmp_path, bundle_of(other, sealed), sealed)
    one = imported(city, stolen)
    assert [status.value for status in one.statuses] == ["rejected"]
    assert state_of(city, sealed) == []
    right = write_bundle(tmp_path, bundle_of(terminal, sealed), sealed)
    assert imported(city, right).fault == ""
    assert state_of(city, sealed) == ["materials_complete"]
    check_receipt(city, right, sealed)


def test_names_come_from_digests_and_never_from_the_list(
    city: City, terminal: FieldTerminal, tmp_path: Path
) -> None:
    sealed = terminal.case(b"page")
    right = bundle_of(terminal, sealed)
    folder = write_bundle(tmp_path, right, sealed)
    octets = (folder / MANIFEST).read_bytes()
    for blobs in ("../../../etc/passwd", "a/b", "0" * 63, ""):
        evil = terminal.case(b"page")
        packed = bundle_of(terminal, evil)
        text = packed.bundle.replace(next(iter(evil.blobs)).encode(), blobs.encode())
        assert text != packed.bundle
        forged = bundle_of(terminal, evil, id="..")
        for bad in (forged, type(packed)(bundle=text, signature=packed.signature)):
            (folder / MANIFEST).write_bytes(canonical(bad))
            assert imported(city, folder).fault == "bundle invalid"
    (folder / MANIFEST).write_bytes(octets)
    (folder / "extra.blob").write_bytes(b"nobody asked")
    assert imported(city, folder).fault == ""


def test_a_linked_file_is_not_followed(city: City, terminal: FieldTerminal, tmp_path: Path) -> None:
    sealed = terminal.case(b"a page")
    folder = write_bundle(tmp_path / "stick", bundle_of(terminal, sealed), sealed)
    (path,) = list(folder.glob("*.blob"))
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert imported(city, folder).fault
    assert state_of(city, sealed) == ["received"]


def test_several_bundles_on_a_stick_do_not_hold_each_other_up(
    city: City, terminal: FieldTerminal, other: FieldTerminal, tmp_path: Path
) -> None:
    made = [maker.case(b"page") for maker in (terminal, other, terminal)]
    folders = [
        write_bundle(tmp_path, bundle_of(maker, sealed), sealed)
        for maker, sealed in zip((terminal, other, terminal), made, strict=True)
    ]
    (folders[0] / MANIFEST).write_bytes(b"{}")
    faults = {one.folder: bool(one.fault) for one in import_stick(city, tmp_path, tmp_path)}
    assert faults == {folders[0]: True, folders[1]: False, folders[2]: False}
    assert [state_of(city, sealed) for sealed in made[1:]] == [["materials_complete"]] * 2


def test_nothing_of_a_revoked_terminal_is_taken(city: City, tmp_path: Path) -> None:
    with enrol(city, "CD0003") as stolen:
        sealed = stolen.case(b"page")
        folder = write_bundle(tmp_path, bundle_of(stolen, sealed), sealed)
    city.revocations.revoke(RevokedKind.TERMINAL, "CD0003/1", "被盗")
    assert imported(city, folder).fault == "bundle of revoked terminal"
    assert state_of(city, sealed) == []
    city.revocations.take_back(RevokedKind.TERMINAL, "CD0003/1")
    assert imported(city, folder).fault == ""


def test_the_trial_would_notice_a_digest_that_nobody_looks_at(
    city: City, terminal: FieldTerminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: files are believed by their names."""

    def believe(self: StickBundle, name: str, sha256: str, size: int) -> bytes:
        del sha256, size
        return (self.folder / name).read_bytes()

    monkeypatch.setattr(StickBundle, "_checked", believe)
    sealed = terminal.case(b"page")
    folder = write_bundle(tmp_path, bundle_of(terminal, sealed), sealed)
    (path,) = list(folder.glob("*.blob"))
    octets = path.read_bytes()
    path.write_bytes(octets[:-1] + bytes([octets[-1] ^ 1]))
    imported(city, folder)
    with pytest.raises(AssertionError):
        assert_only_right_octets(city, sealed)
