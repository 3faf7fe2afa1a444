"""Counties of a long list of organs: their names come out of the organs' own names."""

from collections import Counter

from core.catalogue import Catalogue, Organ

MANY = 24  # organs; a longer list is shown county by county
_COUNTY = 6  # digits of a region code
_KIND, _LARGEST_TOWNLESS = 7, 4  # levels: a kind of organs; a county's own organs end at 4


def county_names(catalogue: Catalogue) -> dict[str, str]:
    """County code (6 digits) to its name: what most of its organs have before the name of their
    kind. 武陵区 is what 武陵区政务服务中心 and 武陵区医疗保障局 begin with."""
    kinds = {organ.code: organ.name for organ in catalogue.organs if organ.level == _KIND}
    said: dict[str, Counter[str]] = {}
    for organ in catalogue.organs:
        kind = kinds.get(organ.code.rpartition("-")[2], "")
        if kind and organ.level <= _LARGEST_TOWNLESS and organ.name.endswith(kind):
            names = said.setdefault(county_of(organ), Counter())
            names[organ.name.removesuffix(kind)] += 1
    return {county: names.most_common(1)[0][0] for county, names in said.items()}


def county_of(organ: Organ) -> str:
    """The county of an organ; the city itself counts as one."""
    return organ.region[:_COUNTY]
