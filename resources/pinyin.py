"""How Chinese is read aloud: the readings of every character, for the search by pinyin."""

from pypinyin import Style, pinyin

_FOREIGN = "\0"


def readings(text: str) -> list[list[str]]:
    """One list per character: its readings without tone, the likeliest first. ü is written v, as
    it is typed. Inside a known word a character has that word's reading only; what is not
    Chinese has none. The result is as long as the text."""
    found: list[list[str]] = []
    for reading in pinyin(text, style=Style.NORMAL, heteronym=True, errors=_mark_foreign):
        if reading[0].startswith(_FOREIGN):  # a whole run of characters comes as one reading
            found.extend([] for _ in reading[0])
        else:
            found.append(list(reading))
    return found


def _mark_foreign(run: str) -> str:
    return _FOREIGN * len(run)
