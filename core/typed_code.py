"""Live checks of codes with a fixed length: resident, organisation and real-estate numbers."""

from datetime import date

from core import resident_number, unified_code, unit_number
from core.check import Check, fits, unfinished, wrong
from core.typed_date import date_can_begin

_RESIDENT_LENGTH = 18


def check_resident_number(value: str, today: date) -> Check:
    """18 characters with a possible day of birth and the right check character (GB 11643). A
    region that nobody knows is told and refuses nothing: codes are those of the day when the
    number was given, and the lists change."""
    if not set(value[:17]) <= set("0123456789") or not set(value[17:18]) <= set("0123456789X"):
        return wrong("check.resident.only")
    if len(value) > _RESIDENT_LENGTH:
        return wrong("check.code.long", n=len(value) - _RESIDENT_LENGTH)
    if not date_can_begin(value[6:14], resident_number.OLDEST_BIRTH, today):
        return wrong("check.resident.birth")
    if len(value) < _RESIDENT_LENGTH:
        return unfinished("check.code.short", n=_RESIDENT_LENGTH - len(value))
    if not resident_number.check_character_is_right(value):
        return wrong("check.resident.check")
    known = resident_number.region_is_known(value)
    return fits() if known else fits("check.resident.region")


def check_unified_code(value: str) -> Check:
    """18 characters with the right check character (GB 32100-2015)."""
    fault = unified_code.first_fault(value)
    if fault is not None:
        if fault >= unified_code.LENGTH:
            return wrong("check.code.long", n=len(value) - unified_code.LENGTH)
        return wrong("check.uscc.letter", place=fault + 1, letter=value[fault])
    if len(value) < unified_code.LENGTH:
        return unfinished("check.code.short", n=unified_code.LENGTH - len(value))
    return fits() if unified_code.is_right(value) else wrong("check.uscc.check")


def check_unit_number(value: str) -> Check:
    """28 characters, each of a kind that may stand at its place (GB/T 37346)."""
    fault = unit_number.first_fault(value)
    if fault is not None:
        if fault >= unit_number.LENGTH:
            return wrong("check.code.long", n=len(value) - unit_number.LENGTH)
        return wrong("check.unit.letter", place=fault + 1, letter=value[fault])
    if len(value) < unit_number.LENGTH:
        return unfinished("check.code.short", n=unit_number.LENGTH - len(value))
    return fits()
