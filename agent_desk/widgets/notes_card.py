"""What the city told of a case beside its state, the newest first."""

from datetime import datetime

from agent_desk.context import Context
from core.ports import CaseNote, CaseView
from ui.components import Card, Text

_SHOWN = 3


def notes_card(context: Context, case: CaseView) -> Card:
    """The last notes of a case, whole; how many older ones there are is said."""
    theme, words = context.theme, context.words
    card = Card(theme)
    card.setObjectName("card:notes")
    card.body.addWidget(Text(theme, words("desk.note.title"), size="h2", bold=True))
    newest = list(reversed(case.notes))[:_SHOWN]
    for note in newest:
        for text in _texts(context, note):
            card.body.addWidget(text)
    older = len(case.notes) - len(newest)
    if older:
        more = words("desk.note.more", count=older)
        card.body.addWidget(Text(theme, more, size="small", role="text_2"))
    return card


def _texts(context: Context, note: CaseNote) -> list[Text]:
    theme, words = context.theme, context.words
    when = f"{datetime.fromisoformat(note.at).astimezone():%Y-%m-%d %H:%M}"
    head = words("desk.note.line", kind=words(f"desk.note.{note.kind}"), when=when)
    texts = [Text(theme, head, size="small", role="text_2")]
    if note.title:
        texts.append(Text(theme, note.title, bold=True, wrap=True))
    if note.lines:
        texts.append(Text(theme, "；".join(note.lines), wrap=True))
    if note.ref:
        texts.append(Text(theme, words("desk.note.ref", ref=note.ref), wrap=True))
    if note.until:
        until = words("desk.note.until", date=note.until)
        texts.append(Text(theme, until, role="warn", bold=True))
    return texts
