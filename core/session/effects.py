"""What the room has to do after a step, as data in the imperative."""

from dataclasses import dataclass
from enum import StrEnum

from core.application import Application, Rating
from core.followups import MaterialAdded, Withdrawal
from core.ports import Attachment, DraftPages


@dataclass(frozen=True, slots=True)
class Forget:
    """Wipe everything that names the citizen; results of the old session are dropped."""


@dataclass(frozen=True, slots=True, repr=False)
class ReadCard:
    """Read the one identity card in these readers; answer CardRead or CardFailed. `known` is the
    number of a person whose card was read before and is not asked for now."""

    readers: tuple[str, ...]
    known: str = ""


class Lens(StrEnum):
    """Which camera, or how it is used."""

    FACE = "face"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class StartCamera:
    """Show the camera; answer FaceTaken, PictureTaken or CameraFailed."""

    lens: Lens


@dataclass(frozen=True, slots=True)
class StopCamera:
    """Close it and drop its frames."""


@dataclass(frozen=True, slots=True)
class LoadFile:
    """Let the person choose a file for a material; answer PictureTaken or PictureRefused."""

    material: str


@dataclass(frozen=True, slots=True, repr=False)
class FindDraft:
    """Answer DraftFound."""

    owner: str
    package: str


@dataclass(frozen=True, slots=True, repr=False)
class SaveField:
    """Keep one field of the draft; answer FieldSaveFailed when the disk refuses."""

    draft: str
    owner: str
    package: str
    key: str
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class SavePages:
    """Keep the pages of one material of the draft as they stand now; no pages: it has none any
    more. Nobody waits for it: the pages are in hand, and submitting tells of a full disk."""

    draft: str
    owner: str
    package: str
    pages: DraftPages


@dataclass(frozen=True, slots=True, repr=False)
class ForgetDraft:
    """Delete a draft that the person does not want to go on with."""

    draft: str


@dataclass(frozen=True, slots=True, repr=False)
class Submit:
    """Make it durable; answer Submitted or SubmitFailed. Then wake the link."""

    application: Application
    attachments: tuple[Attachment, ...]
    due: str
    materials_all: int
    draft: str


@dataclass(frozen=True, slots=True)
class GiveRating:
    """Queue the rating. Nobody waits for it."""

    rating: Rating


@dataclass(frozen=True, slots=True, repr=False)
class Withdraw:
    """Queue the withdrawal, once for its id; answer Withdrawn or WithdrawFailed. Then wake the
    link."""

    withdrawal: Withdrawal


@dataclass(frozen=True, slots=True, repr=False)
class AddMaterial:
    """Queue materials that come later, once for their id; answer MaterialKept or MaterialFailed.
    Then wake the link."""

    added: MaterialAdded
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, repr=False)
class FindCases:
    """Answer CasesFound or CasesFailed."""

    owner: str


@dataclass(frozen=True, slots=True, repr=False)
class FindCase:
    """Look one case up by its id; answer CasesFound or CasesFailed."""

    case: str


class Paper(StrEnum):
    """Which paper."""

    NOTICE = "notice"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Print:
    """Print the paper of the state that the session is in; answer Printed or PrintFailed."""

    paper: Paper


@dataclass(frozen=True, slots=True)
class KeepPaper:
    """Write the paper onto the person's USB stick; answer PaperKept or PrintFailed."""

    paper: Paper


class Sound(StrEnum):
    """Three sounds, never more."""

    CARD_READ = "card_read"
    DONE = "done"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Play:
    """A sound, never the only signal."""

    sound: Sound


Effect = (
    Forget
    | ReadCard
    | StartCamera
    | StopCamera
    | LoadFile
    | FindDraft
    | SaveField
    | SavePages
    | ForgetDraft
    | Submit
    | GiveRating
    | Withdraw
    | AddMaterial
    | FindCases
    | FindCase
    | Print
    | KeepPaper
    | Play
)
