"""What is offered: the packages in force, and how one of them is said in a row."""

from collections.abc import Iterable

from core.catalogue import LifeEvent, Package
from core.ports import WordSource
from core.session.choosing import is_in_force
from core.session.setting import Setting
from core.situation import first_options
from kiosk.widgets.list_row import Entry


def offered(setting: Setting) -> list[Package]:
    """The packages that can be begun today, the most wanted first."""
    today = [each for each in setting.catalogue.packages if is_in_force(each, setting.today)]
    return sorted(today, key=lambda each: -each.hot)


def life_events(packages: Iterable[Package]) -> list[LifeEvent]:
    """The life events that hold a package, in the order of the tiles."""
    held = {package.life_event for package in packages}
    return [event for event in LifeEvent if event in held]


def departments(packages: Iterable[Package]) -> dict[str, int]:
    """Departments with the number of their packages, by name."""
    found: dict[str, int] = {}
    for package in packages:
        found[package.department] = found.get(package.department, 0) + 1
    return dict(sorted(found.items()))


def short_names(packages: Iterable[Package], words: WordSource, room: int) -> str:
    """As many names as fit into `room` characters, without their 我要."""
    said = ""
    for package in packages:
        name = package.name.removeprefix(words("idle.prefix"))
        longer = f"{said}、{name}" if said else name
        if said and len(longer) > room:
            break
        said = longer
    return said


def entry_of(
    package: Package,
    setting: Setting,
    words: WordSource,
    *,
    hits: Iterable[int] = (),
    pinyin: str = "",
    line: str = "",
    brief: bool = False,
) -> Entry:
    """A package as a row. Its figures hold for the first option of every question, so they are
    said as 约; `line` is said instead of them, `brief` says the first of them alone."""
    chips = [(words(f"row.subject.{subject.value}"), "lake") for subject in package.subjects]
    if not is_in_force(package, setting.today):
        chips = [(words("row.ended"), "sunken")]
        line = line or package.replaced_by
    return Entry(
        title=package.name,
        line=line or _figures(package, setting, words, brief),
        aside=pinyin,
        chips=chips,
        hits=frozenset(hits),
    )


def _figures(package: Package, setting: Setting, words: WordSource, brief: bool) -> str:
    subject = package.subjects[0]
    plan = setting.plan(package, subject, first_options(package, subject, {}))
    count = len(plan.items)
    parts = [words("row.items", count=count) if count > 1 else words("row.one_item")]
    if plan.after.days == 0:
        parts.append(words("row.at_once"))
    if plan.after.materials and not brief:
        parts.append(words("row.materials", count=plan.after.materials))
    return "，".join(parts)
