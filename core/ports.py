"""The shapes of everything that the rooms need and the floors below provide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from core.application import Application, Comparison, Liveness, Rating
from core.card import IdCard
from core.errors import Code
from core.followups import MaterialAdded, Withdrawal
from core.social_card import CardChallenge, SocialSecurityCard

# ── time ───────────────────────────────────────────────────────────────────────────────────────


class Clock(Protocol):
    """Wall time with an offset, and seconds that never run backwards."""

    def now(self) -> datetime: ...
    def monotonic(self) -> float: ...


# ── cards ──────────────────────────────────────────────────────────────────────────────────────


class ReaderState(StrEnum):
    """What the supervised monitor knows of the readers."""

    SERVICE_DOWN = "service_down"
    NO_READER = "no_reader"
    EMPTY = "empty"
    CARD_PRESENT = "card_present"


@dataclass(frozen=True, slots=True)
class CardNews:
    """One change. `reader` is the reader's name; `swap` counts cards seen, so that a quick change
    of card is told from one that stayed. SERVICE_DOWN, or NO_READER without a name: no reader is
    left; NO_READER with a name: this one is gone and others work."""

    state: ReaderState
    reader: str = ""
    swap: int = 0
    code: Code | None = None


class CardReader(Protocol):
    """A blocking adapter: watch tells news until `stop`; read takes one card whole."""

    def watch(self, tell: Callable[[CardNews], None]) -> None: ...
    def stop(self) -> None: ...
    def read(self, reader: str) -> IdCard:
        """Read the card in a reader. Raises CardError."""
        ...


class SocialCardReader(Protocol):
    """A blocking reader of social-security cards. An empty name: whichever reader holds one."""

    def read(self, reader: str = "") -> SocialSecurityCard:
        """Raises CardError."""
        ...


class SocialCardPlatform(Protocol):
    """The platform's half of the authentication of a third-generation card."""

    def answer(self, challenge: CardChallenge) -> bytes:
        """Between the two steps: 16 octets for the card. Raises LinkError or CardError."""
        ...


class PortraitDecoder(Protocol):
    """Turns the raw portrait of a card into a picture; blocking."""

    def decode(self, portrait: bytes) -> bytes:
        """BMP or PNG; empty where there is no portrait or the decoder failed."""
        ...


# ── camera and codes ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """A picture: BGR, 8 bit, rows × columns × 3 as contiguous bytes, with its capture time."""

    width: int
    height: int
    pixels: bytes
    taken_at: float
    index: int = 0


class Camera(Protocol):
    """A blocking source of frames. `read` raises CameraError when the camera is gone."""

    def open(self) -> None: ...
    def read(self) -> Frame: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class FaceVerdict:
    """What the quality gate says of the last frames. `checks` maps a check to passed or not;
    `advice` is one word key, empty when good; `progress` 0–1 fills the ring. `step` counts the
    challenges of a liveness check (which one, of how many), (0, 0) where there is none just now;
    `liveness` is set once one is over."""

    found: int
    checks: dict[str, bool] = field(default_factory=dict)
    advice: str = ""
    progress: float = 0.0
    measures: dict[str, float] = field(default_factory=dict)
    box: tuple[int, int, int, int] | None = None
    step: tuple[int, int] = (0, 0)
    liveness: Liveness | None = None


class FaceGate(Protocol):
    """Judges frames one by one; good only over the median of several."""

    def judge(self, frame: Frame) -> FaceVerdict: ...
    def reset(self) -> None: ...


class FaceComparer(Protocol):
    """Compares a face with the portrait of a card."""

    def compare(self, frame: Frame, portrait: bytes) -> Comparison | None:
        """`portrait` as the card holds it (WLT). None where no comparison can be made: no
        portrait, no decoder, no model, or no single face in one of the two."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class ScanNews:
    """One scan, or a change of the reader: `text` is what the code says, whole; `code` a fault, and
    None with an empty text where the reader is well again. Without repr: a text may be worth
    money."""

    text: str = ""
    code: Code | None = None


class CodeReader(Protocol):
    """A blocking code reader: watch tells scans and faults until `stop`, a fault once and its end
    once. It keeps nothing of what it told."""

    def watch(self, tell: Callable[[ScanNews], None]) -> None: ...
    def stop(self) -> None: ...


# ── paper ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a slip. `kind`: text, title, pair (left and right), rule, qr, small, feed."""

    text: str = ""
    right: str = ""
    kind: str = "text"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A receipt or a notice as lines, for any printer. `name` is a safe file stem, no person.
    `is_sheet`: better on A4 where there is a printer for it, because it is long or is signed."""

    name: str
    lines: tuple[Line, ...]
    is_sheet: bool = False


class PrinterState(StrEnum):
    """What a printer says of itself; it prints in the first two."""

    READY = "ready"
    PAPER_LOW = "paper_low"  # prints, and somebody should bring paper
    NO_PAPER = "no_paper"
    COVER_OPEN = "cover_open"
    FAULT = "fault"  # jam, cutter, heat
    ON_HOLD = "on_hold"  # there, and takes nothing: switched off line, or another program has it
    ABSENT = "absent"


class Printer(Protocol):
    """A blocking slip printer. `print_slip` raises PrinterError."""

    def state(self) -> PrinterState: ...
    def print_slip(self, slip: Slip) -> None: ...


class PaperPrinter(Protocol):
    """A blocking A4 printer. `print_pdf` returns when the paper lies there, else PrinterError."""

    def state(self) -> PrinterState: ...
    def print_pdf(self, octets: bytes) -> None: ...


# ── sound ──────────────────────────────────────────────────────────────────────────────────────


class Speaker(Protocol):
    """A loudspeaker with a voice. `say` and `play` block until it was heard; one thread may speak
    while another plays; `stop` may come from any thread."""

    def can_speak(self) -> bool:
        """Whether it has a voice at all; without one 朗读 is not offered."""
        ...

    def has_headphones(self) -> bool:
        """Whether headphones are plugged in now; False where nobody can tell."""
        ...

    def say(self, sentence: str, is_wanted: Callable[[], bool]) -> None:
        """Say one sentence that core.speech has let through, unless it is not wanted any more when
        its turn comes. Raises SpeakerError."""
        ...

    def play(self, sound: str) -> None:
        """Play one of the three sounds (core.session.effects.Sound). Raises SpeakerError."""
        ...

    def stop(self) -> None:
        """End what is being said, at once. Nothing happens where nothing is said."""
        ...


# ── the citizen's screen ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CitizenScreen:
    """The second display of a desk. `display` is its name, empty for whichever is not the clerk's;
    `touch_only` refuses mice there, because the clerk's could reach it."""

    display: str = ""
    touch_only: bool = True


# ── records ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, repr=False)
class Attachment:
    """Plain bytes of one page before it is sealed, with what it is."""

    role: str
    media_type: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class Terminal:
    """Who this terminal is, as enrolled. `region` has 12 digits; `epoch` grows at re-enrolment."""

    code: str  # e.g. CD0128
    epoch: int
    region: str
    place: str  # e.g. 芙蓉街道 24 小时自助区
    accepting_point: str  # organ code of the accepting point
    public_url: str  # where a receipt's QR code leads, on the city's side


@dataclass(frozen=True, slots=True)
class CaseNote:
    """What the city told of a case beside its state. `kind`: notice, message, result. `until` is
    the last day to answer (ISO date or empty), `ref` the number of a result. Nothing personal."""

    kind: str
    title: str
    lines: tuple[str, ...]
    at: str
    until: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case for showing: masked, nothing of the form."""

    id: str
    receipt_no: str
    official_no: str
    package: str
    package_name: str
    name_masked: str
    channel: str
    state: str  # pending, sending, stored, complete, quarantined and then the city's states
    created_at: str
    updated_at: str
    due: str
    materials_given: int
    materials_all: int
    size: int
    mandated: bool
    history: tuple[tuple[str, str], ...] = ()  # (state, ISO time), oldest first
    notes: tuple[CaseNote, ...] = ()  # oldest first
    promised: tuple[str, ...] = ()  # codes of materials that were promised and are still open
    withdrawal_asked: bool = False  # a withdrawal is queued here; the city says what it does


@dataclass(frozen=True, slots=True)
class QueueView:
    """What waits: always visible to staff."""

    count: int
    octets: int
    oldest: str  # ISO time or empty
    quarantined: int
    attempts: int
    last_acknowledged: str
    online: bool
    since: str  # ISO time of the last change of `online`
    last_code: str = ""
    closed: Code | None = None  # why no new application may be taken here, until staff mend it


@dataclass(frozen=True, slots=True, repr=False)
class DraftPages:
    """The pages of one material of a draft, in order; photographed, or loaded from a file."""

    material: str
    is_loaded: bool
    pages: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """A draft as it was typed and photographed, field by field and page by page, decrypted."""

    id: str
    package: str
    updated_at: str
    fields: dict[str, str]
    pages: tuple[DraftPages, ...] = ()


class Mended(StrEnum):
    """What came of a person's try to mend a quarantined envelope."""

    DONE = "done"
    UNKNOWN = "unknown"  # no such envelope here
    NOT_QUARANTINED = "not_quarantined"  # nothing is wrong with it
    MENDED_ALREADY = "mended_already"  # another envelope carries it
    ATTACHMENT_LOST = "attachment_lost"  # a file of it is gone or altered here
    PURGED = "purged"  # its time here is over and its octets are gone


class Records(Protocol):
    """The terminal's book. Every call blocks until the disk has it; errors are DiskError."""

    def submit(
        self,
        application: Application,
        attachments: Sequence[Attachment],
        *,
        due: str,
        materials_all: int,
        draft: str,
    ) -> CaseView:
        """Give the receipt number, seal, and store application, attachments and outbox row in one
        transaction, and delete the draft with it. Calling again with the same application id
        changes nothing and gives the same view."""
        ...

    def amend(
        self, letter: str, application: Application, attachments: Sequence[Attachment]
    ) -> CaseView | None:
        """Queue the whole application again, with the next `rev` and under its receipt number.
        `letter` is the id of the new envelope, a UUIDv7. Calling again with the same one changes
        nothing. None for a case that was not made here."""
        ...

    def withdraw(
        self, withdrawal: Withdrawal, attachments: Sequence[Attachment] = ()
    ) -> CaseView | None:
        """Queue a withdrawal, once for its id. None for a case that was not made here."""
        ...

    def add_material(
        self, added: MaterialAdded, attachments: Sequence[Attachment]
    ) -> CaseView | None:
        """Queue materials for a case, once for their id. None for a case that was not made
        here."""
        ...

    def give_rating(self, rating: Rating) -> None: ...
    def send_again(self, envelope: str) -> Mended:
        """Put a quarantined envelope back as it is."""
        ...

    def mend(self, envelope: str) -> Mended:
        """Carry a quarantined envelope in a new one, with a new number and the keys of today."""
        ...

    def settle_loss(self, envelope: str) -> Mended:
        """Staff have dealt with an envelope that the city lost and that is purged here."""
        ...

    def save_pages(self, draft: str, owner: str, package: str, pages: DraftPages) -> None:
        """Keep the pages of one material of a draft as they stand now, encrypted; those that are
        not among them any more go. They go with the draft."""
        ...

    def save_field(self, draft: str, owner: str, package: str, key: str, value: str) -> None:
        """Save one field of an encrypted draft. `owner` is a resident number; only its keyed
        digest is kept."""
        ...

    def draft_of(self, owner: str) -> Draft | None:
        """The newest draft of a person, decrypted; what does not open is left out."""
        ...

    def forget_draft(self, draft: str) -> None: ...
    def cases_of(self, owner: str) -> list[CaseView]:
        """Cases that were made here for a person, newest first, found by keyed digest."""
        ...

    def cases_since(self, since: datetime | None, limit: int) -> list[CaseView]: ...
    def case(self, case_id: str) -> CaseView | None: ...
    def queue(self) -> QueueView: ...
    def queue_rows(self, limit: int) -> list[dict[str, Any]]: ...


class WordSource(Protocol):
    """Sentences by key, in Simplified Chinese, with named gaps."""

    def __call__(self, key: str, **gaps: object) -> str: ...
