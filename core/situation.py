"""What one applicant has answered: which questions are asked, and which answers count."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.catalogue import Effect, Option, Package, Question, Subject

SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that counts, with its question."""

    question: Question
    option: Option

    @property
    def effect(self) -> Effect:
        """What it changes."""
        return self.option.effect


@dataclass(frozen=True, slots=True)
class Situation:
    """A package's questions under one set of answers, in the order in which they are asked."""

    asked: tuple[Question, ...]
    unanswered: tuple[Question, ...]
    choices: tuple[Choice, ...]
    facts: Mapping[str, str]  # what a `when` is held against: the answers and the subject

    @property
    def refusal(self) -> str:
        """The word key of the answer that ends the way, or empty."""
        return next((choice.effect.refuse for choice in self.choices if choice.effect.refuse), "")


def situation_of(package: Package, subject: Subject, answers: Mapping[str, str]) -> Situation:
    """The situation (情形). An answer to a question that is not asked any more does not count,
    nor does one that is no option. After an answer that ends the way nothing more is asked."""
    facts = {SUBJECT: subject.value}
    asked: list[Question] = []
    unanswered: list[Question] = []
    choices: list[Choice] = []
    for question in package.questions:
        if not holds(question.when, facts):
            continue
        asked.append(question)
        option = _option(question, answers.get(question.code, ""))
        if option is None:
            unanswered.append(question)
            continue
        choices.append(Choice(question, option))
        facts[question.code] = option.code
        if option.effect.refuse:
            break
    return Situation(tuple(asked), tuple(unanswered), tuple(choices), facts)


def holds(when: Mapping[str, list[str]], facts: Mapping[str, str]) -> bool:
    """Whether every named answer is one of those that the row wants."""
    return all(facts.get(code) in options for code, options in when.items())


def first_options(package: Package, subject: Subject, answers: Mapping[str, str]) -> dict[str, str]:
    """The first option of every question that is asked and left open, for a plan that assumes
    what nobody answered. Whoever shows that plan says what was assumed."""
    assumed: dict[str, str] = {}
    while unanswered := situation_of(package, subject, {**answers, **assumed}).unanswered:
        assumed[unanswered[0].code] = unanswered[0].options[0].code
    return assumed


def _option(question: Question, code: str) -> Option | None:
    return next((option for option in question.options if option.code == code), None)
