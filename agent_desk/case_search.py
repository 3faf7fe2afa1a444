"""Finding a case by number, by the shown part of a name, or by first letters."""

import unicodedata
from functools import cache

from core.ports import CaseView
from resources.pinyin import readings


def fits(case: CaseView, query: str) -> bool:
    """Whether a case is meant. Names are masked at the desk's own list too, so only the first
    character of a name, or the first letter of its reading, can be looked for."""
    plain = _plain(query)
    if not plain:
        return True
    texts = (case.receipt_no, case.official_no, case.package_name, case.name_masked.rstrip("*"))
    if any(plain in _plain(text) for text in texts if text):
        return True
    initial = _initials(case.name_masked.rstrip("*"))
    return plain in _initials(case.package_name) or plain == initial


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


@cache
def _initials(text: str) -> str:
    """The first letters of the likeliest readings. The texts are few: packages and surnames."""
    return "".join(each[0][0] for each in readings(text) if each and each[0])
