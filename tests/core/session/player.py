"""Plays a session: tells events and keeps what came of them."""

from datetime import date

from core.card import IdCard
from core.catalogue import Field
from core.check import CheckState
from core.form_checks import check
from core.session import effects as ef
from core.session import events as ev
from core.session.advance import advance
from core.session.setting import Setting
from core.session.states import (
    Answering,
    ChoosingOrgan,
    ChoosingSubject,
    Filling,
    GivingMaterials,
    Session,
    State,
)
from tests.core.session.stage import AT, JOURNEY, card, lies_there, picture, signature

_GUESSES = (
    "测试", "测试李四", "13800000000", "0736-1234567", "120.5", "100000", "1", "20", "2026-10-01",
    "2027-03-01", "2030-01-01", "测试市测试路 1 号", "91110000600037341L",
    "430799012003GB00012F00010023", card("测试李四", 2).number,
)  # fmt: skip


def good_value(field: Field, today: date) -> str:
    """Something that this field takes."""
    for value in (*field.choices, *_GUESSES):
        if check(field, value, today).state is CheckState.OK:
            return value
    raise AssertionError(f"nothing fits {field.key}")


class Player:
    """One session with its setting."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.session = Session()
        self.effects: list[ef.Effect] = []

    @property
    def state(self) -> State:
        return self.session.state

    def tell(self, *events: ev.Event) -> State:
        for event in events:
            result = advance(self.session, event, self.setting)
            self.session = result.session
            self.effects += result.effects
        return self.state

    def choose(self, code: str, answers: dict[str, str] | None = None) -> State:
        """A package up to its notice; the first option where no answer is given."""
        self.tell(ev.PackageChosen(code, JOURNEY))
        while True:
            match self.state:
                case ChoosingSubject(matter):
                    subject = self.setting.package_of(matter).subjects[0]
                    self.tell(ev.OptionTouched(subject.value), ev.Confirmed())
                case Answering(matter, question):
                    asked = self.setting.plan_of(matter).asked_questions
                    options = next(q for q in asked if q.code == question).options
                    chosen = (answers or {}).get(question, options[0].code)
                    self.tell(ev.OptionTouched(chosen), ev.Confirmed())
                case ChoosingOrgan():
                    return self.tell(ev.Confirmed())
                case _:
                    return self.state

    def identify(self, citizen: IdCard) -> State:
        """From the notice to the form, without a face."""
        self.tell(ev.Confirmed(), lies_there(), ev.CardRead(citizen))
        return self.tell(ev.ConsentDeclined(AT))

    def fill(self) -> State:
        """Every page of the form."""
        while isinstance(self.state, Filling):
            pages = self.setting.plan_of(self.state.matter).pages
            page = pages[self.state.page]
            for field in page.fields:
                if field.required:
                    value = good_value(field, self.setting.today)
                    self.tell(ev.FieldTyped(field.key, value))
            before = self.state
            if self.tell(ev.Confirmed()) == before or getattr(self.state, "shows_missing", False):
                raise AssertionError(f"the form does not go on: {page.title}")
        return self.state

    def hand_in(self) -> State:
        """Every material by picture."""
        assert isinstance(self.state, GivingMaterials)
        for planned in self.setting.plan_of(self.state.matter).materials:
            if planned.material.kind != "card":
                code = planned.material.code
                shot = picture(code, f"picture of {code}".encode())
                self.tell(ev.PictureTaken(code, shot))
        return self.tell(ev.Confirmed())

    def sign(self) -> State:
        return self.tell(ev.AgreementTouched(), ev.SignatureDrawn(signature()), ev.Confirmed(AT))

    def submit(self, code: str, citizen: IdCard) -> State:
        """From the first page to the moment when the records have it."""
        self.choose(code)
        self.identify(citizen)
        self.fill()
        self.hand_in()
        return self.sign()

    def the_submission(self) -> ef.Submit:
        """What was given to the records, once."""
        (submit,) = [effect for effect in self.effects if isinstance(effect, ef.Submit)]
        return submit

    def of(self, kind: type[ef.Effect]) -> list[ef.Effect]:
        return [effect for effect in self.effects if isinstance(effect, kind)]
