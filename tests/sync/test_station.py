"""A station sees that the city gave another catalogue."""

from pathlib import Path

from bench.ground import lone_identity
from resources.catalogue_files import own_folder
from sync.station import Station
from sync.system_clock import SystemClock


def test_a_newer_catalogue_is_given_once_and_only_when_there_is_one(tmp_path: Path) -> None:
    station = Station(tmp_path, own_folder(), lone_identity(), SystemClock())
    try:
        first = station.catalogue()
        assert station.newer_catalogue() is None
        (tmp_path / "catalogue" / "2").mkdir(parents=True)
        assert station.newer_catalogue() == first, "a folder without a row does not count"
        assert station.newer_catalogue() is None
    finally:
        station.close()
