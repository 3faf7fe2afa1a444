"""The one-time notice (一次告知) as data: everything an applicant has to know, once and at once.

Contents: 优化营商环境条例 art. 36, 行政许可法 art. 30 and 32. Amounts are fen, days working days,
dates and times ISO. No personal data: it is about a package, its answers and a place.
"""

import msgspec

from core.catalogue import Mark

HOTLINE = "12345"


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of the notice."""


class NoticeItem(_Part, frozen=True, kw_only=True):
    """One item with its basis, times and result. `organ` is a code; `after` are item names."""

    code: str
    name: str
    organ: str
    basis: str
    conditions: str
    result: str
    days_promised: int
    days_legal: int
    days_legal_text: str
    is_instant: bool
    needs_presence: bool
    after: list[str]
    steps: list[str]


class NoticeMaterial(_Part, frozen=True, kw_only=True):
    """One material that is handed in. `original`, `origin` and `kind` as in the catalogue."""

    code: str
    name: str
    kind: str
    hint: str
    original: str
    copies: int
    origin: str
    is_deferrable: bool


class NoticeFee(_Part, frozen=True, kw_only=True):
    """One fee with its basis; 0 fen says on what basis nothing is paid."""

    item: str
    name: str
    fen: int
    basis: str
    payer: str


class NoticeBurden(_Part, frozen=True, kw_only=True):
    """How much there is to do, before and after the items were made one thing."""

    applications: int
    materials: int
    steps: int
    days: int


class NoticeMark(_Part, frozen=True, kw_only=True):
    """Rows that are not official: what they are, how sure they are, where they come from."""

    mark: Mark
    source: str
    names: list[str]


class NoticeDue(_Part, frozen=True, kw_only=True):
    """The last day when accepted today. Not certain where a year's holidays are not known."""

    date: str
    is_certain: bool
    missing_years: list[int]


class Notice(_Part, frozen=True, kw_only=True):
    """The whole notice. `refusal` is a word key or a sentence where the way ends."""

    schema: str = "notice/1"
    package: str
    package_name: str
    summary: str
    day: str
    answers: dict[str, str]
    situation: list[str]  # the chosen options in words
    refusal: str
    before: NoticeBurden
    after: NoticeBurden
    items: list[NoticeItem]
    form_pages: list[str]  # titles of the pages of the one form
    materials: list[NoticeMaterial]
    deferral_days: int
    deferral_consequence: str
    fees: list[NoticeFee]
    fee_fen: int
    promised_by: str  # the source of a published total promise, or empty
    place: str
    delivery: list[str]
    organ: str
    organ_name: str
    unofficial: list[NoticeMark]
    contact: str = HOTLINE
    complaint: str = HOTLINE
    terminal: str
    terminal_place: str
    # What belongs to the moment and not to the content:
    at: str = ""
    is_online: bool = False
    due: NoticeDue | None = None
    organ_names: dict[str, str] = {}
