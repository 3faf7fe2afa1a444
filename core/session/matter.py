"""What has been collected for one application, before it becomes a document."""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.application import Comparison, Liveness
from core.card import IdCard
from core.catalogue import Subject
from core.errors import Code
from core.ports import Attachment


class FaceState(StrEnum):
    """What is known of the face. COMPARED only together with the numbers of the comparison."""

    NOT_ASKED = "not_asked"
    DECLINED = "declined"
    NO_CAMERA = "no_camera"
    CAPTURED = "captured_not_compared"
    COMPARED = "captured_compared"


class How(StrEnum):
    """How a material is given."""

    CARD = "card"
    SCAN = "scan"
    FILE = "file"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True, repr=False)
class Given:
    """One material as given so far; `fault` is the last thing that was wrong with a picture."""

    material: str
    how: How
    pages: tuple[Attachment, ...] = ()
    promised_until: str = ""
    promise_text: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Signature:
    """A signature picture with its strokes (签名影像)."""

    picture: Attachment
    strokes: Attachment


@dataclass(frozen=True, slots=True, repr=False)
class Matter:
    """Everything of one application. `id` is born before anything else and never changes."""

    id: str
    package: str
    subject: Subject | None = None
    answers: tuple[tuple[str, str], ...] = ()
    organ: str = ""
    card: IdCard | None = None
    person: str = ""  # number of whoever the form and the materials are of, also without the card
    agent_card: IdCard | None = None
    mandate: Signature | None = None
    mandate_at: str = ""
    consent: bool | None = None
    consent_at: str = ""
    face_state: FaceState = FaceState.NOT_ASKED
    face: Attachment | None = None
    face_quality: tuple[tuple[str, str], ...] = ()
    face_liveness: Liveness | None = None
    face_comparison: Comparison | None = None
    form: tuple[tuple[str, str], ...] = ()
    given: tuple[Given, ...] = ()
    faults: tuple[tuple[str, Code], ...] = ()
    delivery: str = ""
    agreed: bool = False
    signature: Signature | None = None

    def answer_map(self) -> dict[str, str]:
        """Answers by question code."""
        return dict(self.answers)

    def form_map(self) -> dict[str, str]:
        """Values by field key."""
        return dict(self.form)

    def given_map(self) -> dict[str, Given]:
        """Given materials by code."""
        return {given.material: given for given in self.given}


def without_face(matter: Matter, state: FaceState = FaceState.NOT_ASKED) -> Matter:
    """The matter with nothing left of a face, and what is known of it instead."""
    return replace(
        matter,
        face_state=state,
        face=None,
        face_quality=(),
        face_liveness=None,
        face_comparison=None,
    )
