"""Chinese sentences as pinyin with tones, as espeak-ng's `cmn-latn-pinyin` wants them."""

import re

from pypinyin import Style, lazy_pinyin

from core.spoken_numbers import in_words

_BETWEEN = re.compile(r"(?<=\d)\s*[→–—~～]\s*(?=\d)")  # 44 → 25 份, 第 1–6 份
_PAUSES = str.maketrans(
    {
        "，": ", ",
        "、": ", ",
        "；": "; ",
        "：": ", ",
        "。": ". ",
        "？": "? ",
        "！": "! ",
        "·": " ",
        "“": " ",
        "”": " ",
        "「": " ",
        "」": " ",
        "《": " ",
        "》": " ",
        "（": ", ",
        "）": ", ",
        "/": " ",
    }
)


def pinyin_of(sentence: str) -> str:
    """Syllables with tone digits, read by phrase: 重庆 is chong2 qing4, 银行 is yin2 hang2.
    Figures are spoken as words first: a digit behind a syllable would be a tone. What has no
    reading is left out."""
    syllables = lazy_pinyin(
        in_words(_BETWEEN.sub("到", sentence)), style=Style.TONE3, neutral_tone_with_five=True
    )
    text = " ".join(syllables).translate(_PAUSES)
    text = re.sub(r"[^a-zü0-9,.;? !]", " ", text.lower())
    return re.sub(r"\s+", " ", re.sub(r"\s+([,.;?!])", r"\1", text)).strip(" ,;")
