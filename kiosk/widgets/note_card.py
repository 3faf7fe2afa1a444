"""NoteCard: what the city told of a case beside its state: a notice, a clerk's word, a result."""

from core.notice_slip import date_words
from core.ports import CaseNote, WordSource
from ui.components.card import Card
from ui.components.text import Text
from ui.theme import Theme

_KINDS = {"notice": "warn", "result": "ok"}  # others are lake


class NoteCard(Card):
    """The first lines of one note. What does not fit is said to be elsewhere, never just cut."""

    def __init__(
        self, theme: Theme, words: WordSource, note: CaseNote, *, longest: int, lines: int
    ) -> None:
        """There is room for `lines` lines of `longest` characters."""
        super().__init__(theme, _KINDS.get(note.kind, "lake"), padding=theme.space("m"))
        self.setObjectName(f"note:{note.kind}")
        self._theme = theme
        when = date_words(note.at[:10], words)
        title = note.title or words(f"case_note.{note.kind}_title")
        self._say(words(f"case_note.{note.kind}", when=when), size="small", role="text_2")
        self._say(_clipped(title, longest), bold=True)
        for line in note.lines[:lines]:
            self._say(_clipped(line, longest))
        if len(note.lines) > lines or any(len(text) > longest for text in (title, *note.lines)):
            self._say(words("case_note.more"), role="text_2")
        if note.kind == "result" and note.ref:
            self._say(_clipped(words("case_note.ref", ref=note.ref), longest + 6))
        if note.kind == "notice" and note.until:
            self._say(words("case_note.until", date=date_words(note.until, words)), bold=True)

    def _say(
        self, text: str, *, size: str = "body", role: str = "text", bold: bool = False
    ) -> None:
        self.body.addWidget(Text(self._theme, text, size=size, role=role, bold=bold))


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
