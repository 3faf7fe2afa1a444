"""What the doctor writes into the log: one line a test, with state and code, never a person."""

import logging
from collections.abc import Iterable

from core.diagnosis import Finding

_LOG = logging.getLogger("onestop.doctor")


def log_findings(findings: Iterable[Finding]) -> None:
    """One `test_done` for each finding. Facts stay out: some name a reader or a path."""
    for one in findings:
        code = f" code={one.report.code.value}" if one.report.code else ""
        condition, state = one.report.condition.value, one.report.state
        _LOG.info(f"test_done what={one.key} condition={condition} state={state}{code}")
