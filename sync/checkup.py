"""One look at what stands on disk and network: disk, clock, certificate, catalogue, queue, link,
and who may read the terminal's files. Changes nothing but one small file that it removes again."""

import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from core.catalogue_time import CatalogueAge
from core.device_report import Condition, DeviceReport
from core.diagnosis import Area, Diagnosis, Finding, in_order
from core.errors import AppError, Code
from core.ports import Clock
from sync.catalogue_watch import age_now
from sync.database import FILE_NAME, open_database
from sync.fault_memory import FaultMemory
from sync.identity import load_identity
from sync.status import TerminalStatus, describe

_MB = 1_000_000
_LOW, _FULL = 1_000 * _MB, 200 * _MB  # of free disk
_SLOW_MS, _STUCK_MS = 500.0, 5_000.0  # of an fsync
_CLOCK_WARN_MS, _CLOCK_BAD_MS = 60_000, 300_000  # a request's signature is refused at 5 minutes
_RTC_S = 120
_CERTIFICATE_DAYS = 14
_OLD_S = 3 * 24 * 3600  # what waits longer should go by hand
_RTC = Path("/sys/class/rtc/rtc0/since_epoch")
_SECRET = (FILE_NAME, "secrets.json", "device.key", "identity.json")


def look_at_terminal(folder: Path, clock: Clock, rtc: Path = _RTC) -> list[Finding]:
    """A finding for each. A disk or a database that cannot be read is a finding too."""
    found = [*_disk(folder), *_files(folder), _rtc(clock.now(), rtc)]
    try:
        status = describe(folder)
        age = _age(folder, clock.now())
    except AppError as error:
        report = DeviceReport(Condition.BAD, "unreadable", error.code)
        return [*found, Finding(Area.DISK, "records", report)]
    if not status.terminal:
        report = DeviceReport(Condition.BAD, "not_enrolled", Code.DISK_FAULT)
        return [*found, Finding(Area.NETWORK, "enrolment", report)]
    now = clock.now()
    return [
        *found,
        Finding(Area.DISK, "reserve", _reserve(status, _free(folder))),
        Finding(Area.NETWORK, "city", _link(status)),
        Finding(Area.QUEUE, "outbox", _queue(status, now)),
        Finding(Area.CATALOGUE, "catalogue", _catalogue(status, age)),
        Finding(Area.CERTIFICATE, "client", _certificate(status, now)),
        Finding(Area.CLOCK, "offset", _offset(status)),
    ]


def diagnose(folder: Path, clock: Clock, others: Iterable[Finding]) -> Diagnosis:
    """The whole: what the machines' floor found and what is found here, in order and each with
    its last fault. Raises DiskError where even that cannot be kept."""
    found = in_order([*others, *look_at_terminal(folder, clock)])
    now = clock.now()
    identity = load_identity(folder)
    code = identity.terminal.code if identity else ""
    return Diagnosis(code, now, FaultMemory(folder).remember(found, now))


def _disk(folder: Path) -> Iterator[Finding]:
    try:
        free = shutil.disk_usage(folder).free
        took = _fsync_ms(folder)
    except OSError as error:
        facts = (("error", type(error).__name__),)
        yield Finding(
            Area.DISK, "free", DeviceReport(Condition.BAD, "unreadable", Code.DISK_FAULT, facts)
        )
        return
    facts = (("free", f"{free / 1e9:.1f} GB"),)
    if free < _FULL:
        report = DeviceReport(Condition.BAD, "full", Code.DISK_FULL, facts)
    elif free < _LOW:
        report = DeviceReport(Condition.WARN, "low", Code.DISK_FULL, facts)
    else:
        report = DeviceReport(Condition.GOOD, "enough", None, facts)
    yield Finding(Area.DISK, "free", report)
    yield Finding(Area.DISK, "fsync", _speed(took))


def _free(folder: Path) -> int:
    """Free octets; none where the disk does not say."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def _fsync_ms(folder: Path) -> float:
    """Milliseconds for 4,096 octets to be on the disk. Raises OSError."""
    probe = folder / f".doctor.{os.getpid()}.tmp"
    descriptor = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(descriptor, b"\0" * 4096)
        begin = perf_counter()
        os.fsync(descriptor)
        return (perf_counter() - begin) * 1000
    finally:
        os.close(descriptor)
        probe.unlink(missing_ok=True)


def _speed(took: float) -> DeviceReport:
    facts = (("fsync", f"{took:.0f} ms"),)
    if took > _STUCK_MS:
        return DeviceReport(Condition.BAD, "slow", Code.DISK_FAULT, facts)
    if took > _SLOW_MS:
        return DeviceReport(Condition.WARN, "slow", None, facts)
    return DeviceReport(Condition.GOOD, "quick", None, facts)


def _files(folder: Path) -> Iterator[Finding]:
    """Who else may read the folder, its book and its keys."""
    try:
        there = [one for one in (folder, *(folder / name for name in _SECRET)) if one.exists()]
        open_ones = [one for one in there if one.stat().st_mode & 0o077]
        foreign = [one for one in there if one.stat().st_uid != os.getuid()]
    except OSError:
        return  # the disk's own finding says it
    if foreign:
        facts = tuple(("file", one.name) for one in foreign)
        report = DeviceReport(Condition.WARN, "foreign_owner", None, facts)
    elif open_ones:
        facts = tuple((one.name, f"{one.stat().st_mode & 0o777:o}") for one in open_ones)
        others = any(one is not folder for one in open_ones)
        report = DeviceReport(Condition.BAD if others else Condition.WARN, "open", None, facts)
    else:
        report = DeviceReport(Condition.GOOD, "private")
    yield Finding(Area.PERMISSION, "files", report)


def _rtc(now: datetime, rtc: Path) -> Finding:
    """The clock that goes on without power, beside the system's."""
    try:
        apart = int(rtc.read_text(encoding="ascii")) - int(now.timestamp())
    except (OSError, ValueError):
        return Finding(Area.CLOCK, "rtc", DeviceReport(Condition.UNKNOWN, "no_rtc"))
    facts = (("apart", f"{apart} s"),)
    if abs(apart) > _RTC_S:
        return Finding(Area.CLOCK, "rtc", DeviceReport(Condition.WARN, "off", None, facts))
    return Finding(Area.CLOCK, "rtc", DeviceReport(Condition.GOOD, "right", None, facts))


def _age(folder: Path, now: datetime) -> CatalogueAge:
    if not (folder / FILE_NAME).exists():
        return CatalogueAge.GOOD
    database = open_database(folder)
    try:
        return age_now(database, now)
    finally:
        database.close()


def _reserve(status: TerminalStatus, free: int) -> DeviceReport:
    if status.reserve_stands:
        return DeviceReport(Condition.GOOD, "stands")
    if free >= _LOW:  # a new terminal has none yet; one that had to spend it makes it again
        return DeviceReport(Condition.GOOD, "unused")
    return DeviceReport(Condition.BAD, "spent", Code.DISK_FULL)


def _link(status: TerminalStatus) -> DeviceReport:
    if status.is_revoked:
        return DeviceReport(Condition.BAD, "revoked", Code.TERMINAL_REVOKED)
    queue = status.queue
    if queue is None or not queue.since:
        return DeviceReport(Condition.UNKNOWN, "unheard")
    if queue.online:
        return DeviceReport(Condition.GOOD, "online", None, (("since", _minute(queue.since)),))
    code = Code(queue.last_code) if queue.last_code in set(Code) else Code.CITY_UNREACHABLE
    # Offline is a state and no fault: the terminal goes on working.
    return DeviceReport(Condition.WARN, "offline", code, (("since", _minute(queue.since)),))


def _minute(at: str) -> str:
    """An ISO time to the minute, as people write it."""
    return at[:16].replace("T", " ")


def _queue(status: TerminalStatus, now: datetime) -> DeviceReport:
    queue = status.queue
    if queue is None:
        return DeviceReport(Condition.GOOD, "empty")
    facts = (("waiting", str(queue.count)), ("quarantined", str(queue.quarantined)))
    if queue.quarantined:
        return DeviceReport(Condition.WARN, "quarantined", Code.CITY_REFUSES_CASE, facts)
    if status.oldest_s(now) > _OLD_S:
        return DeviceReport(Condition.WARN, "old", None, facts)
    return DeviceReport(Condition.GOOD, "waiting" if queue.count else "empty", None, facts)


def _catalogue(status: TerminalStatus, age: CatalogueAge) -> DeviceReport:
    facts = (("sequence", str(status.catalogue)),)
    if age is CatalogueAge.EXPIRED:
        return DeviceReport(Condition.BAD, "expired", Code.CATALOGUE_EXPIRED, facts)
    if age is CatalogueAge.UNCONFIRMED:
        return DeviceReport(Condition.WARN, "unconfirmed", Code.CATALOGUE_STALE, facts)
    if age is CatalogueAge.ENDING:
        return DeviceReport(Condition.WARN, "ending", None, facts)
    return DeviceReport(Condition.GOOD, "current" if status.catalogue else "shipped", None, facts)


def _certificate(status: TerminalStatus, now: datetime) -> DeviceReport:
    if not status.certificate:
        return DeviceReport(Condition.UNKNOWN, "none")
    end = datetime.fromisoformat(status.certificate).replace(tzinfo=UTC)
    days = (end.date() - now.astimezone(UTC).date()).days
    facts = (("days_left", str(days)),)
    if days < 0:
        return DeviceReport(Condition.BAD, "expired", Code.CITY_CERTIFICATE, facts)
    if days < _CERTIFICATE_DAYS:
        return DeviceReport(Condition.WARN, "ending", None, facts)
    return DeviceReport(Condition.GOOD, "valid", None, facts)


def _offset(status: TerminalStatus) -> DeviceReport:
    offset = status.link.clock_offset_ms
    if offset is None:
        return DeviceReport(Condition.UNKNOWN, "unheard")
    facts = (("offset", f"{offset / 1000:.1f} s"),)
    if abs(offset) > _CLOCK_BAD_MS:
        return DeviceReport(Condition.BAD, "off", Code.CITY_CLOCK, facts)
    if abs(offset) > _CLOCK_WARN_MS:
        return DeviceReport(Condition.WARN, "off", Code.CITY_CLOCK, facts)
    return DeviceReport(Condition.GOOD, "right", None, facts)
