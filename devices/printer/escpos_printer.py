"""A slip printer that speaks ESC/POS: asked before the slip and after it."""

import errno
import time
from contextlib import closing
from dataclasses import dataclass

from core.errors import Code, PrinterError
from core.ports import PrinterState, Slip
from devices.printer.escpos_bytes import NATIVE, compose
from devices.printer.status import (
    ASK_DONE,
    ASK_OFFLINE,
    ASK_PAPER,
    ASK_PRINTER,
    FAULTS,
    FORGET_REST,
    is_done,
    is_status,
    refuse_unless_ready,
    state_of,
    state_when_done,
)
from devices.printer.transport import Line, Transport


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: for one status answer, for the printer to take a slip, and for the slip to be on
    the paper. Every talk ends within their sum and the way's own limit to connect."""

    answer: float = 0.6
    take: float = 8.0
    finish: float = 10.0
    pulse: float = 0.25  # between two looks while it prints


class EscposPrinter:
    """A core.ports.Printer. Blocks within its limits; nothing is kept between calls. `qr` is how
    codes are printed (escpos_bytes)."""

    def __init__(
        self, transport: Transport, qr: str = NATIVE, limits: Limits | None = None
    ) -> None:
        self._transport = transport
        self._qr = qr
        self._limits = limits or Limits()

    def state(self) -> PrinterState:
        """What the printer says of itself. One that gives no answer counts as ready."""
        try:
            with closing(self._transport.open()) as line:
                return _Talk(line, self._limits).state()
        except OSError as reason:
            return _state_without_line(reason)

    def print_slip(self, slip: Slip) -> None:
        """Print and cut. Raises PrinterError: the printer's state when nothing was printed,
        SLIP_UNFINISHED when perhaps a part came out."""
        octets = compose(slip, self._qr)
        try:
            line = self._transport.open()
        except OSError as reason:
            state = _state_without_line(reason)
            raise PrinterError(FAULTS[state], type(reason).__name__) from reason
        with closing(line):
            talk = _Talk(line, self._limits)
            refuse_unless_ready(_before(talk))
            after = _print(talk, octets)
        if after in FAULTS:
            raise PrinterError(Code.SLIP_UNFINISHED, after.value)


def _before(talk: "_Talk") -> PrinterState:
    try:
        return talk.state()
    except OSError as reason:
        return _state_without_line(reason)


def _print(talk: "_Talk", octets: bytes) -> PrinterState:
    """Send a slip and wait for its end; the state then."""
    try:
        after = talk.print(octets)
        if after in FAULTS:
            talk.forget_rest()
    except TimeoutError:
        talk.try_to_forget_rest()
        return PrinterState.ON_HOLD
    except OSError:
        return PrinterState.ABSENT
    return after


def _state_without_line(reason: OSError) -> PrinterState:
    """Another program may hold the device; else it is not there."""
    return PrinterState.ON_HOLD if reason.errno == errno.EBUSY else PrinterState.ABSENT


class _Talk:
    """Questions and answers on one line. `_done` is the answer to GS r, once it came."""

    def __init__(self, line: Line, limits: Limits) -> None:
        self._line = line
        self._limits = limits
        self._is_mute = False
        self._heard = b""
        self._done: int | None = None

    def state(self) -> PrinterState:
        """Three questions; after one without an answer no more is asked."""
        printer = self._ask(ASK_PRINTER)
        if not printer:
            self._is_mute = True
            return PrinterState.READY
        return state_of(printer, self._ask(ASK_OFFLINE), self._ask(ASK_PAPER))

    def print(self, octets: bytes) -> PrinterState:
        """Send; then wait until the printer says that all of it is on the paper. One that never
        answers is believed; one that answers only how it is, is believed when it is well."""
        self._done = None
        self._line.send(octets if self._is_mute else octets + ASK_DONE, self._limits.take)
        state = PrinterState.READY
        until = time.monotonic() + self._limits.finish
        while not self._is_mute and time.monotonic() < until:
            self._next_status(self._limits.pulse)
            if self._state_when_done() is None:
                state = self.state()
            done = self._state_when_done()
            if done is not None or state in FAULTS:
                return done or state
        return state

    def _state_when_done(self) -> PrinterState | None:
        return None if self._done is None else state_when_done(self._done)

    def forget_rest(self) -> None:
        """Nothing of the slip comes out later."""
        self._line.send(FORGET_REST, self._limits.answer)

    def try_to_forget_rest(self) -> None:
        """The same to a printer that took no more; it may not take this either."""
        try:
            self.forget_rest()
        except OSError:
            return

    def _ask(self, question: bytes) -> int:
        """The answer to DLE EOT; 0 when none came in time."""
        self._line.send(question, self._limits.answer)
        return self._next_status(self._limits.answer)

    def _next_status(self, limit_s: float) -> int:
        """The next answer to DLE EOT; 0 when none came in time, or when the answer to GS r came
        first. What is neither is left over from another talk and says nothing."""
        until = time.monotonic() + limit_s
        while True:
            while self._heard:
                octet, self._heard = self._heard[0], self._heard[1:]
                if is_status(octet):
                    return octet
                if is_done(octet):
                    self._done = octet
                    return 0
            left = until - time.monotonic()
            if left <= 0:
                return 0
            self._heard = self._line.hear(left)
