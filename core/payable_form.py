"""Texts that ask for money when somebody scans them: known by their form, EMV texts parsed.

EMV QR codes of merchants (EMVCo QRCPS-MPM 1.1): objects of a two-digit id, a two-digit length in
characters and a value; 63 last, a CRC-16/CCITT-FALSE over all octets before its value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_ADDRESSES = re.compile(
    r"(weixin://wxpay/|wxp://|https?://(qr\.alipay\.com|qr\.95516\.com|payapp\.weixin\.qq\.com)"
    r"(/|$)|alipays?://|upwallet://)",
    re.IGNORECASE,
)
_EMV_START = re.compile(r"0002[0-9]{2}")
_AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{0,2})?")
_YUAN, _CHINA = "156", "CN"
_TEMPLATES = frozenset(f"{number:02d}" for number in (*range(26, 52), 62, 64, *range(80, 100)))


@dataclass(frozen=True, slots=True)
class EmvText:
    """A merchant's EMV code. `amount_fen` is None where the payer types it; `reference` is the
    reference label (62-05), `terminal` the terminal label (62-07). `objects` holds all ids."""

    is_dynamic: bool
    merchant_name: str
    merchant_city: str
    amount_fen: int | None
    reference: str
    terminal: str
    objects: Mapping[str, str]


def asks_for_money(text: str) -> bool:
    """Whether a payer's app would take a text as a demand. Broad: a false alarm only hides a
    code, a miss would let this terminal show somebody else's."""
    plain = text.strip()
    return bool(_ADDRESSES.match(plain) or _EMV_START.match(plain))


def crc16(octets: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 1021, start FFFF, nothing reflected."""
    crc = 0xFFFF
    for octet in octets:
        crc ^= octet << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
    return crc & 0xFFFF


def read_emv(text: str) -> EmvText:
    """A merchant's code, checked: CRC, form, yuan, China, at least one account. Raises ValueError
    with the reason."""
    _check_crc(text)
    objects = _objects(text)
    if next(iter(objects)) != "00" or objects["00"] != "01":
        raise ValueError("payload format")
    if objects.get("01", "11") not in {"11", "12"}:
        raise ValueError("point of initiation")
    if not any("02" <= key <= "51" for key in objects):
        raise ValueError("no account")
    if objects.get("53") != _YUAN or objects.get("58") != _CHINA:
        raise ValueError("currency or country")
    if not re.fullmatch(r"[0-9]{4}", objects.get("52", "")):
        raise ValueError("category")
    if not objects.get("59") or not objects.get("60"):
        raise ValueError("merchant")
    for key in _TEMPLATES & objects.keys():
        _objects(objects[key])
    more = _objects(objects["62"]) if "62" in objects else {}
    return EmvText(
        is_dynamic=objects.get("01") == "12",
        merchant_name=objects["59"],
        merchant_city=objects["60"],
        amount_fen=_fen(objects["54"]) if "54" in objects else None,
        reference=more.get("05", ""),
        terminal=more.get("07", ""),
        objects=MappingProxyType(objects),
    )


def _check_crc(text: str) -> None:
    if len(text) < 12 or text[-8:-4] != "6304" or not re.fullmatch(r"[0-9A-Fa-f]{4}", text[-4:]):
        raise ValueError("no checksum at the end")
    try:
        octets = text[:-4].encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("not text") from None
    if crc16(octets) != int(text[-4:], 16):
        raise ValueError("checksum")


def _objects(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        key, length = text[at : at + 2], text[at + 2 : at + 4]
        if not re.fullmatch(r"[0-9]{2}", key) or not re.fullmatch(r"[0-9]{2}", length):
            raise ValueError("object head")
        value = text[at + 4 : at + 4 + int(length)]
        if len(value) != int(length) or not value or key in found:
            raise ValueError("object")
        found[key] = value
        at += 4 + int(length)
    return found


def _fen(amount: str) -> int:
    if not _AMOUNT.fullmatch(amount):
        raise ValueError("amount")
    yuan, _, part = amount.partition(".")
    fen = int(yuan) * 100 + int((part + "00")[:2])
    if not fen:
        raise ValueError("amount is nothing")
    return fen
