"""What a terminal may say aloud in a public place, and what it never says.

Never spoken (look.md, "Sound and speech"): a resident number beyond its last four characters, a
phone number, an address. Two nets: what the session knows is private is cut out word by word
(`private`), and what has the form of such a thing is cut out wherever it stands.
"""

import re
import unicodedata
from collections.abc import Iterable

TAIL = 4  # so many characters of a number may be heard
_LEAST = 7  # so many characters in a row make a number of a person; a date or a fee has fewer
_LONGEST_PHONE = 12  # 0736 and eight digits
_RECEIPT = re.compile(
    r"(\b[A-Z]{2}[0-9]{4}-[0-9]{6}-[0-9]{6}-[0-9A-Z]\b)"
)  # of a case, no person's
_JOINER = r"[\s\-‐-―−_.·•・ ​⁠~]{0,3}"
_STARS = "*＊●•×xX#"
_ISO_DAY = re.compile(
    r"(?<![\w\-.])((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w\-])"
)
_CHAIN = re.compile(rf"(?<![0-9])[0-9](?:{_JOINER}[0-9{re.escape(_STARS)}]){{{_LEAST - 1},}}")
_MASKED = re.compile(r"[0-9*＊●•]{0,10}[*＊●•]{3,}[0-9*＊●•]*[xX]?")
_UNIT = "省|自治州|自治县|市|区|县|镇|乡|街道|社区|村|路|街|巷|大道|弄"
_END = "号楼|号|组|栋|幢|座|单元|楼|层|室|户"
_COUNT = "[0-9一二三四五六七八九十百零〇两]+"
# At least one place with its unit, then a numbered house, group, stair or room.
_ADDRESS = re.compile(
    rf"[一-鿿㐀-䶿]{{1,12}}?(?:{_UNIT})"
    rf"[一-鿿㐀-䶿0-9\s\-]{{0,30}}?{_COUNT}\s*(?:{_END})"
    rf"(?:[\-\s0-9一-鿿]{{0,12}}?{_COUNT}\s*(?:{_END})|[\s\-]*[0-9]{{1,4}}(?![0-9]))*"
)


def speakable(text: str, private: Iterable[str] = ()) -> str:
    """The text as it may be said aloud. `private` are values that must not be heard: numbers keep
    their tail (尾号 1 2 3 4), everything else of them is left out.

    >>> speakable("身份证 430702199001011234")
    '身份证 尾号 1 2 3 4'
    """
    plain = unicodedata.normalize("NFKC", text)
    for value in sorted({unicodedata.normalize("NFKC", v).strip() for v in private}, key=len):
        if len(value) >= 2:
            plain = _without(plain, value)
    parts = _RECEIPT.split(plain)  # every second part is a receipt number
    said = "".join(part if place % 2 else _by_form(part) for place, part in enumerate(parts))
    return re.sub(r"\s+", " ", said).strip()


def _by_form(text: str) -> str:
    text = _ISO_DAY.sub(_day, text)
    text = _MASKED.sub(_number, text)
    text = _CHAIN.sub(_number, text)
    return _ADDRESS.sub("", text)


def _without(text: str, value: str) -> str:
    """Letter by letter, so that spaces put between them hide nothing."""
    letters = [re.escape(letter) for letter in value if not letter.isspace()]
    found = re.compile(r"[\s\-]*".join(letters), re.IGNORECASE)
    return found.sub(_number if _is_number(value) else "", text)


def _is_number(value: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{14,}[0-9Xx]?", value))


def _number(found: re.Match[str]) -> str:
    signs = [sign for sign in found.group() if sign.isdigit() or sign in _STARS]
    if len(signs) <= _LONGEST_PHONE:
        return ""
    tail = [sign for sign in signs[-TAIL:] if sign.isdigit() or sign in "xX"]
    return f" 尾号 {' '.join(tail)} "


def _day(found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups())
    return f"{year} 年 {month} 月 {day} 日"
