"""The real-estate unit number (不动产单元号): 28 characters, no check character.

Source: GB/T 37346. 县级区划 6, 地籍区 3, 地籍子区 3, 所有权 1, 客体 1, 宗地顺序号 5, 定着物 1,
定着物单元号 8. Where nothing stands on the land (W) the last eight are zeros.
"""

from itertools import pairwise

_DIGIT = "0123456789"
_ALLOWED = (_DIGIT,) * 12 + ("GJZ", "ABSXCDEFWYGH") + (_DIGIT,) * 5 + ("FLQW",) + (_DIGIT,) * 8
LENGTH = len(_ALLOWED)
_PARCEL_END = 19
_KIND = 19


def first_fault(start: str) -> int | None:
    """The place (from 0) of the first character that no number can have there, or None. Works on
    the beginning of a number as it is typed, in capitals."""
    for place, letter in enumerate(start):
        if place >= LENGTH or letter not in _ALLOWED[place]:
            return place
        if place == _PARCEL_END - 1 and start[14:_PARCEL_END] == "00000":
            return place
        if place > _KIND and start[_KIND] == "W" and letter != "0":
            return place
    return None


def is_right(number: str) -> bool:
    """Whether all 28 characters fit; spaces and lower case do not matter."""
    compact = "".join(number.split()).upper()
    return len(compact) == LENGTH and first_fault(compact) is None


def grouped(number: str) -> str:
    """The number in the groups that people read aloud: 6 6 7 9."""
    compact = "".join(number.split()).upper()
    cuts = (0, 6, 12, 19, 28)
    return " ".join(compact[a:b] for a, b in pairwise(cuts) if compact[a:b])
