"""What the merged form of a package must hold: keys once, items and answers that exist."""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from core.catalogue import Field, Package

_NUMBERS = frozenset({"decimal", "money", "digits"})


def faults_in_fields(
    package: Package, answers: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str]]:
    """Rows and reasons of everything wrong in the merged form."""
    items = {item.code for item in package.items}
    seen: set[str] = set()
    for number, group in enumerate(package.groups):
        if not group.fields:
            yield f"groups[{number}].fields", "is empty"
        for index, field in enumerate(group.fields):
            row = f"groups[{number}].fields[{index}]"
            if field.key in seen:
                yield f"{row}.key", f"{field.key!r} is there twice; each field is asked once"
            seen.add(field.key)
            yield from _faults_in_references(row, field, items, answers)
            yield from _faults_in_field(row, field)


def _faults_in_references(
    row: str, field: Field, items: Collection[str], answers: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str]]:
    if not field.items:
        yield f"{row}.items", "is empty: a field fills the form of at least one item"
    for index, code in enumerate(field.items):
        if code not in items:
            yield f"{row}.items[{index}]", f"there is no item {code!r}"
    for code, options in field.when.items():
        for option in options:
            if option not in answers.get(code, ()):
                yield f"{row}.when.{code}", f"there is no such answer {option!r}"


def _faults_in_field(row: str, field: Field) -> Iterator[tuple[str, str]]:
    if not field.key.strip() or not field.label.strip():
        yield row, "key or label is empty"
    if (field.kind == "choice") != bool(field.choices):
        yield f"{row}.choices", 'belong to kind = "choice", and to it only'
    if field.choices and field.default and field.default not in field.choices:
        yield f"{row}.default", "is not one of the choices"
    if len(set(field.choices)) != len(field.choices):
        yield f"{row}.choices", "a choice is there twice"
    if field.max_length < 1:
        yield f"{row}.max_length", "is less than 1"
    if field.kind in _NUMBERS:
        yield from _faults_in_bounds(row, field)


def _faults_in_bounds(row: str, field: Field) -> Iterator[tuple[str, str]]:
    bounds = []
    for key in ("minimum", "maximum"):
        text = getattr(field, key)
        if not text:
            continue
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            yield f"{row}.{key}", f"{text!r} is not a number"
            return
        bounds.append(number)
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        yield f"{row}.maximum", "is below minimum"
