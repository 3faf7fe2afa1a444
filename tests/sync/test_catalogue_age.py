"""A catalogue that somebody keeps going is noticed; an expired one limits; staff may go back."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from core.catalogue_time import CatalogueAge, CatalogueTime
from core.errors import CatalogueError, Code
from onestop.__main__ import main
from resources.catalogue_files import files_in, own_folder
from sync.catalogue_choice import list_kept, use
from sync.catalogue_finding import find_catalogue
from sync.catalogue_watch import age_now, confirmed_day
from sync.station import Station
from tests.sync.conftest import Terminal
from tests.sync.test_catalogue import edition, found
from tests.sync.toy_city import ToyCity


def said(terminal: Terminal, sequence: int, days: int = 0) -> CatalogueTime:
    """The city's word at the terminal's time, some days later."""
    at = terminal.clock.now() + timedelta(days=days)
    return CatalogueTime(sequence=sequence, at=at.isoformat(timespec="seconds"))


def age(terminal: Terminal) -> CatalogueAge:
    return age_now(terminal.book, terminal.clock.now())


def test_a_city_that_keeps_confirming_keeps_its_catalogue_good(
    terminal: Terminal, city: ToyCity
) -> None:
    city.publish(edition(1), 1)
    for _ in range(4):
        city.time = said(terminal, 1)
        assert terminal.sync().catalogue_code is None
        assert age(terminal) is CatalogueAge.GOOD
        terminal.clock.moment += timedelta(days=6)


def test_an_old_answer_played_again_is_noticed_after_a_week(
    terminal: Terminal, city: ToyCity
) -> None:
    city.publish(edition(1), 1)
    city.time = said(terminal, 1)
    terminal.sync()
    terminal.clock.moment += timedelta(days=8)
    report = terminal.sync()
    assert (report.code, report.catalogue_code) == (None, Code.CATALOGUE_STALE)
    assert age(terminal) is CatalogueAge.UNCONFIRMED
    city.time = said(terminal, 1)
    assert terminal.sync().catalogue_code is None


def test_a_header_that_is_taken_away_is_noticed_too(terminal: Terminal, city: ToyCity) -> None:
    city.publish(edition(1), 1)
    terminal.sync()
    terminal.clock.moment += timedelta(days=8)
    assert terminal.sync().catalogue_code is Code.CATALOGUE_STALE


def test_an_old_manifest_beside_a_new_time_is_noticed_at_once(
    terminal: Terminal, city: ToyCity
) -> None:
    city.publish(edition(1), 1)
    city.time = said(terminal, 2)
    assert terminal.sync().catalogue_code is Code.CATALOGUE_STALE


def test_expiry_is_told_and_a_clock_set_back_does_not_undo_it(
    terminal: Terminal, city: ToyCity
) -> None:
    city.publish(edition(1), 1, expires=date(2026, 11, 30))
    city.time = said(terminal, 1)
    assert terminal.sync().catalogue_code is None
    assert age(terminal) is CatalogueAge.ENDING
    city.time = said(terminal, 1, days=20)
    report = terminal.sync()
    assert report.catalogue_code is Code.CATALOGUE_EXPIRED
    assert confirmed_day(terminal.folder) == date(2026, 12, 12)
    terminal.clock.moment -= timedelta(days=4000)
    assert age(terminal) is CatalogueAge.EXPIRED
    station = Station(terminal.folder, own_folder(), terminal.identity, terminal.clock)
    assert station.catalogue().expires < station.known_day
    station.close()


def test_staff_may_go_back_to_a_kept_one_until_a_newer_one_comes(
    terminal: Terminal, city: ToyCity
) -> None:
    key = terminal.identity.catalogue_public_key
    for number in (1, 2, 3):
        city.publish(edition(number), number)
        terminal.sync()
    use(terminal.folder, key, 2)
    assert found(terminal) == (2, ())
    assert [one.sequence for one in list_kept(terminal.folder, key) if one.is_used] == [2]
    terminal.sync()
    assert found(terminal) == (2, ())
    assert city.heartbeats[-1].catalogue == 2
    use(terminal.folder, key, 3)
    assert found(terminal) == (3, ())
    use(terminal.folder, key, 2)
    city.publish(edition(4), 4)
    terminal.sync()
    assert found(terminal) == (4, ())


def test_nobody_goes_back_to_what_the_city_withdrew(terminal: Terminal, city: ToyCity) -> None:
    key = terminal.identity.catalogue_public_key
    for number in (1, 2):
        city.publish(edition(number), number)
        terminal.sync()
    use(terminal.folder, key, 1)
    city.publish(edition(3), 3, withdrawn=2)
    terminal.sync()
    for sequence, code in ((2, Code.CATALOGUE_OLDER), (9, Code.CATALOGUE_TORN)):
        with pytest.raises(CatalogueError) as caught:
            use(terminal.folder, key, sequence)
        assert caught.value.code is code
    assert [one.is_withdrawn for one in list_kept(terminal.folder, key)] == [False, True, True]
    (terminal.folder / "catalogue" / "3" / "manifest.json").write_bytes(b"torn")
    assert find_catalogue(terminal.folder, own_folder(), key).sequence == 0


def test_the_command_lists_and_chooses(
    terminal: Terminal, city: ToyCity, capsys: pytest.CaptureFixture[str]
) -> None:
    state = ["--state", str(terminal.folder)]
    for number in (1, 2):
        city.publish(edition(number), number)
        city.time = said(terminal, number)
        terminal.sync()
    assert main(["catalogue", "use", "1", *state]) == 0
    assert main(["catalogue", "versions", *state]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("2  2026.2")
    assert lines[2].startswith("1  2026.1")
    assert "in use" in lines[2]
    assert main(["catalogue", "use", "7", *state]) == 1
    assert "CAT-401" in capsys.readouterr().err


def test_one_changed_file_of_many_is_all_that_is_fetched(terminal: Terminal, city: ToyCity) -> None:
    files = files_in(own_folder())
    city.publish(files, 1)
    terminal.sync()
    city.octets_out = 0
    terminal.sync()
    idle = city.octets_out
    name = max(files)
    changed = files | {name: files[name] + b"\n# changed\n"}
    city.publish(changed, 2)
    city.octets_out = 0
    terminal.sync()
    assert found(terminal) == (2, ())
    manifest = len(city.manifest.body) if city.manifest else 0
    assert city.octets_out - idle == len(changed[name]) + manifest
    assert len(changed[name]) + manifest < sum(map(len, changed.values())) / 10


def test_a_poll_with_nothing_new_is_one_request(terminal: Terminal, city: ToyCity) -> None:
    city.publish(edition(1), 1)
    terminal.sync()
    city.requests.clear()
    terminal.sync()
    assert city.count("GET /v1/catalogue") == 1
    assert Path(terminal.folder, "catalogue", "1").is_dir()
