"""Search: what a person types finds the package, the closest first."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue import LifeEvent, Package, Subject
from core.search import Hit, Index, build_index, find
from resources.pinyin import readings
from tests.core.catalogue_rows import SOURCE


def a_package(name: str, *aliases: str) -> Package:
    return Package(
        code=name,
        name=name,
        aliases=list(aliases),
        summary=name,
        life_event=LifeEvent.BUSINESS,
        department="测试局",
        subjects=[Subject.PERSON],
        valid_from=date(2020, 1, 1),
        items=[],
        materials=[],
        groups=[],
        handled_by=["GA"],
        place="测试",
        delivery=["测试"],
        source=SOURCE,
    )


SHOWN = ["我要开药店", "我要开运动馆", "我要开饮品店", "医保可以异地备案"]
OTHERS = [
    a_package("失业登记和就业创业证", "办失业证", "求职登记"),
    a_package("老年优待证", "老年证"),
    a_package("银行行长任职（重庆）备案"),
    a_package("A 级旅游景区评定"),
    a_package("女职工生育津贴"),
]
INDEX = build_index([*map(a_package, reversed(SHOWN)), *OTHERS], readings)


def names(hits: Sequence[Hit]) -> list[str]:
    return [hit.package.name for hit in hits]


def underlined(hit: Hit) -> str:
    text = hit.alias or hit.package.name
    return "".join(text[at] for at in hit.hit_positions + hit.alias_positions)


def first(query: str, index: Index = INDEX) -> Hit:
    return find(index, query, 5)[0]


def test_first_letters_find_the_four_of_the_picture_in_its_order() -> None:
    hits = find(INDEX, "ykyd", 10)
    assert names(hits) == SHOWN
    assert [underlined(hit) for hit in hits] == ["要开药店", "要开运动", "要开饮店", "医可异地"]
    assert hits[0].pinyin == "wo yao kai yao dian"


@pytest.mark.parametrize(
    ("query", "name", "hit"),
    [
        ("药店", "我要开药店", "药店"),
        ("开店", "我要开药店", "开店"),
        ("woyaokaiyao", "我要开药店", "我要开药"),
        ("wo yao kai y", "我要开药店", "我要开药"),
        ("WYKYD", "我要开药店", "我要开药店"),
        ("yaodian", "我要开药店", "药店"),
        ("woykyd", "我要开药店", "我要开药店"),
        ("要开yd", "我要开药店", "要开药店"),
        ("lnyd", "老年优待证", "老年优待"),
        ("laonianzheng", "老年优待证", "老年证"),
        ("ajly", "A 级旅游景区评定", "A级旅游"),
        ("nvzhigong", "女职工生育津贴", "女职工"),
        ("hzrz", "银行行长任职（重庆）备案", "行长任职"),
        ("rzcq", "银行行长任职（重庆）备案", "任职重庆"),
    ],
)
def test_chinese_first_letters_whole_pinyin_and_mixtures_find_a_package(
    query: str, name: str, hit: str
) -> None:
    found = first(query)
    assert (found.package.name, underlined(found)) == (name, hit)


def test_an_alias_finds_its_package_and_says_that_it_was_the_alias() -> None:
    found = first("qzdj")
    assert (found.package.name, found.alias, found.hit_positions) == (
        "失业登记和就业创业证",
        "求职登记",
        (),
    )
    assert underlined(found) == "求职登记"


def test_a_name_is_better_than_an_alias_and_the_whole_better_than_a_part() -> None:
    index = build_index(
        [a_package("丙丁", "甲乙"), a_package("甲乙丁"), a_package("丁甲乙"), a_package("甲乙")],
        readings,
    )
    assert names(find(index, "甲乙", 9)) == ["甲乙", "丙丁", "甲乙丁", "丁甲乙"]
    assert names(find(index, "甲", 9)) == ["甲乙", "甲乙丁", "丁甲乙", "丙丁"]


def test_every_reading_of_a_character_is_found() -> None:
    def both(text: str) -> list[list[str]]:
        return [["chong", "zhong"] if letter == "重" else ["ce"] for letter in text]

    index = build_index([a_package("测重测")], both)
    for query in ("ccc", "czc", "cechongce", "cezhongce", "zh"):
        assert names(find(index, query, 3)) == ["测重测"], query
    assert first("ccc", index).pinyin == "ce chong ce"


def test_one_wrong_letter_is_forgiven_only_where_nothing_else_is_found() -> None:
    assert names(find(INDEX, "ykxd", 3))[0] == "我要开药店"
    assert underlined(first("ykxd")) == "要开药店"
    assert names(find(INDEX, "woyaokaiyapdian", 3)) == ["我要开药店"]
    assert names(find(INDEX, "我要升药店", 3)) == ["我要开药店"]
    assert all(hit.score >= 2900 for hit in find(INDEX, "ykyd", 10))


@pytest.mark.parametrize("query", ["", "   ", "？！", "qqqq", "xx", "龘龘龘"])
def test_what_is_nowhere_is_not_found(query: str) -> None:
    assert find(INDEX, query, 5) == []


def test_no_more_hits_than_asked_for() -> None:
    assert len(find(INDEX, "y", 2)) == 2
    assert find(INDEX, "y", 0) == []


def test_a_package_is_found_once_however_often_it_fits() -> None:
    index = build_index([a_package("药店", "开药店", "药店登记")], readings)
    assert len(find(index, "yd", 5)) == 1


@given(st.text(max_size=60), st.integers(0, 12))
def test_whatever_is_typed_gives_ordered_hits_with_places_inside_the_text(
    query: str, limit: int
) -> None:
    hits = find(INDEX, query, limit)
    assert len(hits) <= limit
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert underlined(hit)
        assert list(hit.hit_positions) == sorted(set(hit.hit_positions))


@given(st.sampled_from(SHOWN), st.data())
def test_any_run_of_characters_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    end = data.draw(st.integers(start + 2, len(name)))
    assert name in names(find(INDEX, name[start:end], 20))
    initials = "".join(each[0][0] for each in readings(name[start:end]))
    assert name in names(find(INDEX, initials, 20))
