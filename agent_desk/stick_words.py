"""What the desk says of an act with a USB stick, sentence by sentence."""

from agent_desk.figures import size_words
from agent_desk.stick_work import Outcome
from core.errors import Code, StickError
from core.ports import WordSource
from sync.by_hand.receipts import Settled
from sync.by_hand.relay import Carried


def outcome_lines(outcome: Outcome, words: WordSource) -> list[tuple[str, str]]:
    """Kind of a tick row (done, wrong, info) and sentence, the most important first."""
    if outcome.code is not None:
        return _failed(outcome.code, words)
    if outcome.brought:
        return [_brought(each.outcome, words) for each in outcome.brought]
    return _exported(outcome, words)


def _exported(outcome: Outcome, words: WordSource) -> list[tuple[str, str]]:
    count = sum(each.envelopes for each in outcome.exported)
    size = size_words(sum(each.octets for each in outcome.exported))
    skipped = sum(each.skipped for each in outcome.exported)
    said = []
    if skipped:
        said.append(("wrong", words("desk.stick.skipped", count=skipped)))
    if count:
        said.append(("done", words("desk.stick.exported", count=count, size=size)))
    if outcome.receipts:
        said.append(("done", words("desk.stick.receipts", count=outcome.receipts)))
    if not said:
        return [("info", words("desk.stick.nothing"))]
    return [*said, ("info", words("desk.stick.eject"))]


def _brought(outcome: Settled | Carried | StickError, words: WordSource) -> tuple[str, str]:
    if isinstance(outcome, StickError):
        title = words(f"error.{outcome.code.value}.title")
        return "wrong", words("desk.stick.refused", title=title, code=outcome.code.value)
    if isinstance(outcome, Carried):
        return "done", words(
            "desk.stick.carried", terminal=outcome.terminal, count=outcome.envelopes
        )
    return "done", words(
        "desk.stick.settled",
        stored=outcome.stored,
        complete=outcome.complete,
        rejected=outcome.rejected,
    )


def _failed(code: Code, words: WordSource) -> list[tuple[str, str]]:
    title = words(f"error.{code.value}.title")
    steps = [("info", words(f"error.{code.value}.do{n}")) for n in (1, 2, 3)]
    return [("wrong", words("desk.stick.refused", title=title, code=code.value)), *steps]
