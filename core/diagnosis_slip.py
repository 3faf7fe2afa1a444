"""The readiness report of a terminal as paper: what staff hang beside the machine or hand on."""

from typing import Protocol

from core.device_report import Condition
from core.diagnosis import Diagnosis, Finding
from core.ports import Line, Slip, WordSource


class Lexicon(WordSource, Protocol):
    """Words that can also say whether they have one."""

    def has(self, key: str) -> bool: ...


class Phrases:
    """What to say of a finding. `has` of the words tells whether there is a sentence: a driver of
    others may use a state that we have no word for."""

    def __init__(self, words: Lexicon) -> None:
        self._words = words

    def name(self, finding: Finding) -> str:
        """What it is, with its driver."""
        name = self._known(f"doctor.name.{finding.name}", finding.name)
        place = f" {finding.place}" if finding.place > 1 else ""
        simulated = self._words("doctor.simulated") if finding.is_simulated else ""
        return f"{name}{place}{simulated}"

    def state(self, finding: Finding) -> str:
        """How it is, in one or two words."""
        return self._state(finding, finding.report.state)

    def facts(self, finding: Finding) -> str:
        """Numbers and names that belong to it."""
        return "　".join(
            f"{self._known(f'doctor.fact.{name}', name)} {value}"
            for name, value in finding.report.facts
        )

    def remedy(self, finding: Finding) -> str:
        """What to do; empty where nothing is to be done."""
        if finding.report.condition not in (Condition.BAD, Condition.WARN):
            return ""
        for key in (
            f"doctor.do.{finding.area.value}.{finding.name}.{finding.report.state}",
            f"doctor.do.{finding.area.value}.{finding.report.state}",
        ):
            if self._words.has(key):
                return self._words(key)
        if finding.report.code is None:
            return ""
        code = finding.report.code.value
        key = f"doctor.do.code.{code}"
        if self._words.has(key):
            return self._words(key)
        return "。".join(self._words(f"error.{code}.do{number}") for number in (1, 2)) + "。"

    def past(self, finding: Finding) -> str:
        """The last fault, with its day and minute; empty where there was none."""
        if finding.last is None:
            return ""
        state = self._state(finding, finding.last.state)
        when = finding.last.at[:16].replace("T", " ")
        return " ".join(word for word in (when, state, finding.last.code) if word)

    def _state(self, finding: Finding, state: str) -> str:
        """The word for a state where this is, else the common one."""
        common = self._known(f"doctor.state.{state}", state)
        return self._known(f"doctor.state_of.{finding.area.value}.{state}", common)

    def _known(self, key: str, otherwise: str) -> str:
        return self._words(key) if self._words.has(key) else otherwise


def diagnosis_slip(diagnosis: Diagnosis, words: Lexicon) -> Slip:
    """The report: the judgement first, then what is to be done, then everything by area."""
    say = Phrases(words)
    is_training = any(one.is_simulated for one in diagnosis.findings)
    to_do = [*diagnosis.of(Condition.BAD), *diagnosis.of(Condition.WARN)]
    head = [
        Line(words("doctor.paper.title"), kind="title"),
        *([Line(words("doctor.paper.training"), bold=True)] if is_training else []),
        Line(words("doctor.paper.terminal"), diagnosis.terminal or "—", kind="pair"),
        Line(words("doctor.paper.at"), f"{diagnosis.at:%Y-%m-%d %H:%M}", kind="pair"),
        Line(words(f"doctor.verdict.{diagnosis.worst.value}"), bold=True),
        *(Line(f"{say.name(one)}：{say.remedy(one) or say.state(one)}") for one in to_do),
        Line(kind="rule"),
    ]
    lines: list[Line] = []
    area = None
    for finding in diagnosis.findings:
        if finding.report.condition is Condition.ABSENT:
            continue
        if finding.area is not area:
            area = finding.area
            lines.append(Line(words(f"doctor.area.{area.value}"), bold=True))
        lines += _lines_of(finding, say, words)
    foot = [
        Line(kind="rule"),
        *_absent(diagnosis, say, words),
        Line(words("doctor.paper.foot"), kind="small"),
        Line(kind="feed"),
    ]
    stem = f"readiness-{diagnosis.terminal or 'terminal'}-{diagnosis.at:%Y%m%d-%H%M}"
    return Slip(stem, (*head, *lines, *foot))


def _absent(diagnosis: Diagnosis, say: Phrases, words: WordSource) -> list[Line]:
    """What this terminal has not and need not have, in one line."""
    names = "、".join(say.name(one) for one in diagnosis.of(Condition.ABSENT))
    return [Line(words("doctor.paper.absent", names=names), kind="small")] if names else []


def _lines_of(finding: Finding, say: Phrases, words: WordSource) -> list[Line]:
    condition = words(f"doctor.condition.{finding.report.condition.value}")
    code = f"　{finding.report.code.value}" if finding.report.code else ""
    lines = [Line(say.name(finding), f"{condition}　{say.state(finding)}{code}", kind="pair")]
    facts, past = say.facts(finding), say.past(finding)
    if facts:
        lines.append(Line(f"　{facts}", kind="small"))
    if past:
        lines.append(Line("　" + words("doctor.paper.past", past=past), kind="small"))
    return lines
