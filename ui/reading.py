"""What is read aloud of a page: title, explanation, choices with number, primary action."""

import re
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from core.ports import WordSource
from ui.components.action_bar import Action
from ui.components.button import TextLink
from ui.components.field_box import FieldBox
from ui.components.page_title import PageTitle
from ui.key import Key
from ui.page import Page

_MARKS = re.compile(r"<[^>]*>|\*\*(?!\*)| \*$")  # of rich text, and the star of a needed field
_WORDS = re.compile(r"[\u3400-\u9fff]|[0-9A-Za-z]{3}")  # not only a sign, a place or a unit
_APART = ("page:", "dock:", "link:")  # ways that are no choices of the page


def reading_of(page: Page, actions: Sequence[Action], words: WordSource) -> list[str]:
    """The sentences, in the order in which they are said (look.md, "Sound and speech"). They come
    from the names that a screen reader would be given too; what was typed is not among them."""
    choices = list(_choices(page))
    texts = page.texts
    said = [texts.title, texts.hint, *_explanations(page)]
    for number, choice in enumerate(choices, 1):
        said.append(_choice(number, choice, words))
    said.extend(_primary(action, words) for action in actions if action.kind == "primary")
    return _each_once(said)


def _choices(page: QWidget) -> Iterator[QWidget]:
    """Buttons and fields, as they stand on the page."""
    found = [
        widget
        for widget in page.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | FieldBox) and _is_choice(widget)
    ]
    yield from sorted(found, key=lambda widget: _place(widget, page))


def _is_choice(widget: QWidget) -> bool:
    if not widget.isVisible() or not widget.isEnabled() or not _name(widget):
        return False
    if isinstance(widget, TextLink | Key) or widget.objectName().startswith(_APART):
        return False
    return isinstance(widget, FieldBox) or not _lies_in(widget, (FieldBox,))


def _explanations(page: QWidget) -> Iterator[str]:
    """Words that stand by themselves, as they stand on the page. A row or a band that has a name
    for screen readers is said by it, as one sentence."""
    labels = [label for label in page.findChildren(QLabel) if label.isVisible() and label.text()]
    apart = (QAbstractButton, FieldBox, PageTitle)
    for label in sorted(labels, key=lambda label: _place(label, page)):
        text = _plain(label.text())
        if _WORDS.search(text) and not _lies_in(label, apart):
            yield _name_around(label, text, page)


def _name_around(label: QWidget, text: str, page: QWidget) -> str:
    """The name of what the label lies in, where that name says the label's words too."""
    above = label.parentWidget()
    while above is not None and above is not page:
        name = _plain(above.accessibleName())
        if text in name:
            return name
        above = above.parentWidget()
    return text


def _lies_in(widget: QWidget, kinds: tuple[type[QWidget], ...]) -> bool:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, kinds):
            return True
        above = above.parentWidget()
    return False


def _choice(number: int, choice: QWidget, words: WordSource) -> str:
    line = words("reading.choice", number=number, name=_name(choice))
    chosen = isinstance(choice, QAbstractButton) and choice.isCheckable() and choice.isChecked()
    return words("reading.chosen", choice=line) if chosen else line


def _primary(action: Action, words: WordSource) -> str:
    if action.enabled or not action.reason:
        return words("reading.primary", name=action.text)
    return words("reading.not_yet", name=action.text, reason=action.reason)


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return _plain(widget.accessibleName() or text)


def _plain(text: str) -> str:
    return _MARKS.sub("", text).strip()


def _place(widget: QWidget, page: QWidget) -> tuple[int, int]:
    spot = widget.mapTo(page, QPoint(0, 0))
    return spot.y(), spot.x()


def _each_once(sentences: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(sentence for sentence in sentences if sentence))
