"""One field of the merged form as a box: its label, what it shows and what its check says."""

from datetime import date

from core.catalogue import Field
from core.check import CheckState
from core.form_checks import check
from core.ports import WordSource
from ui.components.field_box import FieldBox, FieldKind, FieldState
from ui.theme import Theme

# What fits into half of the width together with its check.
_HALVES = frozenset({"name", "phone", "landline", "digits", "decimal", "money", "date", "choice"})
_HALF_FROM_CARD = frozenset({"name", "number", "sex", "ethnic", "birth"})
_LONG_PLACEHOLDER = 9


def is_full(field: Field, *, locked: bool) -> bool:
    """Whether a field needs the whole width."""
    if locked:
        return field.from_card not in _HALF_FROM_CARD
    return field.kind not in _HALVES or len(field.placeholder) > _LONG_PLACEHOLDER


def label_of(field: Field, words: WordSource) -> str:
    """The label with its unit, and whether it may stay empty."""
    label = field.label
    if field.unit:
        label = words("form.unit", label=label, unit=field.unit)
    return words("form.required" if field.required else "form.optional", label=label)


def make_box(theme: Theme, words: WordSource, field: Field, *, locked: bool) -> FieldBox:
    """An empty box, named `field:KEY`."""
    kind = FieldKind.TEXT
    if locked:
        kind = FieldKind.LOCKED
    elif field.kind == "choice":
        kind = FieldKind.CHOICE
    full = is_full(field, locked=locked)
    box = FieldBox(
        theme,
        field.label if locked else label_of(field, words),
        placeholder=words("form.choose") if field.kind == "choice" else field.placeholder,
        kind=kind,
        aside=words("form.from_card") if locked and full else "",
        max_length=max(field.max_length * 2, 40),
    )
    box.setObjectName(f"field:{field.key}")
    return box


def show_check(
    box: FieldBox, field: Field, value: str, today: date, words: WordSource, *, shows_missing: bool
) -> None:
    """Show the live check: red only where typing on cannot mend it, or after a confirmation."""
    if box.kind is FieldKind.LOCKED:
        return
    found = check(field, value, today)
    says = words(found.key, **found.gaps)
    match found.state:
        case CheckState.OK:
            box.set_state(FieldState.GOOD, says)
        case CheckState.WRONG:
            box.set_state(FieldState.WRONG, says)
        case CheckState.TYPING:
            box.set_state(FieldState.WRONG if shows_missing else FieldState.OPEN, says)
        case CheckState.EMPTY:
            late = shows_missing and field.required
            box.set_state(FieldState.WRONG if late else FieldState.OPEN, says if late else "")
