"""`onestop catalogue`, run as from the console."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from onestop.__main__ import main
from resources.catalogue_files import own_folder

PACKAGE = Path("packages") / "open_pharmacy.toml"


def explain(capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, Any]:
    assert main(["catalogue", "explain", "我要开药店", "--json", *more]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_the_figures_before_and_after_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    told = explain(capsys, "--date", "2026-11-23")
    assert told["applications"] == {"before": 7, "after": 1}
    assert told["materials"] == {"before": 44, "after": 25}
    assert told["working_days"] == {"before": 50, "after": 38}
    assert told["steps"]["before"] > told["steps"]["after"]
    assert told["promise"]["days"] == 38
    assert told["promise"]["source"]["mark"] == "stated"
    assert told["critical_path"] == {"days": 23, "items": ["BRANCH", "DRUG"]}
    assert len(told["kept"]) == 24
    assert told["fees"]["total_fen"] == 0


def test_every_removed_material_names_its_rule(capsys: pytest.CaptureFixture[str]) -> None:
    removed = explain(capsys)["removed"]
    assert len(removed) == 20
    for row in removed:
        assert row["rule"] in {"merge_forms", "pass_inside", "ask_once"}
        assert row["reason"] == f"rule.{row['rule']}"
        assert row["sentence"].endswith("。")


def test_answers_that_nobody_gave_are_reported_as_assumed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = explain(capsys)
    assert told["assumed"]["subject"] == "enterprise"
    assert told["assumed"]["who"] == "chain"
    assert all(row["assumed"] for row in told["questions"])


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.json", '{"who": "trader", "licence": "none"}'), ("a.toml", 'who = "trader"')],
)
def test_given_answers_count_and_are_not_assumed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, text: str
) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    told = explain(capsys, "--answers", str(file), "--subject", "enterprise")
    assert "who" not in told["assumed"]
    assert "subject" not in told["assumed"]
    row = next(each for each in told["removed"] if each["material"] == "PART")
    assert (row["rule"], row["question"], row["option"]) == ("answer", "who", "trader")


@pytest.mark.parametrize("text", ['who = "king"', 'colour = "red"', "who = ", 'who = ["chain"]'])
def test_answers_that_do_not_exist_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str
) -> None:
    file = tmp_path / "a.toml"
    file.write_text(text, "utf-8")
    assert main(["catalogue", "explain", "我要开药店", "--answers", str(file)]) == 2
    assert "a.toml" in capsys.readouterr().err


def test_a_day_before_the_package_is_refused_with_its_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = explain(capsys, "--date", "2019-01-01")
    assert told["refusal"]["reason"] == "rule.not_yet_in_force"
    assert told["refusal"]["sentence"]


def test_the_text_says_the_figures_and_the_marks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "explain", "CD-YJS-0001"]) == 0
    text = capsys.readouterr().out
    for piece in ("44 → 25", "7 → 1", "50 → 38", "rule.pass_inside", "不是官方清单"):
        assert piece in text


def test_the_text_names_the_answer_that_dropped_an_item(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "a.toml"
    file.write_text('sign = "no"', "utf-8")
    assert main(["catalogue", "explain", "开药店", "--answers", str(file)]) == 0
    assert "户外招牌(门店招牌)设置审批（要在门口挂招牌吗？ 不挂招牌）" in capsys.readouterr().out


def test_a_name_that_is_no_package_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "explain", "我要上月球"]) == 2
    assert "CD-YJS-0001" in capsys.readouterr().err


def test_a_good_folder_is_told_to_be_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "check", str(own_folder())]) == 0
    assert "没有问题" in capsys.readouterr().out


def test_a_wrong_row_in_a_folder_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(own_folder(), folder)
    text = (folder / PACKAGE).read_text("utf-8")
    assert 'after = ["BRANCH"]' in text
    torn = text.replace('after = ["BRANCH"]', 'after = ["SHOP"]', 1)
    (folder / PACKAGE).write_text(torn, "utf-8")
    assert main(["catalogue", "check", str(folder)]) == 1
    error = capsys.readouterr().err
    assert "CAT-401" in error
    assert "packages/open_pharmacy.toml: items[1].after[0]: there is no item 'SHOP'" in error
    assert main(["catalogue", "explain", "我要开药店", "--catalogue", str(folder)]) == 1
