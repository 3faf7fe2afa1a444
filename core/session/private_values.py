"""What a session knows of people that must never be heard: numbers, addresses, phones."""

from core.session.filling import all_fields
from core.session.matter import Matter
from core.session.setting import Setting
from core.session.states import State

_PRIVATE = frozenset({"resident_number", "phone", "landline", "address", "unit_number"})


def private_values(state: State, setting: Setting) -> tuple[str, ...]:
    """The values, for core.speech: of the cards that were read and of the form."""
    matter = getattr(state, "matter", None)
    if not isinstance(matter, Matter):
        return ()
    cards = [card for card in (matter.card, matter.agent_card) if card is not None]
    values = [value for card in cards for value in (card.number, card.address)]
    if matter.organ:  # a form is asked for once its organ is known
        typed = matter.form_map()
        fields = all_fields(matter, setting)
        values += [typed.get(field.key, "") for field in fields if field.kind in _PRIVATE]
    return tuple(value for value in values if value)
