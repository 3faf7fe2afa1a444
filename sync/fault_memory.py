"""When each machine and service was last not well: one small file, so that the last fault is known
also after a restart and by another program."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from core.device_report import Condition
from core.diagnosis import Finding, PastFault
from sync.durable import file_errors, write_file

FILE_NAME = "doctor.json"
_MOST = 200
_NOT_WELL = (Condition.BAD, Condition.WARN)


class FaultMemory:
    """The file of one terminal's folder. A damaged one is begun anew: it only remembers."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def remember(self, findings: Iterable[Finding], now: datetime) -> tuple[Finding, ...]:
        """Note what is not well now, and give each finding with its last fault: the one before
        this look where it is well, this one where it is not. Raises DiskError."""
        kept = self.load()
        before = dict(kept)
        at = now.isoformat(timespec="seconds")
        found = []
        for one in findings:
            if one.report.condition in _NOT_WELL:
                code = one.report.code.value if one.report.code else ""
                past = kept.get(one.key)
                if past is None or (past.state, past.code) != (one.report.state, code):
                    kept[one.key] = PastFault(one.report.state, code, at)
            found.append(replace(one, last=kept.get(one.key)))
        if kept != before:
            newest = sorted(kept.items(), key=lambda item: item[1].at)[-_MOST:]
            write_file(self._path, msgspec.json.encode(dict(newest)), "doctor")
        return tuple(found)

    def load(self) -> dict[str, PastFault]:
        """What was remembered, by the finding's key. Raises DiskError."""
        with file_errors("doctor"):
            if not self._path.exists():
                return {}
            octets = self._path.read_bytes()
        try:
            return msgspec.json.decode(octets, type=dict[str, PastFault])
        except msgspec.MsgspecError:
            return {}
