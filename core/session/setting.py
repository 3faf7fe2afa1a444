"""What a session stands on: catalogue, terminal, day, words. Given to every step, never kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.catalogue import Catalogue, Package, Subject
from core.errors import Code
from core.plan import Plan
from core.planning import make_plan
from core.ports import Terminal, WordSource
from core.session.matter import Matter
from core.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything that a step may look at besides the state and the event."""

    catalogue: Catalogue
    terminal: Terminal
    today: date
    calendar: Calendar
    words: WordSource
    channel: str = "kiosk"  # kiosk or agent_desk
    is_mandated: bool = False  # an agent acts for a principal: two cards, a mandate
    agent_name: str = ""
    closed: Code | None = None  # why no new application may be taken here

    def package_of(self, matter: Matter) -> Package:
        """The package that the matter is about."""
        return self.catalogue.package(matter.package)

    def plan_of(self, matter: Matter) -> Plan:
        """The matter's plan with the answers so far."""
        package = self.package_of(matter)
        subject = matter.subject or package.subjects[0]
        return self.plan(package, subject, matter.answer_map())

    def plan(self, package: Package, subject: Subject, answers: Mapping[str, str]) -> Plan:
        """The plan for a package today."""
        return make_plan(package, subject, answers, self.today)


@dataclass(frozen=True, slots=True)
class Materials:
    """The constants of the material pages."""

    rows_per_page: int = 6


MATERIALS = Materials()
