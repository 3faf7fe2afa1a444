"""Which organs may be chosen to handle a case (事项辖区), and which organ of a kind has it.

A level-7 organ row (分级管理, GB/T 39046) is a kind: `SCJG` stands for every organ whose code ends
in `-SCJG`. Packages and items name kinds or single organs.
"""

from core.catalogue import Catalogue, Organ, Package

_KIND_LEVEL = 7
_CITY, _COUNTY, _TOWN = 4, 6, 9  # how many digits of a region two places share


def organs_for(catalogue: Catalogue, package: Package, region: str = "") -> tuple[Organ, ...]:
    """The organs that may be chosen for a package, the nearest to `region` (12 digits) first.

    Nearest is: same township, same county, the city itself, the other counties in their order.
    """
    wanted: dict[str, Organ] = {}
    for code in package.handled_by:
        for organ in organs_of_kind(catalogue, code):
            wanted[organ.code] = organ
    return tuple(sorted(wanted.values(), key=lambda organ: _far(organ, region)))


def organs_of_kind(catalogue: Catalogue, code: str) -> tuple[Organ, ...]:
    """All organs of a kind, or the single organ that the code names. Raises KeyError."""
    organ = catalogue.organ(code)
    if organ.level != _KIND_LEVEL:
        return (organ,)
    return tuple(
        each
        for each in catalogue.organs
        if each.level != _KIND_LEVEL and each.code.endswith(f"-{code}")
    )


def organ_near(catalogue: Catalogue, code: str, region: str) -> Organ:
    """The organ of a kind that has a region: of its township, its county, or else the city's.

    Raises KeyError where the kind has no organ there, nor in the city.
    """
    nearest = sorted(organs_of_kind(catalogue, code), key=lambda organ: _far(organ, region))
    for organ in nearest:
        if _holds_region(organ, region):
            return organ
    raise KeyError(code)


def _far(organ: Organ, region: str) -> tuple[int, int, str, str]:
    """A sorting key: shared digits of the region first, then the wider place, then the code."""
    shared = next((n for n in (_TOWN, _COUNTY) if organ.region[:n] == region[:n] and region), 0)
    is_city = organ.region[_CITY:].strip("0") == ""
    return (-shared, 0 if is_city else organ.level, organ.region, organ.code)


def _holds_region(organ: Organ, region: str) -> bool:
    """Whether a region lies in the organ's: its own digits up to the padding zeros."""
    digits = {3: _CITY, 4: _COUNTY, 5: _TOWN}.get(organ.level, len(region))
    if organ.level == 4 and organ.region[_COUNTY:].strip("0"):
        digits = _TOWN  # a special park has the region of its street
    return organ.region[:digits] == region[:digits]
