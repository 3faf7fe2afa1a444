"""The catalogue from the city: signed, newer, whole; else the one before, else the shipped one."""

import shutil
from pathlib import Path

import pytest

from core.errors import CatalogueError, Code
from resources.catalogue_files import EDITION, files_in, own_catalogue, own_folder
from sync.catalogue_finding import current_catalogue, find_catalogue
from sync.catalogue_store import verified_manifest
from tests.sync.conftest import Terminal
from tests.sync.toy_city import Answer, ToyCity


def edition(number: int) -> dict[str, bytes]:
    """The shipped files with a comment of their own, so that some digests differ."""
    files = files_in(own_folder())
    name = sorted(files)[0]
    return files | {name: files[name] + b"\n# edition %d\n" % number}


def found(terminal: Terminal) -> tuple[int, tuple[Code, ...]]:
    """The sequence in use, and what was passed over."""
    key = terminal.identity.catalogue_public_key
    catalogue = find_catalogue(terminal.folder, own_folder(), key)
    return catalogue.sequence, catalogue.codes


def test_without_one_from_the_city_the_shipped_catalogue_counts(
    tmp_path: Path, terminal: Terminal
) -> None:
    assert current_catalogue(tmp_path / "new", own_folder(), b"") == own_catalogue()
    assert not (tmp_path / "new").exists()
    terminal.sync()
    assert found(terminal) == (0, ())


def test_a_newer_catalogue_is_taken_whole_and_then_costs_one_304(
    terminal: Terminal, city: ToyCity
) -> None:
    city.publish(edition(1), 1)
    assert terminal.sync().catalogue == "2026.1"
    key = terminal.identity.catalogue_public_key
    assert current_catalogue(terminal.folder, own_folder(), key).version == "2026.1"
    city.requests.clear()
    assert terminal.sync().catalogue == ""
    assert city.count("GET /v1/catalogue") == 1


def test_only_files_that_changed_are_fetched_for_the_next_one(
    terminal: Terminal, city: ToyCity
) -> None:
    city.publish(edition(1), 1)
    terminal.sync()
    city.publish(edition(2), 2)
    city.requests.clear()
    terminal.sync()
    assert city.count("GET /v1/catalogue/files/") == 1
    assert found(terminal) == (2, ())


def test_three_are_kept(terminal: Terminal, city: ToyCity) -> None:
    for number in range(1, 6):
        city.publish(edition(number), number)
        terminal.sync()
    kept = sorted(path.name for path in (terminal.folder / "catalogue").iterdir())
    assert kept == ["3", "4", "5"]


def test_a_lower_sequence_is_refused(terminal: Terminal, city: ToyCity) -> None:
    city.publish(edition(5), 5)
    terminal.sync()
    city.publish(edition(4), 4)
    report = terminal.sync()
    assert (report.code, report.catalogue_code) == (None, Code.CATALOGUE_OLDER)
    assert found(terminal) == (5, ())


def test_a_forged_manifest_is_refused(terminal: Terminal, city: ToyCity) -> None:
    city.publish(edition(1), 1, forged=True)
    assert terminal.sync().catalogue_code is Code.CATALOGUE_FORGED
    assert found(terminal) == (0, ())


def test_a_file_with_another_digest_is_refused_and_fetched_again_later(
    terminal: Terminal, city: ToyCity
) -> None:
    city.publish(edition(1), 1)
    city.script["GET /v1/catalogue/files/"] = [Answer(body=b"something else")]
    assert terminal.sync().catalogue_code is Code.CATALOGUE_TORN
    assert found(terminal) == (0, ())
    assert terminal.sync().catalogue == "2026.1"


def test_a_signed_catalogue_that_cannot_be_read_does_not_replace_one_that_can(
    terminal: Terminal, city: ToyCity
) -> None:
    city.publish(edition(1), 1)
    terminal.sync()
    city.publish(edition(2) | {"organs.toml": b"organs = 7"}, 2)
    assert terminal.sync().catalogue_code is Code.CATALOGUE_TORN
    assert found(terminal) == (1, ())


@pytest.mark.parametrize("name", ["../outside.toml", "/etc/outside.toml", "a/../../b.toml"])
def test_a_name_that_leads_outside_is_refused(terminal: Terminal, city: ToyCity, name: str) -> None:
    city.publish(edition(1) | {name: b""}, 1)
    assert terminal.sync().catalogue_code is Code.CATALOGUE_FORGED


def test_a_torn_newest_one_falls_back_says_so_and_is_mended(
    terminal: Terminal, city: ToyCity
) -> None:
    for number in (1, 2):
        city.publish(edition(number), number)
        terminal.sync()
    torn = terminal.folder / "catalogue" / "2" / "files" / "organs.toml"
    torn.write_bytes(torn.read_bytes()[:-40])
    assert found(terminal) == (1, (Code.CATALOGUE_TORN,))
    assert terminal.sync().catalogue == "2026.2"
    assert found(terminal) == (2, ())
    for number in (1, 2):
        shutil.rmtree(terminal.folder / "catalogue" / str(number))
    assert found(terminal) == (0, (Code.CATALOGUE_TORN, Code.CATALOGUE_TORN))


def test_a_catalogue_signed_by_another_city_does_not_count(
    terminal: Terminal, city: ToyCity
) -> None:
    city.publish(edition(1), 1)
    terminal.sync()
    other = find_catalogue(terminal.folder, own_folder(), bytes(32))
    assert (other.sequence, other.codes) == (0, (Code.CATALOGUE_FORGED,))


def test_a_folder_that_was_swapped_in_without_its_row_does_not_count(
    terminal: Terminal, city: ToyCity
) -> None:
    city.publish(edition(1), 1)
    terminal.sync()
    home = terminal.folder / "catalogue"
    shutil.copytree(home / "1", home / "2")
    assert found(terminal) == (1, ())
    city.publish(edition(2), 2)
    terminal.sync()
    assert found(terminal) == (2, ())


def test_the_link_may_break_in_the_middle_of_a_catalogue(terminal: Terminal, city: ToyCity) -> None:
    city.publish(edition(1), 1)
    city.script["GET /v1/catalogue/files/"] = [Answer(fault="cut")]
    assert terminal.sync().code is Code.CITY_UNREACHABLE
    assert found(terminal) == (0, ())
    assert terminal.sync().catalogue == "2026.1"


def test_a_shipped_catalogue_that_is_torn_is_told(tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(own_folder(), shipped)
    (shipped / "organs.toml").write_bytes(b"organs = 7")
    with pytest.raises(CatalogueError) as caught:
        current_catalogue(tmp_path / "state", shipped, b"")
    assert caught.value.code is Code.CATALOGUE_TORN
    assert (shipped / EDITION).exists()


def test_a_manifest_without_a_signature_is_forged() -> None:
    with pytest.raises(CatalogueError) as caught:
        verified_manifest(b"{}", b"", bytes(32))
    assert caught.value.code is Code.CATALOGUE_FORGED
