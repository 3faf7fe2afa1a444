"""What the room last knew of its machines, for the doctor's command beside it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from core.device_report import DeviceReport
from core.diagnosis import Area, Finding
from sync.durable import file_errors, write_file

FILE_NAME = "room_view.json"
_IN_USE = "in_use"


class _View(msgspec.Struct, frozen=True):
    at: str
    reports: dict[str, DeviceReport]


def keep_view(folder: Path, findings: Iterable[Finding], now: datetime) -> None:
    """Keep what was found of the machines; what was in use keeps what was known of it before.
    Raises DiskError."""
    found = {
        one.key: one.report
        for one in findings
        if one.area is Area.DEVICE and one.report.state != _IN_USE
    }
    view = _View(now.isoformat(timespec="minutes"), _load(folder).reports | found)
    write_file(folder / FILE_NAME, msgspec.json.encode(view), "room view")


def with_view(folder: Path, findings: Iterable[Finding]) -> list[Finding]:
    """Findings with what the room said of the machines that it uses. Raises DiskError."""
    view = _load(folder)
    return [_told(one, view) if one.report.state == _IN_USE else one for one in findings]


def _told(finding: Finding, view: _View) -> Finding:
    report = view.reports.get(finding.key)
    if report is None:
        return finding
    said = ("room", view.at[:16].replace("T", " "))
    return replace(finding, report=replace(report, facts=(*report.facts, said)))


def _load(folder: Path) -> _View:
    path = folder / FILE_NAME
    with file_errors("room view"):
        octets = path.read_bytes() if path.exists() else b""
    try:
        return msgspec.json.decode(octets, type=_View)
    except msgspec.MsgspecError:
        return _View("", {})
