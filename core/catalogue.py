"""The shapes of the catalogue: packages (一件事), items (事项), materials (材料), questions (情形).

The structs are the schema: a file that does not fit is refused with the place and the reason
(see core.catalogue_reading). Codes follow GB/T 39046-2020 appendix A where one exists.
"""

from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec


class Mark(StrEnum):
    """How sure a row is. Only OFFICIAL rows may be shown as the city's own."""

    OFFICIAL = "official"
    STATED = "stated"  # in the source article
    PUBLIC = "public"  # read in a stored public page
    GENERAL = "general"  # general knowledge, not verified
    RECONSTRUCTED = "reconstructed"  # fits the published numbers; not a list of the city


class Subject(StrEnum):
    """服务对象 (主体性质), GB/T 39046 appendix A, as far as the catalogue uses it."""

    PERSON = "person"
    ENTERPRISE = "enterprise"
    PUBLIC_INSTITUTION = "public_institution"
    SOCIAL_ORGANISATION = "social_organisation"
    OTHER = "other"


class LifeEvent(StrEnum):
    """The eight tiles of the first page, in their order."""

    BUSINESS = "business"
    HOME = "home"
    BIRTH = "birth"
    WORK = "work"
    OLD_AGE = "old_age"
    HEALTH = "health"
    FAMILY = "family"
    HARDSHIP = "hardship"


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A row of a catalogue file: immutable, and refusing keys that nobody knows."""


class Source(_Row, frozen=True, kw_only=True):
    """Where a row comes from and how sure it is."""

    text: str
    mark: Mark


class Organ(_Row, frozen=True, kw_only=True):
    """An organ that accepts or handles (机构). `region` has 12 digits; `level` is 1–7."""

    code: str
    name: str
    region: str
    level: int
    parent: str = ""
    source: Source


class Material(_Row, frozen=True, kw_only=True):
    """A material (材料) as a package knows it, once for all of its items.

    `kind` form = an application form that the merged form replaces; licence = a result of an item
    in this package, passed on inside; document = anything handed in; card = read from the ID card.
    """

    code: str
    name: str
    kind: Literal["form", "licence", "document", "card"] = "document"
    hint: str = ""
    original: Literal["keep", "check", "copy"] = "copy"  # 收原件 / 验原件收复印件 / 仅复印件
    copies: int = 1
    origin: Literal["applicant", "government", "other"] = "applicant"
    issued_by_item: str = ""
    deferrable: bool = False  # 容缺后补
    budget_kb: int = 600


class Step(_Row, frozen=True, kw_only=True):
    """A step of handling (环节). `shared` steps happen once when the city accepts in one place."""

    name: str
    shared: bool


class Fee(_Row, frozen=True, kw_only=True):
    """One dated row of a fee rule, amounts in fen. `when` names answers that must all hold.

    `per` case: once; certificate: the first is inside the case fee, each further one costs
    `extra_certificate_fen`; copy: `fen` for every certificate.
    """

    name: str
    fen: int
    basis: str
    valid_from: date
    valid_to: date | None = None
    when: dict[str, list[str]] = {}
    per: Literal["case", "certificate", "copy"] = "case"
    extra_certificate_fen: int = 0
    payer: str = ""
    source: Source


class Item(_Row, frozen=True, kw_only=True):
    """An item (事项) inside a package. Days are working days."""

    code: str
    name: str
    short_name: str = ""
    organ: str
    kind: Literal["permit", "registration", "filing", "confirmation", "benefit", "service"]
    basis: str
    conditions: str = ""
    result: str
    days_before: int
    days_promised: int
    days_legal: int
    days_legal_text: str = ""
    after: list[str] = []
    materials: list[str]
    steps: list[Step]
    fees: list[Fee] = []
    instant: bool = False  # 当场办结 by law or promise
    personal_presence: bool = False
    offline_accept: bool = False
    valid_from: date
    valid_to: date | None = None
    source: Source


class Effect(_Row, frozen=True, kw_only=True):
    """What an answer changes. Every change is shown by `explain` with the option's code."""

    drop_items: list[str] = []
    add_items: list[str] = []
    drop_materials: list[str] = []
    add_materials: dict[str, list[str]] = {}  # item code -> material codes
    days: dict[str, int] = {}  # item code -> promised days
    refuse: str = ""  # a word key: this answer ends the way, with what to do instead


class Option(_Row, frozen=True, kw_only=True):
    """An answer that can be touched."""

    code: str
    title: str
    meaning: str = ""
    consequence: str = ""  # the teal line: what it changes, in words
    effect: Effect = Effect()


class Question(_Row, frozen=True, kw_only=True):
    """A situation question (情形). `when` names the earlier answers under which it is asked."""

    code: str
    text: str
    hint: str = ""
    options: list[Option]
    when: dict[str, list[str]] = {}
    source: Source


class Field(_Row, frozen=True, kw_only=True):
    """A field of the merged form (一次表单). `items` says which items' own forms it fills."""

    key: str
    label: str
    kind: Literal[
        "text",
        "name",
        "digits",
        "phone",
        "landline",
        "decimal",
        "money",
        "date",
        "choice",
        "resident_number",
        "uscc",
        "unit_number",
        "address",
    ] = "text"
    required: bool = True
    from_card: Literal["", "name", "number", "sex", "ethnic", "birth", "address"] = ""
    items: list[str]
    choices: list[str] = []
    default: str = ""
    max_length: int = 60
    minimum: str = ""
    maximum: str = ""
    unit: str = ""
    placeholder: str = ""
    when: dict[str, list[str]] = {}


class FieldGroup(_Row, frozen=True, kw_only=True):
    """Fields that are shown on one page."""

    title: str
    fields: list[Field]


class Promise(_Row, frozen=True, kw_only=True):
    """The published total promise for a package, data with its source and never computed."""

    days: int
    source: Source


class Package(_Row, frozen=True, kw_only=True):
    """A life event handled as one thing (一件事)."""

    code: str
    name: str
    aliases: list[str] = []
    summary: str
    life_event: LifeEvent
    department: str
    hot: int = 0
    subjects: list[Subject]
    valid_from: date
    valid_to: date | None = None
    replaced_by: str = ""  # what a person reads after valid_to
    minimum_age: int = 0
    agent_may: bool = True
    promise: Promise | None = None
    items: list[Item]
    materials: list[Material]
    questions: list[Question] = []
    groups: list[FieldGroup]
    handled_by: list[str]  # organ codes or level names that may be chosen as jurisdiction
    place: str
    delivery: list[str]
    deferral_days: int = 10  # working days to hand in what was promised
    deferral_consequence: str = ""
    source: Source


class Manifest(_Row, frozen=True, kw_only=True, omit_defaults=True):
    """What a signed catalogue holds: the digest of every file. Signed as canonical bytes.
    Catalogues up to `withdrawn_through` were wrong: no terminal may go back to them."""

    version: str
    sequence: int
    issued: date
    expires: date
    files: dict[str, str]  # name -> sha256
    withdrawn_through: int = 0


class Catalogue(_Row, frozen=True, kw_only=True):
    """A whole catalogue, checked."""

    version: str
    digest: str
    issued: date
    expires: date
    packages: list[Package]
    organs: list[Organ]

    def package(self, code: str) -> Package:
        """The package with a code. Raises KeyError."""
        for package in self.packages:
            if package.code == code:
                return package
        raise KeyError(code)

    def organ(self, code: str) -> Organ:
        """The organ with a code. Raises KeyError."""
        for organ in self.organs:
            if organ.code == code:
                return organ
        raise KeyError(code)
