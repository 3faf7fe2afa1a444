"""A catalogue is read whole, or the file, the row and the reason are named."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.catalogue import Catalogue, Package
from core.catalogue_reading import make_manifest, read_catalogue, read_organs, read_package
from core.errors import CatalogueError, Code

PACKAGE = """
code = "T-1"
name = "测试一件事"
summary = "测试"
life_event = "home"
department = "测试局"
subjects = ["person"]
valid_from = 2020-01-01
valid_to = 2030-01-01
handled_by = ["GA"]
place = "窗口"
delivery = ["窗口领取"]
source = { text = "测试", mark = "general" }

[[items]]
code = "A"
name = "先办"
organ = "GA"
kind = "permit"
basis = "测试"
result = "证"
days_before = 3
days_promised = 3
days_legal = 3
materials = ["FORM"]
steps = [{ name = "受理", shared = true }]
valid_from = 2020-01-01
source = { text = "测试", mark = "general" }
[[items.fees]]
name = "费"
fen = 100
basis = "测试"
valid_from = 2020-01-01
valid_to = 2021-01-01
when = { Q1 = ["yes"] }
source = { text = "测试", mark = "general" }

[[items]]
code = "B"
name = "后办"
organ = "GA"
kind = "permit"
basis = "测试"
result = "证"
days_before = 3
days_promised = 3
days_legal = 3
after = ["A"]
materials = ["LIC", "DOC"]
steps = []
valid_from = 2020-01-01
source = { text = "测试", mark = "general" }

[[materials]]
code = "FORM"
name = "表"
kind = "form"
[[materials]]
code = "LIC"
name = "证"
kind = "licence"
issued_by_item = "A"
[[materials]]
code = "DOC"
name = "材料"
deferrable = true

[[questions]]
code = "Q1"
text = "要不要？"
source = { text = "测试", mark = "general" }
options = [
  { code = "yes", title = "要" },
  { code = "no", title = "不要", effect = { drop_materials = ["DOC"] } },
]
[[questions]]
code = "Q2"
text = "还要不要？"
when = { Q1 = ["no"] }
source = { text = "测试", mark = "general" }
options = [
  { code = "yes", title = "要" },
  { code = "no", title = "不要", effect = { drop_items = ["B"], days = { A = 1 } } },
]

[[groups]]
title = "基本信息"
[[groups.fields]]
key = "area"
label = "面积"
kind = "decimal"
items = ["A", "B"]
minimum = "1"
maximum = "9"
[[groups.fields]]
key = "use"
label = "用途"
kind = "choice"
items = ["A"]
choices = ["住宅", "商用"]
when = { Q1 = ["yes"] }
"""
ORGANS = """
[[organs]]
code = "GA"
name = "公安局"
region = "430700000000"
level = 7
source = { text = "测试", mark = "general" }
[[organs]]
code = "CD-430700-GA"
name = "常德市公安局"
region = "430700000000"
level = 3
parent = "GA"
source = { text = "测试", mark = "general" }
"""
NAME = "packages/test.toml"
FILES = {NAME: PACKAGE.encode(), "organs.toml": ORGANS.encode()}
_Read = TypeVar("_Read")
DETAIL = re.compile(r"^[^:]+: [^:]+: .+", re.DOTALL)


def read(files: Mapping[str, bytes]) -> Catalogue:
    manifest = make_manifest(files, "1", 1, date(2026, 1, 1), date(2027, 1, 1))
    return read_catalogue(files, manifest)


def fault_of(files: Mapping[str, bytes]) -> str:
    with pytest.raises(CatalogueError) as caught:
        read(files)
    assert caught.value.code is Code.CATALOGUE_TORN
    return caught.value.detail


def outcome_of(reading: Callable[[], _Read]) -> _Read | CatalogueError:
    """What was read, or the one exception that reading may end in."""
    try:
        return reading()
    except CatalogueError as error:
        return error


def test_a_whole_catalogue_is_read() -> None:
    catalogue = read(FILES)
    assert catalogue.package("T-1").items[1].after == ["A"]
    assert catalogue.organ("CD-430700-GA").parent == "GA"
    assert len(catalogue.digest) == 64


def test_the_digest_tells_catalogues_apart() -> None:
    other = {**FILES, NAME: PACKAGE.replace("fen = 100", "fen = 101").encode()}
    assert read(other).digest != read(FILES).digest


def test_a_file_that_is_no_package_belongs_to_the_digest_only() -> None:
    assert len(read({**FILES, "notes.toml": b"\xff no toml"}).packages) == 1


PACKAGE_FAULTS = [
    ("days_before = 3", 'days_before = "3"', "items[0].days_before", "int"),
    ("days_before = 3", "days_before = -3", "items[0].days_before", "negative"),
    ('kind = "permit"', 'kind = "favour"', "items[0].kind", "favour"),
    ('name = "先办"', 'name = "先办"\ncolour = 1', "items[0]", "colour"),
    ('basis = "测试"\nresult', "result", "items[0]", "basis"),
    ('organ = "GA"', 'organ = "NONE"', "items[0].organ", "NONE"),
    ('handled_by = ["GA"]', 'handled_by = ["NONE"]', "handled_by[0]", "NONE"),
    ('subjects = ["person"]', "subjects = []", "subjects", "empty"),
    ('place = "窗口"', 'place = " "', "place", "empty"),
    ('code = "B"', 'code = "A"', "items[1]", "twice"),
    ('["FORM"]', '["PAPER"]', "items[0].materials[0]", "PAPER"),
    ('["FORM"]', '["FORM", "FORM"]', "items[0].materials[1]", "twice"),
    ('after = ["A"]', 'after = ["Z"]', "items[1].after[0]", "Z"),
    ('after = ["A"]', 'after = ["B"]', "items", "circle"),
    ('after = ["A"]', "after = []", "materials[1].issued_by_item", "after"),
    ('issued_by_item = "A"', 'issued_by_item = "Z"', "materials[1].issued_by_item", "Z"),
    ('issued_by_item = "A"', "", "materials[1].issued_by_item", "no item"),
    ('kind = "licence"', "", "materials[1].issued_by_item", "only a licence"),
    ('kind = "form"', 'kind = "form"\ndeferrable = true', "materials[0].deferrable", "document"),
    ('kind = "form"', 'kind = "form"\ncopies = 0', "materials[0].copies", "less"),
    ('["LIC", "DOC"]', '["LIC"]', "materials[2]", "DOC"),
    ("valid_to = 2030-01-01", "valid_to = 2019-01-01", "valid_to", "before"),
    ("valid_to = 2021-01-01", "valid_to = 2019-01-01", "items[0].fees[0].valid_to", "before"),
    ("fen = 100", "fen = -100", "items[0].fees[0]", "negative"),
    ('when = { Q1 = ["yes"] }\nsource', 'when = { Q9 = ["yes"] }\nsource', "Q9", "question"),
    ('{ Q1 = ["no"] }', '{ Q1 = ["maybe"] }', "questions[1].when.Q1[0]", "maybe"),
    ('{ Q1 = ["no"] }', '{ Q2 = ["no"] }', "questions[1].when.Q2", "before"),
    ('code = "Q2"', 'code = "Q1"', "questions[1]", "twice"),
    ('code = "Q1"', 'code = "subject"', "questions[0].code", "subject"),
    ('  { code = "yes", title = "要" },\n', "", "questions[0].options", "two"),
    ('["DOC"] }', '["GONE"] }', "questions[0].options[1].effect.drop_materials[0]", "GONE"),
    ('drop_items = ["B"]', 'drop_items = ["Z"]', "effect.drop_items[0]", "Z"),
    ('drop_items = ["B"]', 'add_items = ["Z"]', "effect.add_items[0]", "Z"),
    ('drop_items = ["B"]', 'add_materials = { A = ["Z"] }', "effect.add_materials.A[0]", "Z"),
    ("days = { A = 1 }", "days = { Z = 1 }", "effect.days[0]", "Z"),
    ("days = { A = 1 }", "days = { A = -1 }", "effect.days.A", "negative"),
    ('items = ["A", "B"]', 'items = ["Z"]', "groups[0].fields[0].items[0]", "Z"),
    ('items = ["A", "B"]', "items = []", "groups[0].fields[0].items", "empty"),
    ('key = "use"', 'key = "area"', "groups[0].fields[1].key", "twice"),
    ('maximum = "9"', 'maximum = "0"', "groups[0].fields[0].maximum", "below"),
    ('maximum = "9"', 'maximum = "all"', "groups[0].fields[0].maximum", "number"),
    ('choices = ["住宅", "商用"]', "", "groups[0].fields[1].choices", "choice"),
    ('kind = "choice"', "", "groups[0].fields[1].choices", "choice"),
    ('"商用"]', '"商用"]\ndefault = "车位"', "groups[0].fields[1].default", "choices"),
    ("valid_from = 2020-01-01", "valid_from = 2020-13-01", "line", "Expected"),
    ("days_before = 3", "days_before = " + "9" * 5000, "whole file", "4300"),
]


@pytest.mark.parametrize(("good", "bad", "row", "reason"), PACKAGE_FAULTS)
def test_a_wrong_row_of_a_package_is_named_with_its_reason(
    good: str, bad: str, row: str, reason: str
) -> None:
    assert good in PACKAGE
    detail = fault_of({**FILES, NAME: PACKAGE.replace(good, bad, 1).encode()})
    file, place, why = detail.split(": ", 2)
    assert file == NAME
    assert row in place
    assert reason in why


@pytest.mark.parametrize(
    ("good", "bad", "row", "reason"),
    [
        ('parent = "GA"', 'parent = "Z"', "organs[1].parent", "Z"),
        ('code = "GA"', 'code = "GA"\nparent = "CD-430700-GA"', "organs", "circle"),
        ('code = "CD-430700-GA"', 'code = "GA"', "organs[1]", "twice"),
        ('region = "430700000000"', 'region = "4307"', "organs[0].region", "12"),
        ("level = 7", "level = 8", "organs[0].level", "1 to 7"),
    ],
)
def test_a_wrong_organ_is_named_with_its_reason(good: str, bad: str, row: str, reason: str) -> None:
    assert good in ORGANS
    detail = fault_of({**FILES, "organs.toml": ORGANS.replace(good, bad, 1).encode()})
    file, place, why = detail.split(": ", 2)
    assert (file, place) == ("organs.toml", row)
    assert reason in why


def test_two_packages_of_one_code_are_refused() -> None:
    detail = fault_of({**FILES, "packages/second.toml": FILES[NAME]})
    assert detail.startswith(f"{NAME}: code: 'T-1' is in packages/second.toml")


def test_a_file_that_was_changed_lost_or_slipped_in_is_named() -> None:
    manifest = make_manifest(FILES, "1", 1, date(2026, 1, 1), date(2027, 1, 1))
    changed = {**FILES, NAME: FILES[NAME] + b"\n"}
    slipped = {**FILES, "packages/more.toml": FILES[NAME]}
    lost = {"organs.toml": FILES["organs.toml"]}
    for files, name in ((changed, NAME), (lost, NAME), (slipped, "packages/more.toml")):
        with pytest.raises(CatalogueError, match=f"{name}: whole file: "):
            read_catalogue(files, manifest)


def test_a_catalogue_that_ends_before_it_begins_is_refused() -> None:
    manifest = make_manifest(FILES, "1", 1, date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(CatalogueError, match="manifest: expires: "):
        read_catalogue(FILES, manifest)


@given(st.integers(0, len(FILES[NAME]) - 1), st.binary(min_size=0, max_size=4))
def test_no_change_of_a_file_goes_unseen(place: int, octets: bytes) -> None:
    manifest = make_manifest(FILES, "1", 1, date(2026, 1, 1), date(2027, 1, 1))
    whole = FILES[NAME]
    torn = whole[:place] + octets + whole[place + 1 :]
    if torn == whole:
        return
    with pytest.raises(CatalogueError, match=f"{NAME}: whole file: "):
        read_catalogue({**FILES, NAME: torn}, manifest)


PIECES = st.sampled_from(
    ["", "=", '"', "[", "]]", "{", "#", "\n", "-1", "A", "Q1", "9" * 40, "nan", "2020-02-30", "\\u"]
) | st.text(max_size=3)


@given(st.integers(0, len(PACKAGE)), st.integers(0, 12), PIECES)
@example(0, 0, "x = " + "[" * 3000)
@example(0, 0, "x = " + "9" * 5000)
def test_a_damaged_package_is_read_or_refused_with_file_row_and_reason(
    place: int, length: int, piece: str
) -> None:
    damaged = PACKAGE[:place] + piece + PACKAGE[place + length :]
    outcome = outcome_of(lambda: read_package(NAME, damaged.encode()))
    if isinstance(outcome, Package):
        assert outcome.items
        return
    assert outcome.code is Code.CATALOGUE_TORN
    assert outcome.detail.startswith(f"{NAME}: ")
    assert DETAIL.match(outcome.detail)


@given(st.binary(max_size=200))
def test_random_octets_are_no_file_of_organs(octets: bytes) -> None:
    outcome = outcome_of(lambda: read_organs("organs.toml", octets))
    assert isinstance(outcome, CatalogueError)
    assert DETAIL.match(outcome.detail)
