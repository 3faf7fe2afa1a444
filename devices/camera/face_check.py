"""What a terminal does with a face: finds and judges it, asks for a movement, compares it.

    [[face_check]]
    driver = "opencv"
    liveness = true
    threshold = 0.363
    threshold_source = "…"

Without installed models it finds and judges only. What is not there is not claimed.
"""

from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from core.device_report import Condition, DeviceReport
from core.errors import CameraError
from core.ports import FaceComparer, FaceGate
from devices.camera.face_comparison import (
    ZOO_SOURCE,
    ZOO_THRESHOLD,
    NoComparer,
    SFaceComparer,
    Threshold,
)
from devices.camera.face_finder import CascadeFinder, FaceFinder, YuNetFinder
from devices.camera.face_gate import QualityGate
from devices.camera.face_models import MODELS, SFACE, YUNET, FaceModel, installed
from devices.camera.liveness import LivenessGate
from devices.machine_driver import Kind, MachineDriver, Surroundings


class FaceCheckSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`liveness`: ask for head turns (needs YuNet; not tested after ISO/IEC 30107). `compare`:
    compare with the card's portrait (needs YuNet, SFace and a decoder of portraits). From the
    cosine `threshold` on two faces count as the same; `threshold_source` says who found it, goes
    into every case, and must be written where the threshold is."""

    liveness: bool = True
    compare: bool = True
    threshold: Annotated[float, Meta(gt=0.0, lt=1.0)] = ZOO_THRESHOLD
    threshold_source: str = ""

    def __post_init__(self) -> None:
        if self.threshold != ZOO_THRESHOLD and not self.threshold_source.strip():
            raise ValueError("a threshold of your own needs `threshold_source`")


@dataclass(frozen=True)
class FaceCheck:
    """The port of the kind face_check."""

    gate: FaceGate
    comparer: FaceComparer


def build_face_check(settings: FaceCheckSettings, around: Surroundings) -> FaceCheck:
    """With what is installed. A damaged model is left out as if it were not there: the doctor
    tells of it, and the citizen goes on without."""
    gate = QualityGate(_finder(around))
    asks = settings.liveness and gate.finder.landmarks and not around.face_is_played
    return FaceCheck(
        gate=LivenessGate(gate, SystemRandom()) if asks else gate,
        comparer=_comparer(settings, around),
    )


def probe_face_check(settings: FaceCheckSettings, around: Surroundings) -> DeviceReport:
    """Which finder and which models are used, and whether a file of them is damaged."""
    facts = []
    trouble: CameraError | None = None
    for model in MODELS:
        try:
            facts.append((model.name, "installed" if installed(around.models, model) else "no"))
        except CameraError as error:
            facts.append((model.name, "damaged"))
            trouble = trouble or error
    finder = _finder(around)
    facts.insert(0, ("finder", finder.name))
    asks = settings.liveness and finder.landmarks and not around.face_is_played
    facts.append(("liveness", "head turns, not ISO 30107 tested" if asks else "no"))
    compares = not isinstance(_comparer(settings, around), NoComparer)
    facts.append(("comparison", "with the card's portrait" if compares else "no"))
    if trouble is not None:
        return DeviceReport(Condition.WARN, "model_damaged", trouble.code, tuple(facts))
    return DeviceReport(Condition.GOOD, finder.name, facts=tuple(facts))


def _finder(around: Surroundings) -> FaceFinder:
    file = _found(around.models, YUNET)
    if file is None:
        return CascadeFinder()
    try:
        return YuNetFinder(file)
    except CameraError:
        return CascadeFinder()


def _comparer(settings: FaceCheckSettings, around: Surroundings) -> FaceComparer:
    """With a finder of its own: comparing has another thread than judging."""
    file, finder = _found(around.models, SFACE), _finder(around)
    decode = around.decode_portrait
    if not settings.compare or file is None or decode is None or not finder.landmarks:
        return NoComparer()
    source = settings.threshold_source or ZOO_SOURCE
    try:
        threshold = Threshold(settings.threshold, source)
        return SFaceComparer(finder, file, decode, threshold, SFACE)
    except CameraError:
        return NoComparer()


def _found(folder: Path | None, model: FaceModel) -> Path | None:
    try:
        return installed(folder, model)
    except CameraError:
        return None


FACE_CHECK_DRIVERS: tuple[MachineDriver[Any], ...] = (
    MachineDriver(
        Kind.FACE_CHECK,
        "opencv",
        FaceCheckSettings,
        build_face_check,
        probe_face_check,
        summary="quality, head turns and comparison, by the models of `onestop models`",
    ),
)
