"""The application (申请) as it is signed, sealed and kept: one document, one set of bytes.

Times are ISO 8601 with offset. Dates are ISO. Money is fen. The document is what the applicant
saw on the review page; `Evidence.document_sha256` is the digest of it without the signature.
"""

import msgspec
from msgspec import UNSET, UnsetType

from core.wire import canonical, sha256_hex


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of the document."""


class Person(_Part, frozen=True, kw_only=True):
    """Who applies or acts. `how`: card = read from the chip, typed = to be checked by a person."""

    name: str
    number: str
    number_type: str = "111"  # GA/T 2000.156, resident identity card
    sex: str = ""
    ethnic_code: str = ""
    birth: str = ""
    address: str = ""
    card_valid_to: str = ""  # ISO date, empty for 长期
    how: str


class Mandate(_Part, frozen=True, kw_only=True):
    """Written authority for an agent (民法典 art. 165): who, what, power, term, signature."""

    agent: Person
    role: str  # village_agent, relative, lawyer
    matter: str
    power: str
    valid_from: str
    valid_to: str
    text_sha256: str
    signature_sha256: str


class Page(_Part, frozen=True, kw_only=True):
    """One picture or file, by the digest and size of its plain bytes. They travel sealed beside
    the document; the city unseals them and finds them again by this digest."""

    sha256: str
    size: int
    media_type: str
    role: str  # material code, signature, strokes, mandate, face


class MaterialGiven(_Part, frozen=True, kw_only=True):
    """How one material is handed in (材料收取方式, GB/T 39046)."""

    code: str
    name: str
    how: str  # scan, file, card, promise
    pages: list[Page] = []
    promised_until: str = ""
    promise_text: str = ""


class Consent(_Part, frozen=True, kw_only=True):
    """A separate consent (PIPL art. 29), given or declined, with its time and the words shown."""

    purpose: str
    given: bool
    at: str
    text_sha256: str


class Liveness(_Part, frozen=True, kw_only=True):
    """What the person was asked to do before the camera, and whether the landmarks followed. It
    tells a flat photo from a head that turns, not a film from a person; it was never tested after
    ISO/IEC 30107 and decides nothing by itself."""

    result: str  # passed, not_passed
    challenges: list[str]  # turn_left, turn_right, closer, as they were asked in the last try
    method: str = "yunet-landmarks-1"
    iso_30107: str = "not_tested"


class Comparison(_Part, frozen=True, kw_only=True):
    """One comparison of the captured face with the card's portrait, as numbers and verdict.
    `score` is the cosine of the two features, −1 to 1; `same` means at least `threshold`."""

    verdict: str  # same, different
    score: str
    threshold: str
    threshold_source: str  # where the threshold comes from
    model_sha256: str


class Face(_Part, frozen=True, kw_only=True):
    """What is known of the face: captured or not; a comparison is never claimed unless made.
    `liveness` and `comparison` are left out where nothing of the kind was done, so that older
    documents keep their bytes. Raises ValueError for a claim without its numbers or its face."""

    state: str  # captured_compared, captured_not_compared, declined, no_camera, not_asked
    quality: dict[str, str] = {}
    page: Page | None = None
    liveness: Liveness | UnsetType = UNSET
    comparison: Comparison | UnsetType = UNSET

    def __post_init__(self) -> None:
        if (self.state == "captured_compared") != isinstance(self.comparison, Comparison):
            raise ValueError("a comparison is claimed exactly where one was made")
        if self.page is None and (self.liveness is not UNSET or self.comparison is not UNSET):
            raise ValueError("nothing is known of a face that is not there")


class Evidence(_Part, frozen=True, kw_only=True):
    """How the citizen agreed: what was shown, and the picture of the signature (签名影像)."""

    notice_sha256: str
    document_sha256: str  # Application.shown_sha256: what was shown before the signature
    signature: Page | None = None
    strokes: Page | None = None
    signed_at: str = ""


class Application(_Part, frozen=True, kw_only=True):
    """The whole document."""

    schema: str = "application/1"
    id: str
    receipt_no: str = ""  # given by the records when they store it
    terminal: str
    created_at: str
    channel: str  # kiosk, agent_desk
    catalogue_version: str
    catalogue_digest: str
    package: str
    package_name: str
    subject: str
    answers: dict[str, str]
    items: list[str]
    handling_organ: str
    accepting_point: str
    applicant: Person
    mandate: Mandate | None = None
    form: dict[str, str]
    materials: list[MaterialGiven]
    consents: list[Consent]
    face: Face
    fee_fen: int
    delivery: str
    evidence: Evidence | None = None

    def to_bytes(self) -> bytes:
        """Canonical bytes."""
        return canonical(self)

    def shown_sha256(self) -> str:
        """Digest of what was shown before the signature: the document without its evidence and
        without the receipt number, which the records give in the transaction that stores it."""
        return sha256_hex(canonical(msgspec.structs.replace(self, evidence=None, receipt_no="")))


def application_from(octets: bytes) -> Application:
    """Read an application. Raises msgspec.ValidationError or DecodeError."""
    return msgspec.json.decode(octets, type=Application)


class Rating(_Part, frozen=True, kw_only=True):
    """好差评 (GB/T 39734): level 5 非常满意 … 1 非常不满意, 0 = 未评价. Anonymous by default."""

    schema: str = "rating/1"
    id: str
    case: str  # id of the application
    level: int
    reasons: list[str]
    text: str = ""
    channel: str = "5"  # 5 大厅其他/自助终端, 4 政务大厅平板
    at: str
    anonymous: bool = True
