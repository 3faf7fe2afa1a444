"""Review, signature and the one moment that counts: durable before anything is shown."""

from dataclasses import replace

from core.application import Application
from core.session import events as ev
from core.session.choosing import next_question
from core.session.document import attachments_of, build_application, due_day
from core.session.effects import Paper, Play, Print, Sound, Submit
from core.session.handing_in import still_missing
from core.session.matter import How, Matter
from core.session.setting import Setting
from core.session.states import (
    Answering,
    ChoosingDelivery,
    ChoosingOrgan,
    Filling,
    GivingMaterials,
    Received,
    Signing,
    State,
    Submitting,
    SubmitTrouble,
)
from core.session.step import Step, stay


def sign(state: Signing, event: ev.Event, setting: Setting) -> Step:
    """Read once more, agree, sign, hand in."""
    matter = state.matter
    match event:
        case ev.AgreementTouched():
            return Step(Signing(replace(matter, agreed=not matter.agreed)))
        case ev.SignatureDrawn(signature):
            return Step(Signing(replace(matter, signature=signature)))
        case ev.SignatureWiped():
            return Step(Signing(replace(matter, signature=None)))
        case ev.EditTouched(part):
            return Step(part_of(replace(matter, signature=None), part, setting))
        case ev.Confirmed(at) if is_ready(matter, setting):
            return submit(matter, setting, at)
        case ev.BackTouched():
            return Step(GivingMaterials(replace(matter, signature=None)))
        case _:
            return stay(state)


def is_ready(matter: Matter, setting: Setting) -> bool:
    """Whether the application may be handed in."""
    signed = matter.agreed and matter.signature is not None
    return signed and not still_missing(matter, setting)


def part_of(matter: Matter, part: str, setting: Setting) -> State:
    """The page where a part of the review can be changed."""
    match part:
        case "situation":
            first = next_question(replace(matter), setting)
            return first if isinstance(first, Answering) else ChoosingOrgan(matter, matter.organ)
        case "organ":
            return ChoosingOrgan(matter, matter.organ)
        case "materials":
            return GivingMaterials(matter)
        case "delivery":
            return ChoosingDelivery(matter, matter.delivery)
        case _:
            return Filling(matter)


def choose_delivery(state: ChoosingDelivery, event: ev.Event, setting: Setting) -> Step:
    """One of the ways that the package offers; the signature comes after it."""
    match event:
        case ev.OptionTouched(code) if code in setting.package_of(state.matter).delivery:
            return Step(replace(state, chosen=code))
        case ev.Confirmed() if state.chosen:
            return Step(Signing(replace(state.matter, delivery=state.chosen)))
        case ev.BackTouched():
            return Step(Signing(state.matter))
        case _:
            return stay(state)


def submit(matter: Matter, setting: Setting, at: str) -> Step:
    """Build the document once and hand it to the records."""
    application = build_application(matter, setting, at)
    return Step(Submitting(matter, application), (hand_over(matter, application, setting),))


def hand_over(matter: Matter, application: Application, setting: Setting) -> Submit:
    """What the records need to make it durable; the same again for the same document."""
    return Submit(
        application=application,
        attachments=attachments_of(matter),
        due=due_day(matter, setting).isoformat(),
        materials_all=len(application.materials),
        draft=matter.id,
    )


def keep(state: Submitting, event: ev.Event, setting: Setting) -> Step:
    """The records answer."""
    match event:
        case ev.Submitted(case):
            received = Received(
                case=case,
                package=state.matter.package,
                promised=_promised(state.matter),
            )
            return Step(received, (Print(Paper.RECEIPT), Play(Sound.DONE)))
        case ev.SubmitFailed(code):
            trouble = SubmitTrouble(state.matter, state.application, code)
            return Step(trouble, (Play(Sound.ATTENTION),))
        case _:
            return stay(state)


def mend_submit(state: SubmitTrouble, event: ev.Event, setting: Setting) -> Step:
    """The disk said no: the same document again, or back to the review; nothing is lost."""
    match event:
        case ev.TriedAgain():
            again = Submitting(state.matter, state.application)
            return Step(again, (hand_over(state.matter, state.application, setting),))
        case ev.BackTouched():
            return Step(Signing(state.matter))
        case _:
            return stay(state)


def _promised(matter: Matter) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (given.material, given.promised_until, given.promise_text)
        for given in matter.given
        if given.how is How.PROMISE
    )
