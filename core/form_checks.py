"""The live check of the merged form: each field while it is typed, and what is still missing."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from core.catalogue import Field, FieldGroup
from core.check import Check, CheckState, wrong
from core.plan import FieldPage
from core.typed_code import check_resident_number, check_unified_code, check_unit_number
from core.typed_date import check_date, parse_date, tidy_date
from core.typed_name import check_address, check_choice, check_name, check_text, tidy_name
from core.typed_number import (
    check_decimal,
    check_digits,
    check_landline,
    check_money,
    check_phone,
)

_WORDS = frozenset({"text", "name", "address", "choice"})


def tidy(field: Field, value: str) -> str:
    """The value as it is checked and kept: without outer spaces; numbers without any space, in
    half width and capitals. Tidying twice changes nothing."""
    if field.kind in _WORDS:
        value = value.strip()
        return tidy_name(value) if field.kind == "name" else value
    value = "".join(unicodedata.normalize("NFKC", value.replace("。", ".")).split()).upper()
    if field.kind == "phone":
        return value.replace("-", "")
    if field.kind == "date":
        return tidy_date(value)
    return value


def final(field: Field, value: str) -> str:
    """The value as it goes into the document: tidy, and a date in ISO form."""
    value = tidy(field, value)
    day = parse_date(value) if field.kind == "date" else None
    return day.isoformat() if day else value


def check(field: Field, value: str, today: date) -> Check:
    """What to say of a field while it is typed. Wrong only if typing on cannot mend it."""
    value = tidy(field, value)
    if not value:
        key = "check.empty.required" if field.required else "check.empty.optional"
        return Check(CheckState.EMPTY, key)
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in value):
        return wrong("check.text.sign")
    return _check_kind(field, value, today)


def _check_kind(field: Field, value: str, today: date) -> Check:
    match field.kind:
        case "name":
            return check_name(field, value)
        case "digits":
            return check_digits(field, value)
        case "phone":
            return check_phone(value)
        case "landline":
            return check_landline(value)
        case "decimal":
            return check_decimal(field, value)
        case "money":
            return check_money(field, value)
        case "date":
            return check_date(field, value, today)
        case "choice":
            return check_choice(field, value)
        case "resident_number":
            return check_resident_number(value, today)
        case "uscc":
            return check_unified_code(value)
        case "unit_number":
            return check_unit_number(value)
        case "address":
            return check_address(field, value)
        case "text":
            return check_text(field, value)


def visible_fields(page: FieldPage | FieldGroup, answers: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields of a page that these answers leave standing. Only an answer that contradicts a
    condition hides a field: what nobody was asked is decided by the plan, which made the page."""
    return tuple(field for field in page.fields if not _is_contradicted(field, answers))


def _is_contradicted(field: Field, answers: Mapping[str, str]) -> bool:
    return any(
        question in answers and answers[question] not in wanted
        for question, wanted in field.when.items()
    )


def missing(
    pages: Iterable[FieldPage | FieldGroup],
    values: Mapping[str, str],
    answers: Mapping[str, str],
    today: date,
) -> tuple[str, ...]:
    """The keys that stop the form, in reading order: required and empty, or not right as they
    stand. `values` are the fields as typed; `answers` are those to the situation questions."""
    return tuple(
        field.key
        for page in pages
        for field in visible_fields(page, answers)
        if _stops(field, check(field, values.get(field.key, ""), today).state)
    )


def _stops(field: Field, state: CheckState) -> bool:
    return field.required if state is CheckState.EMPTY else state is not CheckState.OK
