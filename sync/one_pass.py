"""One pass with the city: envelopes first, and attachments beside everything else.

The small lanes (envelopes, changes, catalogue) run in the caller's thread one after the other, the
attachments in another. While a large one is on its way, what is newly queued goes at once, and the
small lanes come round again as often as between passes.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait

from core.errors import Code, LinkError
from core.ports import Clock
from sync.blob_lane import FAULTS_ALLOWED, BlobLane
from sync.crew import Crew
from sync.device_log import Event, tell
from sync.doorbell import Doorbell, Why
from sync.report import Report

# what is on its way when the small lanes have failed may move on for so long before it is cut:
# it goes on from there in the next pass, which must not wait for it
GRACE_S = 120.0
LOOK_S = 1.0

Lane = Callable[[], None]


class OnePass:
    """Runs once. `has_news` says whether something was queued since the envelopes last went."""

    def __init__(
        self,
        report: Report,
        envelopes: Lane,
        others: Sequence[Lane],
        attachments: BlobLane | None,
        crew: Crew,
        clock: Clock,
        bell: Doorbell,
        has_news: Callable[[], bool],
        last_code: str,
    ) -> None:
        """`attachments` is None where they are held back."""
        self._report = report
        self._envelopes = envelopes
        self._others = others
        self._attachments = attachments
        self._crew = crew
        self._clock = clock
        self._bell = bell
        self._has_news = has_news
        self._last_code = last_code
        self._faults = 0
        self._is_over = False

    def run(self, poll_s: float) -> None:
        """Everything that there is, with `poll_s` between the rounds of the small lanes. A failure
        of the link ends it and is in the report; three faults of the city do, and one fault ends
        only its lane. Raises DiskError."""
        self._do(self._envelopes)
        uploads = self._start()
        try:
            self._do_all(self._others)
            while uploads is not None:
                self._beside(uploads, poll_s)
                self._do(uploads.result)
                uploads = self._start()
        finally:
            if uploads is not None and self._attachments is not None:
                self._attachments.stop.set()
                wait([uploads])
        if self._attachments is not None:
            self._report.take(self._attachments.report)

    def _start(self) -> "Future[None] | None":
        lane = self._attachments
        if lane is None or self._is_over or self._bell.has_ended() or not lane.has_work():
            return None
        uploads = self._crew.start(lane.run)
        uploads.add_done_callback(lambda _: self._bell.stir())
        return uploads

    def _beside(self, uploads: "Future[None]", poll_s: float) -> None:
        """Until the attachments are done: send what is new, and look round now and then."""
        assert self._attachments is not None
        begun = self._clock.monotonic()
        while not uploads.done():
            why = self._bell.wait(LOOK_S, patient=self._is_over, until=uploads.done)
            waited = self._clock.monotonic() - begun
            if why is Why.END or (self._is_over and waited > GRACE_S):
                self._attachments.stop.set()
                wait([uploads])
            elif self._is_over or uploads.done():
                continue
            elif waited > poll_s:
                self._do_all([self._envelopes, *self._others])
                begun = self._clock.monotonic()
            elif why is Why.NEWS or self._has_news():
                self._do(self._envelopes)

    def _do_all(self, lanes: Sequence[Lane]) -> None:
        for lane in lanes:
            self._do(lane)

    def _do(self, lane: Lane) -> None:
        if self._is_over:
            return
        try:
            lane()
        except LinkError as error:
            self._note(error)

    def _note(self, error: LinkError) -> None:
        report = self._report
        report.code = error.code
        report.retry_after_s = max(report.retry_after_s, error.retry_after_s)
        if error.code.value != self._last_code:
            tell(Event.PASS_FAILED, code=error.code)
        self._faults += 1
        self._is_over |= (
            error.code is not Code.CITY_FAULT
            or error.retry_after_s > 0
            or self._faults >= FAULTS_ALLOWED
        )
