"""The thread that keeps the terminal in step with the city."""

import threading
import time
from collections.abc import Callable

from core.errors import AppError, Code
from core.exchange import Terms
from core.ports import CaseView, QueueView
from sync.device_log import Event, tell
from sync.doorbell import Doorbell, Why
from sync.engine import SyncEngine
from sync.one_pass import LOOK_S
from sync.report import Report
from sync.schedule import Schedule


class SyncWorker:
    """Runs passes until it is stopped. Both callbacks are called in the worker's thread.

    A failure of link or disk is written down and tried again by the schedule. `wake` starts a
    pass at once while the city answers; during an outage it does not shorten the wait, or else a
    busy hall would hammer a city that is coming back.
    """

    def __init__(
        self,
        make_engine: Callable[[], SyncEngine],
        schedule: Schedule,
        on_change: Callable[[QueueView], None],
        on_cases: Callable[[list[CaseView]], None],
    ) -> None:
        """`make_engine` is called in the worker's thread, so that its connection is its own."""
        self._make_engine = make_engine
        self._schedule = schedule
        self._on_change = on_change
        self._on_cases = on_cases
        self._bell = Doorbell()
        self._told: QueueView | None = None
        self._engine: SyncEngine | None = None
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """There is something new to send."""
        self._bell.ring()

    def stop(self, timeout: float | None = None) -> bool:
        """Ask the thread to end and wait for it; whether it has ended. It may be cut anywhere."""
        self._bell.end()
        engine = self._engine
        if engine is not None:
            engine.cut()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        engine = self._open()
        if engine is None:
            return
        self._engine = engine  # from here on a stop cuts what is under way
        try:
            wait, patient = self._first_wait(engine), True
            while self._wait_for(engine, wait, patient=patient):
                report = self._pass(engine)
                patient = report is None or report.code is not None
                wait = self._next_wait(engine, report)
        finally:
            self._engine = None
            engine.close()

    def _open(self) -> SyncEngine | None:
        """An engine that has recovered; None when stopped before the disk allowed one."""
        wait = 0.0
        while self._wait(wait, patient=True):
            try:
                engine = self._make_engine()
            except AppError as error:
                tell(Event.PASS_FAILED, code=error.code)
                wait = self._schedule.after_failure(0.0)
                continue
            if self._recover(engine):
                return engine
            engine.close()
            wait = self._schedule.after_failure(0.0)
        return None

    def _recover(self, engine: SyncEngine) -> bool:
        try:
            engine.recover()
            self._tell(engine, [])
        except AppError as error:
            tell(Event.PASS_FAILED, code=error.code)
            return False
        return True

    def _pass(self, engine: SyncEngine) -> Report | None:
        """One pass; None where the disk ended it."""
        try:
            report = engine.sync_once(self._bell)
            self._tell(engine, report.changed)
        except AppError as error:
            tell(Event.PASS_FAILED, code=error.code)
            self._note(engine, error)
            return None
        except Exception as error:  # noqa: BLE001 the worker is a lane: it must outlive a mistake
            tell(Event.PASS_FAILED, code=Code.UNEXPECTED, kind=type(error).__name__)
            return None
        return report

    def _note(self, engine: SyncEngine, error: AppError) -> None:
        try:
            engine.note_failure(error)
            self._tell(engine, [])
        except AppError as second:
            tell(Event.PASS_FAILED, code=second.code)

    def _tell(self, engine: SyncEngine, changed: list[str]) -> None:
        cases = engine.cases(changed)
        if cases:
            self._on_cases(cases)
        view = engine.queue()
        if view != self._told:
            self._told = view
            self._on_change(view)

    def _first_wait(self, engine: SyncEngine) -> float:
        return self._schedule.first(self._terms(engine).window_s)

    def _next_wait(self, engine: SyncEngine, report: Report | None) -> float:
        """Until the next pass; `report` is None where the disk ended the last one."""
        if report is None or report.code is not None:
            return self._schedule.after_failure(self._terms(engine).window_s, report)
        wait = self._schedule.after_success(self._terms(engine).poll_s)
        return min(wait, report.slot_wait_s) if report.slot_wait_s > 0 else wait

    def _terms(self, engine: SyncEngine) -> Terms:
        try:
            return engine.terms()
        except AppError:
            return Terms()

    def _wait_for(self, engine: SyncEngine, seconds: float, *, patient: bool) -> bool:
        """As `_wait`; where it is open to news, also those of other processes of this terminal
        end it, which cannot ring."""
        end = time.monotonic() + seconds
        while not patient and (left := end - time.monotonic()) > LOOK_S:
            why = self._bell.wait(LOOK_S, patient=False)
            if why is not Why.TIME or self._has_news(engine):
                return why is not Why.END
            seconds = left - LOOK_S
        return self._wait(max(seconds, 0.0), patient)

    def _has_news(self, engine: SyncEngine) -> bool:
        try:
            return engine.has_news()
        except AppError:
            return False  # the next pass meets the same disk and says so

    def _wait(self, seconds: float, patient: bool) -> bool:
        """False when stopped."""
        return self._bell.wait(seconds, patient=patient) is not Why.END
