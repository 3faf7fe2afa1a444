"""The delivered catalogue: every file loads, and the pharmacy holds the published rows."""

import csv
from pathlib import Path

import pytest

from core.catalogue import Mark, Subject
from core.catalogue_reading import is_package_name, read_package
from core.errors import CatalogueError
from core.planning import make_plan
from core.situation import first_options
from resources.catalogue_files import catalogue_in, files_in, own_catalogue, own_folder
from resources.words import load_words
from tests.core.catalogue_rows import DAY

FILES = files_in(own_folder())
CATALOGUE = own_catalogue()
PACKAGES = {package.code: package for package in CATALOGUE.packages}
PHARMACY = PACKAGES["CD-YJS-0001"]
ROWS_FILE = Path(__file__).parents[2].parent / "shared" / "data" / "drugstore_materials.csv"
RULES = {
    "merge_into_one_form": "form",
    "internal_flow_not_required": "licence",
}


@pytest.mark.parametrize("name", [name for name in FILES if is_package_name(name)])
def test_every_package_file_loads_by_itself(name: str) -> None:
    assert read_package(name, FILES[name]).code in PACKAGES


def test_the_pharmacy_holds_the_44_published_rows() -> None:
    names = {material.code: material for material in PHARMACY.materials}
    plan = make_plan(PHARMACY, Subject.ENTERPRISE, {}, DAY)
    held = [
        (
            item.name,
            CATALOGUE.organ(item.organ).name,
            str(item.days_before),
            code,
            names[code].name,
        )
        for item in plan.items
        for code in item.materials
    ]
    with ROWS_FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = [
        (row["item"], row["dept"], row["days_before"], row["material_code"], row["material"])
        for row in rows
    ]
    assert held == wanted
    assert len(wanted) == 44
    for row in rows:
        kind = RULES.get(row["after_rule"], "document")
        held_kind = names[row["material_code"]].kind
        assert held_kind == ("card" if row["material_code"] == "IDR" else kind)


def test_the_rules_take_away_what_the_published_rows_say() -> None:
    with ROWS_FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    plan = make_plan(PHARMACY, Subject.ENTERPRISE, {}, DAY)
    shared = {row["material_code"] for row in rows if row["after_rule"] == "dedupe_shared"}
    kept = {each.material.code: len(each.items) for each in plan.materials}
    assert {code for code, uses in kept.items() if uses > 1} == shared
    assert {row["material_code"] for row in rows if row["after_rule"] == "keep"} <= kept.keys()
    assert len(kept) == 24


def test_no_row_of_the_pharmacy_claims_to_be_official() -> None:
    sources = [PHARMACY.source, *(item.source for item in PHARMACY.items)]
    sources += [question.source for question in PHARMACY.questions]
    assert Mark.OFFICIAL not in {source.mark for source in sources}
    assert PHARMACY.promise is not None
    assert PHARMACY.promise.source.mark is Mark.STATED


def test_the_merged_form_of_the_pharmacy_has_four_pages_and_asks_each_field_once() -> None:
    answers = first_options(PHARMACY, Subject.ENTERPRISE, {})
    pages = make_plan(PHARMACY, Subject.ENTERPRISE, answers, DAY).pages
    keys = [field.key for page in pages for field in page.fields]
    assert len(pages) == 4
    assert len(keys) == len(set(keys)) == 15


def test_every_refusing_answer_and_every_rule_has_its_sentence() -> None:
    words = load_words()
    for package in CATALOGUE.packages:
        for question in package.questions:
            for option in question.options:
                assert not option.effect.refuse or option.effect.refuse in words
        for subject in package.subjects:
            plan = make_plan(package, subject, first_options(package, subject, {}), DAY)
            assert {removal.reason for removal in plan.removals} <= words.keys()


def test_organs_cover_the_city_and_all_ten_county_units() -> None:
    counties = {organ.region[:6] for organ in CATALOGUE.organs if organ.level == 4}
    assert len(counties) == 10
    kinds = {organ.code for organ in CATALOGUE.organs if organ.level == 7}
    for kind in kinds - {"BMFW"}:
        holders = {
            organ.region[:6]
            for organ in CATALOGUE.organs
            if organ.level in (3, 4) and organ.code.endswith(f"-{kind}")
        }
        assert holders == counties | {"430700"}


def test_no_organ_claims_to_be_official() -> None:
    assert Mark.OFFICIAL not in {organ.source.mark for organ in CATALOGUE.organs}


def test_a_folder_without_a_catalogue_or_without_an_edition_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="whole folder"):
        catalogue_in(tmp_path / "nowhere")
    (tmp_path / "organs.toml").write_bytes(FILES["organs.toml"])
    with pytest.raises(CatalogueError, match=r"edition\.toml: whole file: "):
        catalogue_in(tmp_path)
    (tmp_path / "edition.toml").write_text("version = 1", "utf-8")
    with pytest.raises(CatalogueError, match=r"edition\.toml: whole file: "):
        catalogue_in(tmp_path)
