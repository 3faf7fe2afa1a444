"""A4 over IPP: to a queue of CUPS, or straight to a printer; each job is followed to its end."""

import http.client
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from core.errors import Code, PrinterError
from core.ports import PrinterState
from devices.printer.ipp import Answer, Attribute, Operation, Tag, decode, encode
from devices.printer.status import FAULTS

OURS = "onestop"  # the name of every job and of who asks: a queue's list shows it to anybody
_NOT_FOUND = 0x0406
_STOPPED = 5  # printer-state
_WORDS: tuple[tuple[str, PrinterState], ...] = (
    ("paused", PrinterState.ON_HOLD),
    ("media-empty", PrinterState.NO_PAPER),
    ("media-needed", PrinterState.NO_PAPER),
    ("cover-open", PrinterState.COVER_OPEN),
    ("door-open", PrinterState.COVER_OPEN),
    ("interlock-open", PrinterState.COVER_OPEN),
    ("media-jam", PrinterState.FAULT),
    ("marker-supply-empty", PrinterState.FAULT),
    ("toner-empty", PrinterState.FAULT),
    ("fuser-over-temp", PrinterState.FAULT),
    ("other-error", PrinterState.FAULT),
    ("shutdown", PrinterState.ON_HOLD),
    ("timed-out", PrinterState.ON_HOLD),
    ("connecting-to-device", PrinterState.ON_HOLD),
    ("offline", PrinterState.ON_HOLD),
    ("media-low", PrinterState.PAPER_LOW),
)


class JobState(IntEnum):
    """RFC 8011, section 5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


_ENDED = (JobState.CANCELED, JobState.ABORTED, JobState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for one answer, for a fault to pass by itself (trays change), for a printer that
    sleeps to be reached, for a whole job, and between two looks."""

    answer: float = 5.0
    fault: float = 6.0
    reach: float = 20.0
    job: float = 180.0
    pulse: float = 0.3


class IppPrinter:
    """A core.ports.PaperPrinter. `path` is that of the printer: /printers/NAME at CUPS, mostly
    /ipp/print at a printer. Blocks until the paper lies there, or it is sure that it will not."""

    def __init__(self, host: str, port: int, path: str, patience: Patience | None = None) -> None:
        self._host, self._port, self._path = host, port, path
        self._patience = patience or Patience()

    def state(self) -> PrinterState:
        """What the queue or the printer says of itself. CUPS learns of paper only while it prints,
        and repeats what the last job found. Absent: no such queue, or nothing answers."""
        try:
            answer = self._ask(Operation.GET_PRINTER_ATTRIBUTES, _wants(*_PRINTER_WORDS))
        except PrinterError:
            return PrinterState.ABSENT
        return _state_of(answer) if answer.is_ok else PrinterState.ABSENT

    def print_pdf(self, octets: bytes) -> None:
        """Print; then nothing of it is kept in the queue. Raises PrinterError."""
        self._refuse_unless_open()
        answer = self._ask(Operation.PRINT_JOB, _JOB_WORDS, octets)
        job = answer.first("job-id")
        if not answer.is_ok or not isinstance(job, int):
            raise PrinterError(Code.PRINTER_ON_HOLD, f"ipp status {answer.status:#06x}")
        try:
            self._follow(job)
        finally:
            self._forget(job)

    def _refuse_unless_open(self) -> None:
        """A queue that takes no jobs is told at once. What it says of paper may be of the last job,
        so this job will tell."""
        answer = self._ask(Operation.GET_PRINTER_ATTRIBUTES, _wants(*_PRINTER_WORDS))
        if answer.status == _NOT_FOUND:
            raise PrinterError(Code.PRINTER_ABSENT, "no such queue")
        is_closed = answer.first("printer-is-accepting-jobs") is False
        if is_closed or "paused" in answer.words("printer-state-reasons"):
            raise PrinterError(Code.PRINTER_ON_HOLD, "the queue takes no jobs")

    def _follow(self, job: int) -> None:
        """Until the job is completed. Raises PrinterError when it ended otherwise, or when a fault
        stays; who calls then takes the job back."""
        until, fault_since = time.monotonic() + self._patience.job, 0.0
        fault = PrinterState.READY
        while time.monotonic() < until:
            state = self._job_state(job)
            if state is JobState.COMPLETED:
                return
            if state in _ENDED:
                raise PrinterError(Code.PRINT_JOB_ENDED, state.name.lower())
            now = self._fault(state)
            if now is not fault:
                fault, fault_since = now, time.monotonic()
            wait = self._patience
            limit = wait.reach if fault is PrinterState.ON_HOLD else wait.fault
            if fault in FAULTS and time.monotonic() - fault_since >= limit:
                raise PrinterError(FAULTS[fault], fault.value)
            time.sleep(self._patience.pulse)
        raise PrinterError(Code.PRINT_JOB_ENDED, "not printed in time")

    def _job_state(self, job: int) -> JobState:
        answer = self._ask(
            Operation.GET_JOB_ATTRIBUTES,
            (Attribute("job-id", Tag.INTEGER, (job,)), *_wants("job-state")),
        )
        try:
            return JobState(int(answer.first("job-state") or 0))
        except ValueError:
            raise PrinterError(Code.PRINT_JOB_ENDED, "the job is gone") from None

    def _fault(self, job: JobState) -> PrinterState:
        answer = self._ask(Operation.GET_PRINTER_ATTRIBUTES, _wants(*_PRINTER_WORDS))
        state = _state_of(answer)
        if state not in FAULTS and job in (JobState.STOPPED, JobState.HELD):
            return PrinterState.ON_HOLD
        return state

    def _forget(self, job: int) -> None:
        """Take the job back if it did not end, and its document out of the queue: paper that comes
        later would come to somebody else. One that keeps no history says no."""
        number = Attribute("job-id", Tag.INTEGER, (job,))
        try:
            self._ask(Operation.CANCEL_JOB, (number, _OURSELVES))
            self._ask(
                Operation.CANCEL_JOB,
                (number, _OURSELVES, Attribute("purge-job", Tag.BOOLEAN, (True,))),
            )
        except PrinterError:
            return  # whoever called is told of the fault that came before

    def _ask(
        self, operation: Operation, attributes: Sequence[Attribute], document: bytes = b""
    ) -> Answer:
        """One question. Raises PrinterError when nothing that speaks IPP answers."""
        uri = f"ipp://{self._host}:{self._port}{self._path}"
        body = encode(operation, 1, (Attribute("printer-uri", Tag.URI, (uri,)), *attributes))
        line = http.client.HTTPConnection(self._host, self._port, timeout=self._patience.answer)
        try:
            line.request("POST", self._path, body + document, {"Content-Type": "application/ipp"})
            with line.getresponse() as answer:
                return decode(answer.read())
        except (OSError, http.client.HTTPException, ValueError) as reason:
            raise PrinterError(Code.PRINT_SERVICE_DOWN, type(reason).__name__) from reason
        finally:
            line.close()


_OURSELVES = Attribute("requesting-user-name", Tag.NAME, (OURS,))
_JOB_WORDS = (
    _OURSELVES,
    Attribute("job-name", Tag.NAME, (OURS,)),
    Attribute("document-format", Tag.MEDIA_TYPE, ("application/pdf",)),
)
_PRINTER_WORDS = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs")


def _wants(*names: str) -> tuple[Attribute, ...]:
    return (_OURSELVES, Attribute("requested-attributes", Tag.KEYWORD, names))


def _state_of(answer: Answer) -> PrinterState:
    """The gravest that a printer says. CUPS makes warnings of a printer's errors, so that a reason
    counts with any ending."""
    reasons = answer.words("printer-state-reasons")
    for word, state in _WORDS:
        if any(reason.startswith(word) for reason in reasons):
            return state
    if answer.first("printer-is-accepting-jobs") is False:
        return PrinterState.ON_HOLD
    is_stopped = answer.first("printer-state") == _STOPPED
    return PrinterState.ON_HOLD if is_stopped else PrinterState.READY
