"""What happens to a session, in the past tense. Times are ISO 8601; ids are born outside."""

from dataclasses import dataclass

from core.application import Comparison, Liveness
from core.card import IdCard
from core.catalogue import LifeEvent
from core.errors import Code
from core.ports import Attachment, CardNews, CaseView, Draft
from core.session.matter import Signature

# ── touches that every page has ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class HomeTouched:
    """The dock's first key: leave."""

    at: str


@dataclass(frozen=True, slots=True)
class HelpTouched:
    """The dock's last key."""


@dataclass(frozen=True, slots=True)
class BackTouched:
    """One step back."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Nobody touched anything, also not the time-out box."""

    at: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The page's primary action, where it needs nothing else."""

    at: str = ""


@dataclass(frozen=True, slots=True)
class OptionTouched:
    """A choice of the page was touched; it counts when it is confirmed."""

    code: str


@dataclass(frozen=True, slots=True)
class TriedAgain:
    """Again, on an error page."""


@dataclass(frozen=True, slots=True)
class OtherWayTouched:
    """The other way that an error or waiting page offers."""


# ── finding ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SearchTouched:
    """The search field of the first page."""


@dataclass(frozen=True, slots=True)
class QueryTyped:
    """The whole text of the search field."""

    text: str


@dataclass(frozen=True, slots=True)
class LifeEventTouched:
    """A tile."""

    life_event: LifeEvent


@dataclass(frozen=True, slots=True)
class DepartmentTouched:
    """A department, or empty for the list of departments."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class PackageChosen:
    """A package; `id` is the fresh id of the application that may come of it."""

    code: str
    id: str


@dataclass(frozen=True, slots=True)
class MyCasesTouched:
    """Show what I have under way."""


# ── paper and codes ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PrintTouched:
    """Print this page's paper."""


@dataclass(frozen=True, slots=True)
class KeepTouched:
    """Keep this page's paper on the person's USB stick, because none came out."""


@dataclass(frozen=True, slots=True)
class PaperKept:
    """It lies on the stick."""


@dataclass(frozen=True, slots=True)
class CodeTouched:
    """Show or hide the page's QR code."""


@dataclass(frozen=True, slots=True)
class Printed:
    """The paper came out."""


@dataclass(frozen=True, slots=True)
class PrintFailed:
    """It did not."""

    code: Code


# ── cards and faces ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CardChanged:
    """News from the reader."""

    news: CardNews


@dataclass(frozen=True, slots=True, repr=False)
class CardRead:
    """A card was read whole."""

    card: IdCard


@dataclass(frozen=True, slots=True)
class CardFailed:
    """It was not."""

    code: Code


@dataclass(frozen=True, slots=True, repr=False)
class DraftFound:
    """A draft of the person who is here, or None."""

    draft: Draft | None


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """Face capture may begin."""

    at: str


@dataclass(frozen=True, slots=True)
class ConsentDeclined:
    """No face; a person checks. Also on the capture page."""

    at: str


@dataclass(frozen=True, slots=True, repr=False)
class FaceTaken:
    """A frame passed the gate. `comparison` is of this picture with the portrait of the card that
    lies before the session, or None where none was made."""

    picture: Attachment
    quality: tuple[tuple[str, str], ...]
    liveness: Liveness | None = None
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class CameraFailed:
    """The camera is not there, or went away."""

    code: Code


# ── form, materials, signature ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, repr=False)
class FieldTyped:
    """The whole text of a field."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class FieldSaveFailed:
    """The draft could not be kept; the page stays."""

    code: Code


@dataclass(frozen=True, slots=True)
class PhotographTouched:
    """Photograph one material."""

    material: str


@dataclass(frozen=True, slots=True)
class LoadTouched:
    """Load one material from a file or a USB stick."""

    material: str


@dataclass(frozen=True, slots=True, repr=False)
class PictureTaken:
    """A page was photographed or loaded, straightened and found readable."""

    material: str
    picture: Attachment
    loaded: bool = False


@dataclass(frozen=True, slots=True)
class PictureRefused:
    """A page was photographed or loaded and cannot be used."""

    material: str
    code: Code


@dataclass(frozen=True, slots=True)
class PicturesDropped:
    """Throw away the pages of this material."""

    material: str


@dataclass(frozen=True, slots=True)
class PromiseTouched:
    """Open or close the promise under a row."""

    material: str


@dataclass(frozen=True, slots=True)
class PromiseMade:
    """I promise to hand it in by the date."""

    material: str


@dataclass(frozen=True, slots=True)
class PageTurned:
    """Turn the pages of a list by +1 or -1."""

    by: int


@dataclass(frozen=True, slots=True)
class EditTouched:
    """Go back to a part from the review: situation, form, materials, organ."""

    part: str


@dataclass(frozen=True, slots=True)
class AgreementTouched:
    """我已看过一次告知，填写和上传的内容真实."""


@dataclass(frozen=True, slots=True, repr=False)
class SignatureDrawn:
    """The pad holds a full signature."""

    signature: Signature


@dataclass(frozen=True, slots=True)
class SignatureWiped:
    """The pad was wiped."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """It is durable."""

    case: CaseView


@dataclass(frozen=True, slots=True)
class SubmitFailed:
    """It is not."""

    code: Code


# ── afterwards ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RateTouched:
    """Go to the rating."""


@dataclass(frozen=True, slots=True)
class LevelTouched:
    """A face, 1–5."""

    level: int


@dataclass(frozen=True, slots=True)
class ReasonTouched:
    """A reason, on or off."""

    code: str


@dataclass(frozen=True, slots=True)
class RatingTextTyped:
    """The whole free text, at most 150 characters."""

    text: str


@dataclass(frozen=True, slots=True)
class RatingGiven:
    """Hand in the rating; `id` is fresh."""

    id: str
    at: str


@dataclass(frozen=True, slots=True)
class RatingSkipped:
    """Not rated, and recorded as that."""

    id: str
    at: str


@dataclass(frozen=True, slots=True, repr=False)
class ReceiptShown:
    """The code of a receipt was scanned: the id of its case."""

    case: str


@dataclass(frozen=True, slots=True)
class CasesFound:
    """The cases of the person who is here."""

    cases: tuple[CaseView, ...]


@dataclass(frozen=True, slots=True)
class CasesFailed:
    """They could not be looked up."""

    code: Code


@dataclass(frozen=True, slots=True)
class WithdrawTouched:
    """Take this case of mine back; it is asked once more."""

    case: str


@dataclass(frozen=True, slots=True)
class WithdrawalGiven:
    """Yes, take it back; `id` is fresh."""

    id: str
    at: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The withdrawal is durable; None: no such case here."""

    case: CaseView | None


@dataclass(frozen=True, slots=True)
class WithdrawFailed:
    """It could not be made durable; nothing is queued."""

    code: Code


@dataclass(frozen=True, slots=True)
class AddTouched:
    """Hand in materials for this case of mine."""

    case: str


@dataclass(frozen=True, slots=True)
class AdditionGiven:
    """Hand them in now; `id` is fresh."""

    id: str
    at: str


@dataclass(frozen=True, slots=True)
class MaterialKept:
    """They are durable; None: no such case here."""

    case: CaseView | None


@dataclass(frozen=True, slots=True)
class MaterialFailed:
    """They could not be made durable; nothing is queued."""

    code: Code


Event = (
    HomeTouched
    | HelpTouched
    | BackTouched
    | TimedOut
    | Confirmed
    | OptionTouched
    | TriedAgain
    | OtherWayTouched
    | SearchTouched
    | QueryTyped
    | LifeEventTouched
    | DepartmentTouched
    | PackageChosen
    | MyCasesTouched
    | PrintTouched
    | KeepTouched
    | PaperKept
    | CodeTouched
    | Printed
    | PrintFailed
    | CardChanged
    | CardRead
    | CardFailed
    | DraftFound
    | ConsentGiven
    | ConsentDeclined
    | FaceTaken
    | CameraFailed
    | FieldTyped
    | FieldSaveFailed
    | PhotographTouched
    | LoadTouched
    | PictureTaken
    | PictureRefused
    | PicturesDropped
    | PromiseTouched
    | PromiseMade
    | PageTurned
    | EditTouched
    | AgreementTouched
    | SignatureDrawn
    | SignatureWiped
    | Submitted
    | SubmitFailed
    | RateTouched
    | LevelTouched
    | ReasonTouched
    | RatingTextTyped
    | RatingGiven
    | RatingSkipped
    | ReceiptShown
    | CasesFound
    | CasesFailed
    | WithdrawTouched
    | WithdrawalGiven
    | Withdrawn
    | WithdrawFailed
    | AddTouched
    | AdditionGiven
    | MaterialKept
    | MaterialFailed
)
