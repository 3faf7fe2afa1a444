"""How figures are read in Chinese: 25 份 is 二十五份, 2026 年 is 二零二六年, 尾号 1 2 is 一 二."""

import re

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿")
_MOST = 12  # digits that are read as an amount; longer ones are read one by one
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])")
_HOTLINE = re.compile(r"(?<!\d)(12345|12348|110|119|120|122)(?![\d.,])(?!\s*[份个件项元天])")
_YEAR = re.compile(r"\d{4}(?=\s*年)")
_AMOUNT = re.compile(r"(?<![0-9A-Za-z])(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(%?)")
# Letters as they are called in China; a voice for pinyin would read them as syllables.
_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [
            "诶",
            "比",
            "西",
            "迪",
            "伊",
            "艾弗",
            "吉",
            "艾尺",
            "艾",
            "杰",
            "开",
            "艾勒",
            "艾姆",
            "恩",
            "欧",
            "屁",
            "扣",
            "阿儿",
            "艾丝",
            "提",
            "优",
            "维",
            "达不溜",
            "艾克斯",
            "歪",
            "贼",
        ],
        strict=True,
    )
)


def in_words(text: str) -> str:
    """The text with every figure and Latin letter as Chinese words."""
    text = _CLOCK.sub(_clock, text)
    text = _YEAR.sub(lambda year: one_by_one(year.group()), text)
    text = _HOTLINE.sub(lambda line: one_by_one(line.group()), text)
    text = re.sub(r"(?<=[A-Za-z]-)\d+", lambda code: one_by_one(code.group()), text)
    text = _AMOUNT.sub(_amount, text)
    text = re.sub(r"\d+", lambda rest: one_by_one(rest.group()), text)
    return re.sub(r"[A-Za-z]", lambda letter: f" {_LETTERS[letter.group().upper()]} ", text)


def one_by_one(digits: str) -> str:
    """Each digit by its name."""
    return "".join(_DIGITS[int(digit)] for digit in digits)


def amount_in_words(number: int) -> str:
    """A whole number from 0 as it is said. Raises ValueError for one below 0 or of more than 12
    digits."""
    if not 0 <= number < 10**_MOST:
        raise ValueError("0 to 12 digits")
    if number == 0:
        return _DIGITS[0]
    said, gap = "", False
    for place in reversed(range(len(_GROUPS))):
        group = number // 10 ** (4 * place) % 10_000
        if group == 0:
            gap = bool(said)
            continue
        zero = _DIGITS[0] if said and (gap or group < 1000) else ""
        said += zero + _thousands(group) + _GROUPS[place]
        gap = False
    return said.removeprefix("一") if said.startswith("一十") else said


def _thousands(number: int) -> str:
    said, gap = "", False
    for place in reversed(range(len(_PLACES))):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(said)
            continue
        said += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return said


def _amount(found: re.Match[str]) -> str:
    whole, part, percent = found.groups()
    digits = whole.replace(",", "")
    if len(digits) > _MOST or (len(digits) > 1 and digits.startswith("0")):
        said = one_by_one(digits)
    else:
        said = amount_in_words(int(digits))
    if part:
        said += f"点{one_by_one(part)}"
    return f"百分之{said}" if percent else said


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found.group(1)), int(found.group(2))
    if minute == 0:
        return f"{amount_in_words(hour)}点"
    zero = _DIGITS[0] if minute < 10 else ""
    return f"{amount_in_words(hour)}点{zero}{amount_in_words(minute)}分"
