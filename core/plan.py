"""What one applicant has to do: a package resolved by subject, answers and date.

The figures before and after come out of the rules; each material that is not asked for any more
names the rule that took it away.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.catalogue import Field, Item, Material, Package, Question


class Rule(StrEnum):
    """Why a material, a step or an item is not asked for."""

    MERGE_FORMS = "merge_forms"  # 一次表单: every item's own form becomes the one form
    PASS_INSIDE = "pass_inside"  # a result of this package goes from organ to organ
    ASK_ONCE = "ask_once"  # shared by several items, handed in once
    ANSWER = "answer"  # an answer took it away
    NOT_IN_FORCE = "not_in_force"  # the row is not valid on this day


@dataclass(frozen=True, slots=True)
class Removal:
    """A material of one item that is not handed in, with the rule that says so."""

    item: str
    material: str
    name: str
    rule: Rule
    reason: str  # one sentence in Chinese
    question: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True)
class PlannedMaterial:
    """A material that is handed in, with the items that use it."""

    material: Material
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee in fen with its basis."""

    item: str
    name: str
    fen: int
    basis: str
    payer: str


@dataclass(frozen=True, slots=True)
class Burden:
    """How much an applicant has to do."""

    applications: int
    materials: int
    steps: int
    days: int


@dataclass(frozen=True, slots=True)
class FieldPage:
    """A page of the merged form."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole answer for one applicant on one day."""

    package: Package
    day: date
    answers: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]
    dropped_items: tuple[tuple[str, str, str], ...]  # item code, question code, option code
    materials: tuple[PlannedMaterial, ...]  # the merged form is not in here; it is `applications`
    removals: tuple[Removal, ...]
    before: Burden
    after: Burden
    critical_path_days: int
    critical_path: tuple[str, ...]
    pages: tuple[FieldPage, ...]
    fees: tuple[FeeLine, ...]
    open_questions: tuple[Question, ...]  # asked with these answers and not answered yet
    asked_questions: tuple[Question, ...]  # all that apply with these answers, in order
    refusal: str  # word key or text where the way ends; empty where it goes on

    @property
    def fee_fen(self) -> int:
        """The sum of all fees in fen."""
        return sum(line.fen for line in self.fees)
