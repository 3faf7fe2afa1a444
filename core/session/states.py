"""The states of a session: what the citizen sees. Every state is one page."""

from dataclasses import dataclass
from enum import StrEnum

from core.application import Application
from core.card import IdCard
from core.catalogue import LifeEvent
from core.errors import Code
from core.followups import MaterialAdded, Withdrawal
from core.ports import Attachment, CaseView, Draft
from core.session.matter import Matter


class Purpose(StrEnum):
    """Why a card is wanted."""

    APPLY = "apply"
    AGENT = "agent"
    MY_CASES = "my_cases"


@dataclass(frozen=True, slots=True)
class Idle:
    """The first page; nobody is here."""


@dataclass(frozen=True, slots=True)
class Searching:
    """Typing what to do."""

    query: str = ""


@dataclass(frozen=True, slots=True)
class Browsing:
    """A list by life event, or by department; an empty department shows the departments."""

    life_event: LifeEvent | None = None
    department: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """This way ends, with what to do instead. `reason` is a word key or the row's own text;
    `code` where it is the terminal that cannot."""

    package: str
    reason: str
    code: Code | None = None


@dataclass(frozen=True, slots=True, repr=False)
class ChoosingSubject:
    """主体: who it is for."""

    matter: Matter
    chosen: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Answering:
    """情形: one question."""

    matter: Matter
    question: str
    chosen: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ChoosingOrgan:
    """辖区: which organ handles it; any of the city may be chosen (全城通办)."""

    matter: Matter
    chosen: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ReadingNotice:
    """一次告知."""

    matter: Matter
    shows_code: bool = False
    fault: Code | None = None
    printed: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class AwaitingCard:
    """Waiting for a card, or reading the one that lies there."""

    purpose: Purpose
    matter: Matter | None = None
    is_reading: bool = False
    reader_fault: Code | None = None


@dataclass(frozen=True, slots=True, repr=False)
class CardTrouble:
    """The card could not be used; again, another way, or a person."""

    purpose: Purpose
    code: Code
    matter: Matter | None = None


@dataclass(frozen=True, slots=True, repr=False)
class ResumingDraft:
    """A draft of this person for this package was found."""

    matter: Matter
    draft: Draft


@dataclass(frozen=True, slots=True, repr=False)
class AskingConsent:
    """Separate consent to face capture (PIPL art. 29); may be declined."""

    matter: Matter


@dataclass(frozen=True, slots=True, repr=False)
class CapturingFace:
    """The camera looks at the face."""

    matter: Matter


@dataclass(frozen=True, slots=True, repr=False)
class SigningMandate:
    """The principal signs the mandate for the agent (desk only)."""

    matter: Matter


@dataclass(frozen=True, slots=True, repr=False)
class Filling:
    """One page of the merged form. `shows_missing` after a confirmation that was too early."""

    matter: Matter
    page: int = 0
    shows_missing: bool = False
    fault: Code | None = None


@dataclass(frozen=True, slots=True, repr=False)
class GivingMaterials:
    """The list of materials. `promising` is the row whose promise is open."""

    matter: Matter
    page: int = 0
    promising: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class CapturingMaterial:
    """The document camera looks at a page of one material."""

    matter: Matter
    material: str
    taken: tuple[Attachment, ...] = ()
    fault: Code | None = None
    list_page: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Signing:
    """Review and signature."""

    matter: Matter


@dataclass(frozen=True, slots=True, repr=False)
class ChoosingDelivery:
    """取结果: how the result is handed over; reached from the review."""

    matter: Matter
    chosen: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Submitting:
    """The records are making it durable; nothing is shown as received yet."""

    matter: Matter
    application: Application


@dataclass(frozen=True, slots=True, repr=False)
class SubmitTrouble:
    """It could not be made durable; again keeps the same id."""

    matter: Matter
    application: Application
    code: Code


class PrintState(StrEnum):
    """What became of the paper."""

    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    KEPT = "kept"  # on the person's USB stick


@dataclass(frozen=True, slots=True, repr=False)
class Received:
    """The receipt, provisional until the city answers."""

    case: CaseView
    package: str
    promised: tuple[tuple[str, str, str], ...]  # material, until, text: for the printed promise
    print_state: PrintState = PrintState.PRINTING
    fault: Code | None = None


@dataclass(frozen=True, slots=True)
class GivingRating:
    """好差评: nothing preselected; not rating is as easy as rating."""

    case: CaseView
    level: int = 0
    reasons: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class TakingCard:
    """Everything is wiped; a card still lies on the reader."""


@dataclass(frozen=True, slots=True, repr=False)
class ViewingCases:
    """My cases, found by the card; or one case, found by the code of its receipt, whose id is then
    in `receipt_of`. `cases` is None while they are looked up."""

    name_masked: str
    owner: str
    cases: tuple[CaseView, ...] | None = None
    chosen: str = ""
    fault: Code | None = None
    receipt_of: str = ""
    card: IdCard | None = None
    added: str = ""  # id of the case for which materials were just handed in


@dataclass(frozen=True, slots=True, repr=False)
class AddingMaterials:
    """补交材料 for a case that was made here; `matter` holds what is given so far. Then `letter` is
    made durable."""

    viewing: ViewingCases
    case: CaseView
    matter: Matter
    letter: MaterialAdded | None = None
    fault: Code | None = None


@dataclass(frozen=True, slots=True, repr=False)
class CapturingMore:
    """The document camera looks at a page of a material that comes later."""

    adding: AddingMaterials
    taking: CapturingMaterial


@dataclass(frozen=True, slots=True, repr=False)
class Withdrawing:
    """Asked once more, with what it does; then `letter` is made durable."""

    viewing: ViewingCases
    case: CaseView
    letter: Withdrawal | None = None
    fault: Code | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Helping:
    """The help page; going back returns to where it was asked for."""

    back: "State"


State = (
    Idle
    | Searching
    | Browsing
    | Refused
    | ChoosingSubject
    | Answering
    | ChoosingOrgan
    | ReadingNotice
    | AwaitingCard
    | CardTrouble
    | ResumingDraft
    | AskingConsent
    | CapturingFace
    | SigningMandate
    | Filling
    | GivingMaterials
    | CapturingMaterial
    | Signing
    | ChoosingDelivery
    | Submitting
    | SubmitTrouble
    | Received
    | GivingRating
    | TakingCard
    | ViewingCases
    | Withdrawing
    | AddingMaterials
    | CapturingMore
    | Helping
)


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """The state with what outlives a page: the session's number and whether a card lies there.

    `number` grows whenever everything is forgotten; results of an older number are dropped.
    """

    number: int = 1
    state: State = Idle()
    card_reader: str = ""  # name of the reader that last got a card and holds it, or empty
    other_readers: tuple[str, ...] = ()  # further ones that hold a card, the latest first
    reader_fault: Code | None = None

    @property
    def card_readers(self) -> tuple[str, ...]:
        """All readers that hold a card, the latest first."""
        return (self.card_reader, *self.other_readers) if self.card_reader else ()
