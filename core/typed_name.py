"""Live checks of what is written in words: names, addresses and free text."""

import re
import unicodedata

from core.catalogue import Field
from core.check import Check, fits, unfinished, wrong

NAME_DOT = "·"  # U+00B7, between the parts of a name
_OTHER_DOTS = "•‧∙・･．."
_LATIN_NAME = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*[ '’.-]*")
_SHORTEST_ADDRESS = 5


def tidy_name(value: str) -> str:
    """The name with the one dot that registers use, where a like dot stands beside a Hanzi."""
    return "".join(
        NAME_DOT if letter in _OTHER_DOTS and place and is_hanzi(value[place - 1]) else letter
        for place, letter in enumerate(value)
    )


def is_hanzi(letter: str) -> bool:
    """Whether a character may stand in a Chinese name: unified ideographs of every extension,
    compatibility ideographs, 〇, and private-use characters, which cards carry for rare ones."""
    if letter == "〇" or unicodedata.category(letter) == "Co":
        return True
    return unicodedata.name(letter, "").startswith(("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH"))


def check_name(field: Field, value: str) -> Check:
    """A Chinese name, with dots between its parts, or a name in Latin letters."""
    if any(letter.isdecimal() for letter in value):
        return wrong("check.name.digit")
    if len(value) > field.max_length:
        return wrong("check.text.long", n=field.max_length)
    if any(is_hanzi(letter) for letter in value):
        return _check_chinese_name(value)
    if not _LATIN_NAME.fullmatch(value):
        return wrong("check.name.letter")
    return unfinished("check.name.open") if value[-1] in "'’-" else fits()


def _check_chinese_name(value: str) -> Check:
    if not all(is_hanzi(letter) or letter == NAME_DOT for letter in value):
        return wrong("check.name.mixed")
    if value.startswith(NAME_DOT) or NAME_DOT * 2 in value:
        return wrong("check.name.dot")
    if value.endswith(NAME_DOT):
        return unfinished("check.name.open")
    # Names of one character exist; nobody is stopped for it, but it is worth a second look.
    return fits("check.name.single") if len(value) == 1 else fits()


def check_text(field: Field, value: str) -> Check:
    """Any text within the field's length."""
    if len(value) > field.max_length:
        return wrong("check.text.long", n=field.max_length)
    return fits()


def check_address(field: Field, value: str) -> Check:
    """A text that is long enough to find a place by."""
    if len(value) < _SHORTEST_ADDRESS:
        return unfinished("check.address.short")
    return check_text(field, value)


def check_choice(field: Field, value: str) -> Check:
    """One of the field's choices."""
    return fits() if value in field.choices else wrong("check.choice.unknown")
