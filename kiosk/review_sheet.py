"""What the review says before the signature: everything that is handed in, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.catalogue import Field
from core.notice_slip import date_words, yuan
from core.ports import WordSource
from core.resident_number import masked, masked_phone
from core.session.filling import all_fields
from core.session.handing_in import still_missing
from core.session.matter import How, Matter
from core.session.setting import Setting

_FIRST_FIELDS = 2  # so many fields of its own stand on the first page of the review
_NUMBERS = frozenset({"resident_number"})
_PHONES = frozenset({"phone", "landline"})


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One row. `part` is where it is changed (core EditTouched), empty where it is not; `key` a
    field's key where several rows lead to the same part."""

    name: str
    value: str
    part: str = ""
    line: str = ""
    key: str = ""


def review_sheet(matter: Matter, setting: Setting, words: WordSource) -> tuple[Reviewed, ...]:
    """All rows: what decides first, then every field of the form."""
    typed = _typed_fields(matter, setting)
    first = [field for field in typed if field.kind in ("text", "address")][:_FIRST_FIELDS]
    rest = [field for field in typed if field not in first]
    return (
        _what(matter, setting, words),
        *_who(matter, setting, words),
        *(_field(field, matter, words) for field in first),
        _materials(matter, setting, words),
        *_delivery(matter, setting, words),
        _fee(matter, setting, words),
        *_organ(matter, setting, words),
        *(_field(field, matter, words) for field in rest),
    )


def _typed_fields(matter: Matter, setting: Setting) -> list[Field]:
    """The fields that the card did not fill."""
    return [
        field
        for field in all_fields(matter, setting)
        if not (field.from_card and matter.card is not None)
    ]


def _what(matter: Matter, setting: Setting, words: WordSource) -> Reviewed:
    plan = setting.plan_of(matter)
    value = words("signing.what_line", package=plan.package.name, count=len(plan.items))
    return Reviewed(words("signing.what"), value, "situation")


def _who(matter: Matter, setting: Setting, words: WordSource) -> Iterator[Reviewed]:
    name = words("signing.who")
    if matter.card is not None:
        number = masked(matter.card.number)
        yield Reviewed(name, words("signing.who_line", name=matter.card.name, number=number))
    else:
        typed = matter.form_map()
        said = {
            field.from_card: typed.get(field.key, "")
            for field in all_fields(matter, setting)
            if field.from_card
        }
        number = masked(said.get("number", ""))
        value = words("signing.who_line", name=said.get("name", ""), number=number)
        yield Reviewed(name, value, "form", words("signing.who_typed"))
    if matter.agent_card is not None:
        agent = matter.agent_card
        value = words("signing.who_line", name=agent.name, number=masked(agent.number))
        yield Reviewed(words("signing.agent"), value)


def _field(field: Field, matter: Matter, words: WordSource) -> Reviewed:
    value = matter.form_map().get(field.key, "")
    if field.kind in _NUMBERS and value:
        value = masked(value)
    elif field.kind in _PHONES and value:
        value = masked_phone(value)
    elif field.unit and value:
        value = f"{value} {field.unit}"
    return Reviewed(field.label, value or words("signing.empty"), "form", key=field.key)


def _materials(matter: Matter, setting: Setting, words: WordSource) -> Reviewed:
    planned = setting.plan_of(matter).materials
    given = matter.given_map()
    promised = [
        given[each.material.code].promised_until
        for each in planned
        if each.material.code in given and given[each.material.code].how is How.PROMISE
    ]
    done = len(planned) - len(promised) - len(still_missing(matter, setting))
    parts = [words("signing.materials_done", count=done)] if planned else []
    if promised:
        date = date_words(max(promised), words)
        parts.append(words("signing.materials_promised", count=len(promised), date=date))
    value = words("signing.join").join(parts) or words("signing.materials_none")
    return Reviewed(words("signing.materials"), value, "materials")


def _delivery(matter: Matter, setting: Setting, words: WordSource) -> Iterator[Reviewed]:
    if matter.delivery:
        offered = len(setting.package_of(matter).delivery)
        part = "delivery" if offered > 1 else ""
        yield Reviewed(words("signing.delivery"), matter.delivery, part)


def _fee(matter: Matter, setting: Setting, words: WordSource) -> Reviewed:
    fen = setting.plan_of(matter).fee_fen
    value = words("signing.yuan", amount=yuan(fen)) if fen else words("signing.free")
    return Reviewed(words("signing.fee"), value)


def _organ(matter: Matter, setting: Setting, words: WordSource) -> Iterator[Reviewed]:
    if matter.organ:
        name = setting.catalogue.organ(matter.organ).name
        yield Reviewed(words("signing.organ"), name, "organ")
