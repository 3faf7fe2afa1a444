"""How Chinese is read aloud: the readings of every character, for the search by pinyin."""

from pypinyin import Style, pinyin


def readings(text: str) -> list[list[str]]:
    """One list per character: its readings without tone, the likeliest first. ü is written v, as
    it is typed. Inside a known word a character has that word's reading only; what is not
    Chinese has none. The result is as long as the text."""
    found: list[list[str]] = pinyin(
        text,
        style=Style.NORMAL,
        heteronym=True,
        errors=lambda foreign: [[""] for _ in foreign],
    )
    return [[reading for reading in each if reading] for each in found]
