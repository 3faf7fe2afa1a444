"""What was done for a case and what comes next, as far as this terminal knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.ports import CaseView, WordSource

_AT_CITY = frozenset(
    {"received", "materials_complete", "accepted", "deficit_accepted", "reviewing"}
)


@dataclass(frozen=True, slots=True)
class NextStep:
    """`kind` as of a tick row: done, now, open, wrong."""

    text: str
    kind: str


def next_steps(
    case: CaseView, row: Mapping[str, Any] | None, words: WordSource
) -> tuple[NextStep, ...]:
    """Taken, sent, materials still promised, then what the city said last."""
    taken = "desk.step.taken_mandated" if case.mandated else "desk.step.taken"
    steps = [NextStep(words(taken), "done"), _sending(row, words)]
    promised = case.materials_all - case.materials_given
    if promised > 0:
        steps.append(NextStep(words("desk.step.promised", count=promised), "now"))
    if case.state == "supplement_once":
        steps.append(NextStep(words("desk.step.mend"), "now"))
    if case.official_no:
        steps.append(NextStep(words("desk.step.numbered", number=case.official_no), "done"))
    else:
        steps.append(NextStep(words("desk.step.number"), "open"))
    if case.state in _AT_CITY or not case.official_no:
        steps.append(NextStep(words("desk.step.handled"), "open"))
    return tuple(steps)


def _sending(row: Mapping[str, Any] | None, words: WordSource) -> NextStep:
    if row is None:
        return NextStep(words("desk.step.sent"), "done")
    if row["state"] == "quarantined":
        return NextStep(words("desk.step.broken"), "wrong")
    if row["state"] == "pending":
        return NextStep(words("desk.step.waits"), "now")
    left = int(row["attachments_waiting"])
    return NextStep(words("desk.step.goes_on", count=left), "now")
