"""Head turns and "come closer" before the camera, in a random order, judged by landmarks.

What it can: a photo or a card held flat before the lens has no nose that moves against its eyes,
and fails. What it cannot: a film, a screen, a mask, a bent photo with luck. It was NOT TESTED
after ISO/IEC 30107, so it is never the only gate: who does not pass, or cannot turn the head,
goes on without it, the document says so, and a person checks.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from statistics import median

from core.application import Liveness
from core.ports import FaceVerdict, Frame
from devices.camera.face_gate import QualityGate

TURN_LEFT, TURN_RIGHT, CLOSER = "turn_left", "turn_right", "closer"
TURNED = 0.20  # eye distances; a flat photo turned by 60° gave 0.10, a head by 30° 0.18–0.28
BACK = 0.10  # eye distances; between two turns the head comes back
NEARER = 1.18  # times the size at the beginning
_ADVICE = {
    TURN_LEFT: "face.turn_left",
    TURN_RIGHT: "face.turn_right",
    CLOSER: "face.closer_step",
}
STEADY = 3  # frames whose median counts
PATIENCE_S = 8.0  # for one challenge
UNSEEN_S = 1.0  # without exactly one face: somebody else may have stepped in
TRIES = 2


@dataclass(frozen=True, slots=True)
class _Start:
    """How the face stood when the challenges began."""

    turn: float
    size: float


class LivenessGate:
    """A core.ports.FaceGate: quality first, then the challenges, then quality again; the picture
    is taken only after all of it. `random` draws the order anew for every try. Time is that of
    the frames. Needs a finder with landmarks. Not for several threads at once."""

    def __init__(self, quality: QualityGate, random: Random) -> None:
        if not quality.finder.landmarks:
            raise ValueError("liveness needs landmarks")
        self._quality = quality
        self._random = random
        self.reset()

    def reset(self) -> None:
        """Another person, or another try."""
        self._quality.reset()
        self._tries = 0
        self._result: Liveness | None = None
        self._begin_again()

    def judge(self, frame: Frame) -> FaceVerdict:
        """One frame further. `progress` is 1 only when the picture may be taken; `liveness` tells
        then what came of the challenges."""
        verdict = self._quality.judge(frame)
        if self._result is not None:
            return self._finish(verdict, self._result, frame.taken_at)
        if self._start is None:
            return self._settle(verdict, frame.taken_at)
        return self._challenge(verdict, frame.taken_at)

    def _begin_again(self) -> None:
        self._orders = _draw(self._random)
        self._at = 0
        self._turned_away = False
        self._start: _Start | None = None
        self._since = self._seen_at = 0.0
        self._recent: deque[tuple[float, float]] = deque(maxlen=STEADY)

    def _settle(self, verdict: FaceVerdict, now: float) -> FaceVerdict:
        """Before the challenges: a good, straight face."""
        if not self._quality.good():
            return replace(verdict, progress=verdict.progress * 0.3)
        self._start = _Start(verdict.measures["turn"], verdict.measures["size"])
        self._since = self._seen_at = now
        return self._asking(verdict)

    def _challenge(self, verdict: FaceVerdict, now: float) -> FaceVerdict:
        measures = self._quality.last
        was_gone = self._was_gone(now)
        if measures["faces"] == 1:
            self._recent.append((measures["turn"], measures["size"]))
        if self._is_met():
            self._go_on(now)
        elif now - self._since > PATIENCE_S or was_gone:
            return self._fail(verdict)
        if self._at == len(self._orders):
            return self._end(verdict, "passed")
        if measures["faces"] != 1:
            return replace(self._asking(verdict), advice=verdict.advice or "face.none")
        return self._asking(verdict)

    def _go_on(self, now: float) -> None:
        """One movement is done. After a turn the head comes back first: held there it would count
        for the next turn too."""
        self._recent.clear()
        self._since = now
        if self._turned_away:
            self._turned_away = False
            self._at += 1
        elif self._orders[self._at] == CLOSER:
            self._at += 1
        else:
            self._turned_away = True

    def _is_met(self) -> bool:
        start = self._start
        if start is None or len(self._recent) < STEADY:
            return False
        turn = median(turn for turn, _ in self._recent) - start.turn
        size = median(size for _, size in self._recent)
        if self._turned_away:
            return abs(turn) <= BACK
        return {
            TURN_LEFT: turn >= TURNED,  # the person's left is the right of an unmirrored picture
            TURN_RIGHT: turn <= -TURNED,
            CLOSER: size >= start.size * NEARER,
        }[self._orders[self._at]]

    def _fail(self, verdict: FaceVerdict) -> FaceVerdict:
        self._tries += 1
        if self._tries >= TRIES:
            return self._end(verdict, "not_passed")
        self._quality.reset()
        self._begin_again()
        return replace(verdict, progress=0.0, advice="face.again")

    def _end(self, verdict: FaceVerdict, result: str) -> FaceVerdict:
        """The picture itself is a straight and good one again: the quality starts anew."""
        self._result = Liveness(result=result, challenges=list(self._orders))
        self._quality.reset()
        return replace(verdict, advice="face.straight", progress=0.9, liveness=self._result)

    def _finish(self, verdict: FaceVerdict, result: Liveness, now: float) -> FaceVerdict:
        """The picture is of whom moved: who leaves meanwhile begins again."""
        if self._was_gone(now) and result.result == "passed":
            self._result = None
            self._begin_again()
            return replace(verdict, progress=0.0)
        progress = 1.0 if verdict.progress >= 1 else 0.9
        return replace(verdict, progress=progress, liveness=result)

    def _was_gone(self, now: float) -> bool:
        """Whether exactly one face was not in sight for too long, also because no frame came."""
        was_gone = now - self._seen_at > UNSEEN_S
        if self._quality.last["faces"] == 1:
            self._seen_at = now
        return was_gone

    def _asking(self, verdict: FaceVerdict) -> FaceVerdict:
        at = min(self._at, len(self._orders) - 1)
        share = 0.3 + 0.6 * self._at / len(self._orders)
        step = (at + 1, len(self._orders))
        checks: Mapping[str, bool] = {**verdict.checks, "straight": True, "centre": True}
        advice = "face.front" if self._turned_away else _ADVICE[self._orders[at]]
        return replace(verdict, advice=advice, progress=share, step=step, checks=dict(checks))


def _draw(random: Random) -> tuple[str, ...]:
    """Two turns, each to a side by chance, and one step closer somewhere among them: without a
    turn nothing would be proven."""
    orders = [random.choice((TURN_LEFT, TURN_RIGHT)) for _ in range(2)]
    orders.insert(random.randrange(3), CLOSER)
    return tuple(orders)
