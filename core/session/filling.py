"""The one form (一次表单): each field once, from the card where it can be, kept as it is typed."""

from dataclasses import replace

from core.card import IdCard
from core.catalogue import Field
from core.ethnic import ethnic_name
from core.form_checks import missing, visible_fields
from core.resident_number import check_character_is_right, masked
from core.session import events as ev
from core.session.effects import SaveField
from core.session.matter import Matter, without_face
from core.session.setting import Setting
from core.session.states import AwaitingCard, Filling, GivingMaterials, Purpose, ReadingNotice
from core.session.step import Step, stay, with_key


def start_filling(matter: Matter, setting: Setting) -> Filling:
    """The first page, filled with what the card and the defaults know."""
    form = dict(matter.form)
    for field in all_fields(matter, setting):
        value = from_card(field, matter, setting)
        if value:
            form[field.key] = value
        elif field.default:
            form.setdefault(field.key, field.default)
    return Filling(replace(matter, form=tuple(form.items())))


def all_fields(matter: Matter, setting: Setting) -> list[Field]:
    """Every field of the plan, in order."""
    answers = matter.answer_map()
    return [
        field for page in setting.plan_of(matter).pages for field in visible_fields(page, answers)
    ]


def is_locked(field: Field, matter: Matter) -> bool:
    """A field that the card filled is not typed over; what it does not know, and everything
    without a card, is typed."""
    return matter.card is not None and _is_known(field, matter.card)


def _is_known(field: Field, card: IdCard) -> bool:
    match field.from_card:
        case "":
            return False
        case "ethnic":  # a foreigner's card has none
            return bool(ethnic_name(card.ethnic_code))
        case "address":
            return bool(card.latest_address)
        case _:
            return True


def shown_value(field: Field, value: str, *, locked: bool) -> str:
    """What is shown of a value: the number of the card is not for bystanders."""
    return masked(value) if locked and field.from_card == "number" else value


def from_card(field: Field, matter: Matter, setting: Setting) -> str:
    """What the card says for a field, or nothing."""
    card = matter.card
    if card is None:
        return ""
    match field.from_card:
        case "name":
            return card.name
        case "number":
            return card.number
        case "sex":
            return setting.words(f"sex.{card.sex.value}")
        case "ethnic":
            return ethnic_name(card.ethnic_code)
        case "birth":
            return card.birth.isoformat()
        case "address":
            return card.latest_address
        case _:
            return ""


def owner_of(matter: Matter, setting: Setting) -> str:
    """Whose draft it is: the card's number, or a typed one when it is whole; else nobody's."""
    if matter.card is not None:
        return matter.card.number
    for field in all_fields(matter, setting):
        if field.from_card == "number":
            number = matter.form_map().get(field.key, "")
            return number if check_character_is_right(number) else ""
    return ""


def fill(state: Filling, event: ev.Event, setting: Setting) -> Step:
    """One page of the form."""
    match event:
        case ev.FieldTyped(key, value):
            return type_field(state, key, value, setting)
        case ev.FieldSaveFailed(code):
            return Step(replace(state, fault=code))
        case ev.Confirmed():
            return confirm_page(state, setting)
        case ev.BackTouched() if state.page > 0:
            return Step(replace(state, page=state.page - 1, shows_missing=False))
        case ev.BackTouched():
            if state.matter.card is None:
                return Step(AwaitingCard(Purpose.APPLY, state.matter))
            return Step(ReadingNotice(replace(without_face(state.matter), card=None)))
        case _:
            return stay(state)


def type_field(state: Filling, key: str, value: str, setting: Setting) -> Step:
    """Take what was typed and keep it at once, encrypted, under the person's name."""
    fields = {field.key: field for field in all_fields(state.matter, setting)}
    if key not in fields or is_locked(fields[key], state.matter):
        return stay(state)
    matter = replace(state.matter, form=with_key(state.matter.form, key, value))
    owner = owner_of(matter, setting)
    save = SaveField(matter.id, owner, matter.package, key, value)
    return Step(replace(state, matter=matter, fault=None), (save,) if owner else ())


def confirm_page(state: Filling, setting: Setting) -> Step:
    """Go on when nothing of this page is missing or wrong; else show what is."""
    pages = setting.plan_of(state.matter).pages
    page = pages[state.page]
    if missing((page,), state.matter.form_map(), state.matter.answer_map(), setting.today):
        return Step(replace(state, shows_missing=True))
    if state.page + 1 < len(pages):
        return Step(replace(state, page=state.page + 1, shows_missing=False))
    return Step(GivingMaterials(state.matter))
