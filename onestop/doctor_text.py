"""What `onestop doctor` prints: English for whoever stands at a shell."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from core.device_report import Condition
from core.diagnosis import Diagnosis, Finding
from devices.driver_book import DriverBook

_MARKS: Mapping[Condition, str] = MappingProxyType(
    {
        Condition.GOOD: "ok     ",
        Condition.UNKNOWN: "-      ",
        Condition.ABSENT: "none   ",
        Condition.WARN: "soon   ",
        Condition.BAD: "BROKEN ",
    }
)
_REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "service_down": "start the PC/SC service: systemctl enable --now pcscd",
        "no_reader": "look at the reader's cable and light; try another USB port",
        "absent": "look at power and cable, then at devices.toml",
        "model_damaged": "install the model again: `onestop models install FILE`",
        "no_paper": "put in paper and close the cover",
        "cover_open": "close the printer's cover",
        "paper_low": "bring paper before it is used up",
        "on_hold": "press the printer's on-line button; look at its queue: lpstat -p",
        "fault": "look at its lamps and for jammed paper; switch it off for ten seconds",
        "no_answer": "switch the machine off for ten seconds",
        "driver_failed": "the driver itself failed: tell whoever wrote it",
        "not_loaded": "install the driver's package again, or remove it",
        "busy": "another program uses it: end that one",
        "no_sound": "look at the sound card; or name the driver `silent`",
        "no_voice": "install espeak-ng",
        "denied": "add the user to the node's group, and log in again",
        "pad_absent": "look at the pad's cable; people sign on the screen meanwhile",
        "stopped": "systemctl enable --now this service",
        "not_installed": "install the package: see deploy/packages-run.txt",
        "not_enrolled": "run `onestop enrol`",
        "revoked": "the city has revoked this terminal: stop, and tell the city",
        "offline": "nothing is lost; look at the cable, and by `onestop sync once` for the reason",
        "quarantined": "see `onestop queue list`",
        "old": "carry it by hand: `onestop queue export`",
        "expired": "go on line once; it is renewed by itself",
        "unconfirmed": "go on line once, so that the city confirms the catalogue",
        "ending": "go on line once before it ends",
        "off": "look at time zone and NTP; the mainboard's battery may be empty",
        "low": "free space: old logs, downloads",
        "full": "free space now: no case is taken before",
        "slow": "the disk may be dying: back up (`onestop queue backup`), replace it",
        "spent": "free space; the reserve comes back by itself",
        "unreadable": "touch no file; see docs/error-codes.md",
        "open": "chmod 700 the folder, 600 the files in it",
        "foreign_owner": "chown them to the terminal's user",
        "group_missing": "add the user to the groups that are listed, and log in again",
        "polkit_denies": "install deploy/50-onestop-pcsc.rules (polkit)",
    }
)


def lines_of(diagnosis: Diagnosis) -> Iterator[str]:
    """Every finding in a line, what to do below it, and the judgement at the end."""
    area = None
    for finding in diagnosis.findings:
        if finding.report.condition is Condition.ABSENT:
            continue
        if finding.area is not area:
            area = finding.area
            yield f"[{area.value}]"
        yield from _finding(finding)
    absent = [one.name for one in diagnosis.of(Condition.ABSENT)]
    if absent:
        yield f"not there: {', '.join(absent)}"
    bad, warn = (len(diagnosis.of(one)) for one in (Condition.BAD, Condition.WARN))
    verdict = "not ready" if bad else "ready"
    if any(one.is_simulated for one in diagnosis.findings):
        yield "training: some of the machines are simulated"
    yield f"{diagnosis.terminal or 'This terminal'} is {verdict}: {bad} broken, {warn} to see soon."


def remedy_of(finding: Finding) -> str:
    """What to do, in English; empty where nothing is to be done."""
    if finding.report.condition not in (Condition.BAD, Condition.WARN):
        return ""
    known = _REMEDIES.get(finding.report.state, "")
    if known or finding.report.code is None:
        return known
    return f"see {finding.report.code.value} in docs/error-codes.md"


def as_json(diagnosis: Diagnosis) -> dict[str, Any]:
    """The whole as plain values."""
    return {
        "terminal": diagnosis.terminal,
        "at": diagnosis.at.isoformat(timespec="seconds"),
        "condition": diagnosis.worst.value,
        "findings": [_plain(finding) for finding in diagnosis.findings],
    }


def driver_lines(book: DriverBook) -> Iterator[str]:
    """Every driver with its settings, and the entry points that gave none."""
    for kind, name in sorted(book.drivers):
        driver = book.drivers[kind, name]
        yield f'[[{kind}]] driver = "{name}"{"  (training only)" if driver.simulates else ""}'
        if driver.summary:
            yield f"    {driver.summary}"
        for field in msgspec.structs.fields(driver.settings):
            if field.required:
                yield f"    {field.encode_name} =    (must be set)"
            elif field.default is not msgspec.NODEFAULT:
                value = msgspec.json.encode(field.default).decode()
                yield f"    {field.encode_name} = {value}"
            else:
                yield f"    {field.encode_name} = …"
    for broken in book.broken:
        yield f"not loaded: {broken}"


def _finding(finding: Finding) -> Iterator[str]:
    report = finding.report
    driver = f" ({finding.driver})" if finding.driver else ""
    place = f" {finding.place}" if finding.place > 1 else ""
    code = f" {report.code.value}" if report.code else ""
    facts = "".join(f"  {name} {value}" for name, value in report.facts)
    yield f"  {_MARKS[report.condition]}{finding.name}{place}{driver}: {report.state}{code}{facts}"
    last = finding.last
    if last is not None:
        still = report.condition in (Condition.BAD, Condition.WARN) and last.state == report.state
        told = "since" if still else f"last fault {last.state} {last.code}".rstrip()
        yield f"           {told} {last.at[:16]}"
    remedy = remedy_of(finding)
    if remedy:
        yield f"           do: {remedy}"


def _plain(finding: Finding) -> dict[str, Any]:
    last = finding.last
    return {
        "key": finding.key,
        "area": finding.area.value,
        "name": finding.name,
        "driver": finding.driver,
        "simulated": finding.is_simulated,
        "condition": finding.report.condition.value,
        "state": finding.report.state,
        "code": finding.report.code.value if finding.report.code else "",
        "facts": [list(fact) for fact in finding.report.facts],
        "last_fault": {"state": last.state, "code": last.code, "at": last.at} if last else None,
        "remedy": remedy_of(finding),
    }
