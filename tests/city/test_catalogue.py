"""The catalogue over HTTP: signed, in growing sequence; one round trip when nothing is new."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from city.catalogue import read_folder
from city.clock import now
from city.platform import open_city, prepare
from city.settings import Settings
from core.catalogue import Manifest
from core.catalogue_reading import read_catalogue
from core.catalogue_time import HEADER, read_time
from core.exchange import SignedManifest
from core.sealing import verify
from core.wire import sha256_hex
from resources import path as resource
from tests.city.conftest import Enrol
from tests.city.field_terminal import FieldTerminal
from tests.city_process import CityProcess

MANIFEST = "/v1/catalogue/manifest"


def _manifest(terminal: FieldTerminal) -> Manifest:
    answer = terminal.ask("GET", MANIFEST)
    assert answer.status_code == 200
    signed = msgspec.json.decode(answer.content, type=SignedManifest)
    assert verify(terminal.me.catalogue_public_key, signed.signature, signed.manifest)
    return msgspec.json.decode(signed.manifest, type=Manifest)


def _copy(folder: Path) -> Path:
    for file in resource("catalogue").rglob("*.toml"):
        target = folder / file.relative_to(resource("catalogue"))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    return folder


def test_a_terminal_gets_the_whole_catalogue_and_can_check_it(terminal: FieldTerminal) -> None:
    manifest = _manifest(terminal)
    files = {}
    for name, sha256 in manifest.files.items():
        answer = terminal.ask("GET", f"/v1/catalogue/files/{sha256}")
        assert answer.status_code == 200
        assert sha256_hex(answer.content) == sha256
        files[name] = answer.content
    assert read_catalogue(files, manifest).package("CD-YJS-0001").name == "我要开药店"


def test_nothing_new_is_said_with_304(terminal: FieldTerminal) -> None:
    etag = terminal.ask("GET", MANIFEST).headers["ETag"]
    again = terminal.ask("GET", MANIFEST, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    other = terminal.ask("GET", MANIFEST, headers={"If-None-Match": '"0"'})
    assert other.status_code == 200


def test_a_file_that_was_never_published_is_not_there(terminal: FieldTerminal) -> None:
    assert terminal.ask("GET", f"/v1/catalogue/files/{'0' * 64}").status_code == 404


def test_publishing_grows_the_sequence_and_never_changes_a_version(
    city_process: CityProcess, enrol: Enrol, tmp_path: Path
) -> None:
    city_process.start()
    terminal = enrol(city_process)
    assert terminal.ask("GET", MANIFEST).status_code == 404
    folder = _copy(tmp_path / "catalogue")
    city_process.cli("publish", "--catalogue", str(folder), "--version", "2026.11.1")
    assert _manifest(terminal).sequence == 1
    (folder / "organs.toml").write_text((folder / "organs.toml").read_text() + "\n# more\n")
    taken = city_process.cli(
        "publish", "--catalogue", str(folder), "--version", "2026.11.1", check=False
    )
    assert taken.returncode == 1
    city_process.cli("publish", "--catalogue", str(folder), "--version", "2026.11.2")
    manifest = _manifest(terminal)
    assert (manifest.sequence, manifest.version) == (2, "2026.11.2")


def test_a_torn_catalogue_is_not_published(city_process: CityProcess, tmp_path: Path) -> None:
    folder = _copy(tmp_path / "catalogue")
    (folder / "packages" / "broken.toml").write_text("code = ")
    done = city_process.cli("publish", "--catalogue", str(folder), "--version", "1", check=False)
    assert done.returncode == 1
    assert "packages/broken.toml" in done.stderr.decode()


def test_starting_again_with_the_same_folder_publishes_nothing(
    tmp_path: Path, enrol: Enrol
) -> None:
    folder = _copy(tmp_path / "catalogue")
    city = CityProcess(tmp_path / "own", catalogue=folder)
    city.init()
    try:
        city.start()
        terminal = enrol(city)
        first = _manifest(terminal)
        city.stop()
        city.start()
        assert _manifest(terminal) == first
        city.stop()
        (folder / "organs.toml").write_text((folder / "organs.toml").read_text() + "\n# more\n")
        city.start()
        assert _manifest(terminal).sequence == 2
    finally:
        city.close()


def test_the_official_number_names_the_region_of_the_handling_organ(
    terminal: FieldTerminal,
) -> None:
    numbers = [
        one.official_no.partition("-")[0]
        for one in terminal.send(
            terminal.case(handling_organ="CD-430700-ZWFW"),
            terminal.case(handling_organ="CD-430781-ZWFW"),
            terminal.case(handling_organ="nobody"),
        ).results
    ]
    assert numbers == ["430700", "430781", "430702"]


def test_every_answer_says_at_a_signed_time_that_it_is_the_newest(terminal: FieldTerminal) -> None:
    key = terminal.me.catalogue_public_key
    answer = terminal.ask("GET", "/v1/catalogue/manifest")
    signed = msgspec.json.decode(answer.content, type=SignedManifest)
    sequence = msgspec.json.decode(signed.manifest, type=Manifest).sequence
    same = terminal.ask(
        "GET", "/v1/catalogue/manifest", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert same.status_code == 304
    for one in (answer, same):
        said = read_time(one.headers[HEADER], key)
        assert said is not None
        assert said.sequence == sequence
        assert (
            timedelta(0) <= now() - datetime.fromisoformat(said.at) < timedelta(hours=1, minutes=5)
        )


def test_what_was_withdrawn_stays_withdrawn_and_an_ending_one_is_renewed(tmp_path: Path) -> None:
    prepare(tmp_path)
    city = open_city(Settings(tmp_path, ""))
    files = read_folder(resource("catalogue"))
    city.catalogue.publish(files, "1")
    city.catalogue.publish(files, "2", withdraw=True)
    city.catalogue.publish(files, "3", expires=now().date() + timedelta(days=10))
    renewed = city.catalogue.publish_if_new(files)
    assert renewed not in ("1", "2", "3")
    assert city.catalogue.publish_if_new(files) == renewed
    found = city.catalogue.newest()
    assert found is not None
    manifest = msgspec.json.decode(found[1].manifest, type=Manifest)
    assert (manifest.sequence, manifest.withdrawn_through) == (4, 1)
    city.close()
