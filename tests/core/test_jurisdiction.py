"""Which organs may be chosen, the nearest first."""

from datetime import date

import pytest

from core.catalogue import Catalogue
from core.jurisdiction import organ_near, organs_for, organs_of_kind
from resources.catalogue_files import own_catalogue
from tests.core.catalogue_rows import a_package, an_item, an_organ

CITY, WULING, FURONG = "430700000000", "430702000000", "430702012000"
JINSHI = "430781000000"
ORGANS = [
    an_organ("ZWFW", CITY, 7),
    an_organ("CD-430781-ZWFW", JINSHI, 4),
    an_organ("CD-430702-ZWFW", WULING, 4),
    an_organ("CD-430702006-ZWFW", "430702006000", 4),
    an_organ("CD-430700-ZWFW", CITY, 3),
    an_organ("BMFW", CITY, 7),
    an_organ("CD-430702012-BMFW", FURONG, 5),
]
CATALOGUE = Catalogue(
    version="1",
    digest="",
    issued=date(2026, 1, 1),
    expires=date(2027, 1, 1),
    packages=[],
    organs=ORGANS,
)


def codes(handled_by: list[str], region: str) -> list[str]:
    package = a_package([an_item("A")], [], handled_by=handled_by)
    return [organ.code for organ in organs_for(CATALOGUE, package, region)]


def test_the_own_county_comes_first_then_the_city_then_the_others() -> None:
    assert codes(["ZWFW"], FURONG) == [
        "CD-430702-ZWFW",
        "CD-430702006-ZWFW",
        "CD-430700-ZWFW",
        "CD-430781-ZWFW",
    ]
    assert codes(["ZWFW"], JINSHI)[:2] == ["CD-430781-ZWFW", "CD-430700-ZWFW"]


def test_the_own_township_comes_before_the_county() -> None:
    assert codes(["ZWFW", "BMFW"], FURONG)[:2] == ["CD-430702012-BMFW", "CD-430702-ZWFW"]


def test_without_a_region_the_city_comes_first() -> None:
    assert codes(["ZWFW"], "")[0] == "CD-430700-ZWFW"


def test_a_package_may_name_one_organ_and_it_is_there_once() -> None:
    assert codes(["CD-430781-ZWFW"], FURONG) == ["CD-430781-ZWFW"]
    assert len(codes(["ZWFW", "CD-430781-ZWFW"], FURONG)) == 4


def test_a_kind_is_never_an_organ_to_choose() -> None:
    assert all(organ.level != 7 for organ in organs_of_kind(CATALOGUE, "ZWFW"))


def test_an_item_is_handled_where_the_region_is_or_else_by_the_city() -> None:
    assert organ_near(CATALOGUE, "ZWFW", FURONG).code == "CD-430702-ZWFW"
    assert organ_near(CATALOGUE, "ZWFW", "430702006000").code == "CD-430702006-ZWFW"
    assert organ_near(CATALOGUE, "ZWFW", "430726000000").code == "CD-430700-ZWFW"


def test_an_unknown_kind_and_a_kind_that_is_nowhere_near_are_key_errors() -> None:
    for code, region in (("NONE", FURONG), ("BMFW", JINSHI)):
        with pytest.raises(KeyError):
            organ_near(CATALOGUE, code, region)


def test_the_pharmacy_may_be_handled_by_the_city_ten_county_units_and_five_parks() -> None:
    catalogue = own_catalogue()
    organs = organs_for(catalogue, catalogue.package("CD-YJS-0001"), FURONG)
    assert len(organs) == 16
    assert organs[0].code == "CD-430702-ZWFW"
