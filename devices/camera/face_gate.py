"""Is the face good enough to be compared? Judged over several frames, with advice in words."""

from collections import deque
from dataclasses import replace
from pathlib import Path
from statistics import median

from core.ports import FaceVerdict, Frame
from devices.camera.face_finder import CascadeFinder, FaceFinder, FoundFace, YuNetFinder
from devices.camera.face_quality import NOTHING, check, measure
from devices.camera.picture import as_picture, fit

WINDOW = 5  # frames; landmarks and lamps flicker from one to the next
JUDGED_SIDE = 320  # pixels of the copy in which faces are sought
CHECKS_FILL = 0.6  # share of the ring that passing checks fill; holding still fills the rest


class QualityGate:
    """A core.ports.FaceGate over any finder. Not for several threads at once."""

    def __init__(self, finder: FaceFinder) -> None:
        self.finder = finder
        self._measures: deque[dict[str, float]] = deque(maxlen=WINDOW)
        self._good_in_a_row = 0
        self._good_now = False
        self.last: dict[str, float] = dict(NOTHING)  # measures of the last frame alone

    def judge(self, frame: Frame) -> FaceVerdict:
        """Judge the last WINDOW frames by their medians. `progress` is 1 only when good."""
        picture = as_picture(frame)
        small = fit(picture, JUDGED_SIDE)
        scale = frame.width / small.shape[1]
        faces = [_enlarged(face, scale) for face in self.finder.find(small)]
        measures = measure(picture, faces)
        self._measures.append(measures)
        self.last = measures
        medians = {key: median(row[key] for row in self._measures) for key in NOTHING}
        checks, advice = check(medians)
        self._good_in_a_row = 0 if advice else self._good_in_a_row + 1
        # The frame that will be taken is this one, so this one has to be good by itself too.
        self._good_now = not check(measures)[1]
        if not advice and not self.good():
            advice = "face.keep"
        return FaceVerdict(
            found=len(faces),
            checks=checks,
            advice=advice,
            progress=self._progress(checks),
            measures=medians,
            box=_box(faces),
        )

    def good(self) -> bool:
        """Every check passed on the medians of WINDOW frames in a row, and on the last alone."""
        return self._good_now and self._good_in_a_row >= WINDOW

    def reset(self) -> None:
        """Forget all frames: another person, or another try."""
        self._measures.clear()
        self._good_in_a_row = 0
        self._good_now = False
        self.last = dict(NOTHING)

    def _progress(self, checks: dict[str, bool]) -> float:
        passed = sum(checks.values()) / len(checks)
        held = 1.0 if self.good() else min(0.9, self._good_in_a_row / WINDOW)
        return CHECKS_FILL * passed + (1 - CHECKS_FILL) * held


class CascadeFaceGate(QualityGate):
    """The gate with what every terminal has: the cascade of the OpenCV wheel."""

    def __init__(self) -> None:
        super().__init__(CascadeFinder())


class YuNetFaceGate(QualityGate):
    """The gate with an installed YuNet model. Raises CameraError for a file that is not known."""

    def __init__(self, model_path: Path) -> None:
        super().__init__(YuNetFinder(model_path))


def _enlarged(face: FoundFace, scale: float) -> FoundFace:
    return replace(
        face,
        x=round(face.x * scale),
        y=round(face.y * scale),
        width=round(face.width * scale),
        height=round(face.height * scale),
        eyes=face.eyes * scale,
        row=tuple(value * scale for value in face.row[:14]) + face.row[14:],
    )


def _box(faces: list[FoundFace]) -> tuple[int, int, int, int] | None:
    return (faces[0].x, faces[0].y, faces[0].width, faces[0].height) if faces else None
