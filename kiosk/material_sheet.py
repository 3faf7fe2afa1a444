"""What the list of materials says: computed from the state and the setting, nothing shown yet."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import Code
from core.notice_slip import date_words
from core.plan import PlannedMaterial, Rule
from core.ports import WordSource
from core.session.handing_in import is_given
from core.session.matter import Given, How, Matter
from core.session.setting import Setting

_FAULTS = frozenset(
    {Code.MATERIAL_UNREADABLE, Code.MATERIAL_BLANK, Code.MATERIAL_BLURRED, Code.MATERIAL_TOO_LARGE}
)


@dataclass(frozen=True, slots=True)
class Button:
    """`key` is photograph, load, promise or drop."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `chip` is (text, kind, icon); `link` and `button` are its two actions at most."""

    code: str
    number: int
    name: str
    line: str
    chip: tuple[str, str, str]
    link: Button | None
    button: Button | None
    is_missing: bool
    has_fault: bool
    is_wrong: bool = False  # the line says what was wrong


@dataclass(frozen=True, slots=True)
class PromiseText:
    """The open promise below a row."""

    code: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class MaterialSheet:
    """All rows, with what is done, promised and missing."""

    entries: tuple[Entry, ...]
    done: int
    promised: int
    missing: int
    free: str  # what is passed inside, in words, or empty

    def next_entry(self) -> Entry | None:
        """The next thing to do: what could not be read first, then the first that is missing."""
        wanted = [entry for entry in self.entries if entry.is_missing]
        return next((entry for entry in wanted if entry.has_fault), wanted[0] if wanted else None)


def material_sheet(matter: Matter, setting: Setting, words: WordSource) -> MaterialSheet:
    """The sheet of a matter."""
    planned = setting.plan_of(matter).materials
    entries = tuple(
        _entry(number, each, matter, words) for number, each in enumerate(planned, start=1)
    )
    promised = sum(given.how is How.PROMISE for given in _of_plan(matter, planned))
    missing = sum(entry.is_missing for entry in entries)
    return MaterialSheet(
        entries=entries,
        done=len(entries) - promised - missing,
        promised=promised,
        missing=missing,
        free=_free(matter, setting, words),
    )


def promise_text(code: str, matter: Matter, setting: Setting, words: WordSource) -> PromiseText:
    """The promise of one material, with its date in full."""
    package = setting.package_of(matter)
    name = next(m.name for m in package.materials if m.code == code)
    due = setting.calendar.add(setting.today, package.deferral_days).date
    text = words(
        "materials.promise.text",
        date=date_words(due.isoformat(), words),
        consequence=package.deferral_consequence,
    )
    return PromiseText(code, words("materials.promise.title", name=name), text)


def _of_plan(matter: Matter, planned: tuple[PlannedMaterial, ...]) -> Iterator[Given]:
    given = matter.given_map()
    return (given[each.material.code] for each in planned if each.material.code in given)


def _entry(number: int, planned: PlannedMaterial, matter: Matter, words: WordSource) -> Entry:
    material = planned.material
    given = matter.given_map().get(material.code)
    fault = dict(matter.faults).get(material.code)
    is_there = is_given(planned, matter)
    link, button = _buttons(planned, given, is_there=is_there, fault=fault, words=words)
    return Entry(
        code=material.code,
        number=number,
        name=material.name,
        line=_line(planned, given, is_there=is_there, fault=fault, words=words),
        chip=_chip(planned, given, is_there=is_there, fault=fault, words=words),
        link=link,
        button=button,
        is_missing=not is_there,
        has_fault=fault is not None,
        is_wrong=fault is not None,
    )


def _line(
    planned: PlannedMaterial,
    given: Given | None,
    *,
    is_there: bool,
    fault: Code | None,
    words: WordSource,
) -> str:
    material = planned.material
    if fault is not None:
        return f"{words(f'error.{fault.value}.line')} {fault.value}"
    shared = len(planned.items)
    parts = [words("materials.shared", count=shared)] if shared > 1 else []
    if given is None and not is_there:
        hint = material.hint or words(f"materials.original.{material.original}")
        return words("materials.join").join([hint, *parts])
    if given is None or given.how is How.CARD:
        return words("materials.join").join([words("materials.from_card"), *parts])
    if given.how is How.PROMISE:
        return words("materials.until", date=date_words(given.promised_until, words))
    if given.how is How.FILE:
        return words("materials.loaded")
    return words("materials.pages", count=len(given.pages))


def _chip(
    planned: PlannedMaterial,
    given: Given | None,
    *,
    is_there: bool,
    fault: Code | None,
    words: WordSource,
) -> tuple[str, str, str]:
    if fault is not None:
        key = fault.value if fault in _FAULTS else "other"
        return (words(f"materials.fault.{key}"), "error", "warning")
    if given is not None and given.how is How.PROMISE:
        return (words("materials.chip.promised"), "warn", "clock")
    if is_there:
        return (words("materials.chip.done"), "ok", "check")
    if planned.material.deferrable:
        return (words("materials.chip.deferrable"), "warn", "clock")
    return (words("materials.chip.wanted"), "sunken", "camera")


def _buttons(
    planned: PlannedMaterial,
    given: Given | None,
    *,
    is_there: bool,
    fault: Code | None,
    words: WordSource,
) -> tuple[Button | None, Button | None]:
    if is_there and (given is None or given.how is How.CARD):
        return None, None
    if is_there and given is not None and given.how is How.PROMISE:
        undo = Button("drop", words("materials.button.undo"))
        return undo, Button("photograph", words("materials.button.now"))
    again = Button("photograph", words("materials.button.again"))
    if is_there:
        return Button("drop", words("materials.button.drop")), again
    shoot = Button("photograph", words("materials.button.photograph"))
    if planned.material.deferrable:
        return Button("promise", words("materials.button.promise")), again if fault else shoot
    return Button("load", words("materials.button.load")), again if fault else shoot


def _free(matter: Matter, setting: Setting, words: WordSource) -> str:
    """Licences that go from organ to organ by themselves (内部流转)."""
    removals = setting.plan_of(matter).removals
    names = [removal.name for removal in removals if removal.rule is Rule.PASS_INSIDE]
    if not names:
        return ""
    if len(set(names)) == 1:
        return words("materials.free", count=len(names), name=names[0])
    return words("materials.free_some", count=len(names))
