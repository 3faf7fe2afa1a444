"""A code that a payer shows (付款码): good for one payment, worth money, and so never kept.

It is held in octets that can be wiped, shows itself masked only, cannot be copied into a file by
accident, and gives its text away once. Forms: the makers' public descriptions, as patterns; the one
of e-CNY comes from a single source. docs/devices.md says what is not certain.
"""

import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NoReturn

_MOST_REMEMBERED = 512  # a code lives for a minute: hours of scanning
_SHOWN = 4  # of the last characters


class Means(StrEnum):
    """Whose code it is."""

    WECHAT = "wechat"
    ALIPAY = "alipay"
    UNIONPAY = "unionpay"
    ECNY = "ecny"


_FORMS: Mapping[Means, re.Pattern[str]] = MappingProxyType(
    {
        Means.WECHAT: re.compile(r"1[0-5][0-9]{16}"),
        Means.ALIPAY: re.compile(r"(2[5-9]|30)[0-9]{14,22}|fp[0-9A-Za-z]{35}"),
        Means.UNIONPAY: re.compile(r"62[0-9]{17}"),
        Means.ECNY: re.compile(r"01[0-9]{17}"),
    }
)


class CodeSpent(Exception):
    """The code was handed on before, or wiped."""


def means_of(text: str) -> Means | None:
    """Whose payment code a text has the form of, or None."""
    return next((means for means, form in _FORMS.items() if form.fullmatch(text)), None)


class PayerCode:
    """One payment code. Equal only to itself: two scans of one code are told by SpentCodes."""

    __slots__ = ("_octets", "means")

    def __init__(self, text: str) -> None:
        """Raises ValueError, without the text, for one that has no form of a payment code."""
        means = means_of(text)
        if means is None:
            raise ValueError("not a payment code")
        self.means = means
        self._octets = bytearray(text.encode("ascii"))

    @property
    def is_wiped(self) -> bool:
        """Whether nothing is left of it."""
        return not self._octets

    @property
    def masked(self) -> str:
        """First two and last four characters, for a slip; empty when wiped."""
        if self.is_wiped:
            return ""
        text = self._octets
        hidden = "*" * (len(text) - 2 - _SHOWN)
        return f"{text[:2].decode()}{hidden}{text[-_SHOWN:].decode()}"

    def take(self) -> str:
        """The text, once, for whoever asks the city to collect; nothing is left afterwards.
        Raises CodeSpent."""
        if self.is_wiped:
            raise CodeSpent
        text = self._octets.decode("ascii")
        self.wipe()
        return text

    def wipe(self) -> None:
        """Overwrite it. Wiping twice is harmless."""
        for place in range(len(self._octets)):
            self._octets[place] = 0
        self._octets.clear()

    def digest(self, key: bytes) -> bytes:
        """A keyed digest, to know it again. Raises CodeSpent."""
        if self.is_wiped:
            raise CodeSpent
        return hmac.new(key, self._octets, hashlib.sha256).digest()

    def __repr__(self) -> str:
        return f"PayerCode({self.means.value})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a payment code is never written down")


class SpentCodes:
    """Knows the codes that were scanned, without keeping them: digests under a key that ends with
    the process."""

    def __init__(self, key: bytes) -> None:
        """`key`: at least 16 random octets, made anew at each start."""
        if len(key) < 16:
            raise ValueError("too short a key")
        self._key = key
        self._seen: OrderedDict[bytes, None] = OrderedDict()

    def is_first(self, code: PayerCode) -> bool:
        """Whether this code comes for the first time; from now on it does not. Raises CodeSpent."""
        digest = code.digest(self._key)
        if digest in self._seen:
            return False
        self._seen[digest] = None
        if len(self._seen) > _MOST_REMEMBERED:
            self._seen.popitem(last=False)
        return True
