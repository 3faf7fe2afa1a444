"""Live checks of what is counted or called: digits, amounts and telephone numbers."""

import re
from decimal import Decimal

from core.catalogue import Field
from core.check import Check, fits, unfinished, wrong

_DIGITS = frozenset("0123456789")
_MOBILE_LENGTH = 11
_SERVICE_LENGTH = 10  # 400 and 800 numbers
_MONEY_PLACES = 2


def check_digits(field: Field, value: str) -> Check:
    """Digits only, with the field's bounds as whole numbers."""
    if not _DIGITS.issuperset(value):
        return wrong("check.digits.only")
    if len(value) > field.max_length:
        return wrong("check.digits.long", n=field.max_length)
    if field.maximum and int(value) > int(field.maximum):
        return wrong("check.number.high", limit=field.maximum, unit=field.unit)
    if field.minimum and int(value) < int(field.minimum):
        return unfinished("check.number.low", limit=field.minimum, unit=field.unit)
    return fits()


def check_decimal(field: Field, value: str) -> Check:
    """A number with at most one dot and the field's bounds."""
    fault = _shape_fault(field, value)
    if fault is not None:
        return fault
    number = Decimal(value.removesuffix("."))
    places = len(value.partition(".")[2])
    if field.maximum and number > Decimal(field.maximum):
        return wrong("check.number.high", limit=field.maximum, unit=field.unit)
    if field.minimum and number < Decimal(field.minimum):
        low = {"limit": field.minimum, "unit": field.unit}
        # Behind a dot the number can grow by less than one of its last place.
        can_grow = "." not in value or Decimal(field.minimum) < number + Decimal(1).scaleb(-places)
        return (unfinished if can_grow else wrong)("check.number.low", **low)
    return unfinished("check.decimal.open") if value.endswith(".") else fits()


def check_money(field: Field, value: str) -> Check:
    """Yuan with at most two places behind the dot."""
    if len(value.partition(".")[2]) > _MONEY_PLACES and value.count(".") == 1:
        return wrong("check.money.places")
    return check_decimal(field, value)


def _shape_fault(field: Field, value: str) -> Check | None:
    if not _DIGITS.issuperset(value.replace(".", "")):
        return wrong("check.decimal.only")
    if value.count(".") > 1:
        return wrong("check.decimal.dots")
    if value.startswith("."):
        return wrong("check.decimal.start")
    if len(value) > field.max_length:
        return wrong("check.digits.long", n=field.max_length)
    return None


def check_phone(value: str) -> Check:
    """A mobile number: 11 digits, 1 and then 3–9."""
    if not _DIGITS.issuperset(value):
        return wrong("check.digits.only")
    if value[0] != "1" or value[1:2] in {"0", "1", "2"}:
        return wrong("check.phone.start")
    if len(value) > _MOBILE_LENGTH:
        return wrong("check.phone.long", n=len(value) - _MOBILE_LENGTH)
    if len(value) < _MOBILE_LENGTH:
        return unfinished("check.phone.short", n=_MOBILE_LENGTH - len(value))
    return fits()


def check_landline(value: str) -> Check:
    """A fixed line with or without area code, a 400 or 800 number; an extension may follow."""
    if not re.fullmatch(r"[0-9]+(?:[-转][0-9]*)*", value):
        return wrong("check.landline.only")
    head, *rest = re.split("[-转]", value)
    if head.startswith("0") and len(head) <= 4 and rest:
        head, rest = head + rest[0], rest[1:]
    shortest, longest = _landline_lengths(head)
    if not longest or len(rest) > 1:
        return wrong("check.landline.start" if not longest else "check.landline.only")
    if len(head) > longest:
        return wrong("check.landline.long", n=len(head) - longest)
    if len(head) < shortest:
        if rest:
            return wrong("check.landline.short_before", n=shortest - len(head))
        return unfinished("check.landline.short", n=shortest - len(head))
    return unfinished("check.landline.extension") if rest == [""] else fits()


def _landline_lengths(head: str) -> tuple[int, int]:
    """Shortest and longest count of digits with these first ones; (0, 0) where there is none."""
    if head[0] == "0":
        if head[1:2] == "0":
            return 0, 0
        return (11, 11) if head[1:2] in {"1", "2"} else (11, 12)
    if "400".startswith(head[:3]) or "800".startswith(head[:3]):
        return 7, _SERVICE_LENGTH
    return (7, 8) if head[0] in "2345678" else (0, 0)
