"""The doctor's look at disk, clock, certificate, catalogue, queue, link and files."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from core.device_report import Condition, DeviceReport
from core.diagnosis import Area, Finding, PastFault
from core.errors import Code, DiskError
from sync.checkup import look_at_terminal
from sync.database import FILE_NAME, open_database, set_setting
from sync.fault_memory import FaultMemory
from sync.reserve import Reserve
from sync.room_mark import RoomMark, is_room_open
from tests.sync import parts

CLOCK = parts.SetClock()


def look(folder: Path, rtc: Path = Path("/no/rtc")) -> dict[str, DeviceReport]:
    return {one.key: one.report for one in look_at_terminal(folder, CLOCK, rtc)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An enrolled terminal with one case that waits."""
    os.chmod(tmp_path, 0o700)
    identity = parts.enrolled(tmp_path, parts.CityKeys())
    records = parts.open_records(tmp_path, identity, CLOCK)
    parts.submit(records)
    records.close()
    (tmp_path / "reserve").unlink()  # the tests' small one
    Reserve(tmp_path).stand()
    return tmp_path


def set_to(folder: Path, **settings: str) -> None:
    database = open_database(folder)
    with database.write() as db:
        for name, value in settings.items():
            set_setting(db, name, value)
    database.close()


def test_a_new_terminal_that_nobody_enrolled_says_so(tmp_path: Path) -> None:
    assert look(tmp_path)["network.enrolment"].state == "not_enrolled"


def test_a_sound_terminal_has_nothing_that_does_not_work(folder: Path) -> None:
    reports = look(folder)
    assert {one.condition for one in reports.values()} <= {Condition.GOOD, Condition.UNKNOWN}
    assert reports["queue.outbox"].state == "waiting"
    assert reports["disk.fsync"].state == "quick"
    assert reports["permission.files"].state == "private"
    assert not list(folder.glob(".doctor*"))


def test_keys_that_others_may_read_are_bad(folder: Path) -> None:
    os.chmod(folder / "secrets.json", 0o644)
    report = look(folder)["permission.files"]
    assert (report.condition, report.state) == (Condition.BAD, "open")
    assert report.facts == (("secrets.json", "644"),)


@pytest.mark.parametrize(
    ("offset", "condition"),
    [(2_000, Condition.GOOD), (-90_000, Condition.WARN), (400_000, Condition.BAD)],
)
def test_a_clock_apart_from_the_citys_is_told_before_it_is_refused(
    folder: Path, offset: int, condition: Condition
) -> None:
    set_to(folder, clock_offset_ms=str(offset))
    assert look(folder)["clock.offset"].condition is condition


def test_a_mainboard_clock_that_lost_its_battery_is_told(folder: Path, tmp_path: Path) -> None:
    rtc = tmp_path / "since_epoch"
    rtc.write_text(f"{int(CLOCK.now().timestamp())}\n")
    assert look(folder, rtc)["clock.rtc"].state == "right"
    rtc.write_text("946684800\n")
    assert look(folder, rtc)["clock.rtc"].state == "off"
    assert look(folder)["clock.rtc"].condition is Condition.UNKNOWN


def test_no_network_is_a_state_and_no_fault_of_the_terminal(folder: Path) -> None:
    since = CLOCK.now().isoformat()
    set_to(folder, online="0", online_since=since, last_code=Code.CITY_PORTAL.value)
    report = look(folder)["network.city"]
    assert report.condition is Condition.WARN
    assert (report.state, report.code) == ("offline", Code.CITY_PORTAL)


def test_what_waits_for_days_should_go_by_hand(folder: Path) -> None:
    later = parts.SetClock(CLOCK.now() + timedelta(days=4))
    reports = {one.key: one.report for one in look_at_terminal(folder, later)}
    assert reports["queue.outbox"].state == "old"


def test_a_spent_reserve_and_a_damaged_book_are_findings_and_no_crash(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "reserve").unlink()
    assert look(folder)["disk.reserve"].state == "unused", "there is room: it is made again"
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 8, 1))
    reports = look(folder)
    assert (reports["disk.reserve"].state, reports["disk.free"].state) == ("spent", "full")
    (folder / FILE_NAME).write_bytes(b"not a database" * 100)
    assert look(folder)["disk.records"].code is Code.DATABASE_DAMAGED


def test_the_last_fault_is_remembered_when_all_is_well_again(tmp_path: Path) -> None:
    memory = FaultMemory(tmp_path)
    bad = Finding(Area.DEVICE, "printer", DeviceReport(Condition.BAD, "no_paper", None), "x")
    well = Finding(Area.DEVICE, "printer", DeviceReport(Condition.GOOD, "ready"), "x")
    assert memory.remember([well], CLOCK.now())[0].last is None
    past = PastFault("no_paper", "", CLOCK.now().isoformat(timespec="seconds"))
    assert memory.remember([bad], CLOCK.now())[0].last == past
    later = CLOCK.now() + timedelta(hours=1)
    assert memory.remember([bad], later)[0].last == past, "since when, not when last seen"
    assert FaultMemory(tmp_path).remember([well], later)[0].last == past


def test_a_damaged_memory_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "doctor.json").write_bytes(b"{")
    assert FaultMemory(tmp_path).load() == {}


def test_a_room_is_open_while_its_mark_is_held_and_two_may_hold_it(tmp_path: Path) -> None:
    assert not is_room_open(tmp_path)
    first, second = RoomMark(tmp_path), RoomMark(tmp_path)
    assert is_room_open(tmp_path)
    first.close()
    assert is_room_open(tmp_path)
    second.close()
    assert not is_room_open(tmp_path)
    with pytest.raises(DiskError):
        RoomMark(Path("/proc/nowhere"))
