"""The code sets that a card uses for ethnic group and sex."""

from core.card import Sex
from core.ethnic import ETHNIC_NAMES, ethnic_name, sex_name
from resources.words import load_words


def test_there_are_56_groups_and_two_other_codes() -> None:
    assert len(ETHNIC_NAMES) == 58
    assert len(set(ETHNIC_NAMES.values())) == 58


def test_codes_have_the_names_of_the_present_standard() -> None:
    named = {code: ethnic_name(code) for code in ("01", "15", "36", "46", "56", "97", "98")}
    assert named == {
        "01": "汉",
        "15": "土家",
        "36": "毛南",
        "46": "德昂",
        "56": "基诺",
        "97": "其他",
        "98": "外国血统中国籍人士",
    }


def test_an_unknown_code_has_no_name() -> None:
    assert ethnic_name("57") == ethnic_name("") == ""


def test_every_sex_has_a_word() -> None:
    words = load_words()
    assert [words[sex_name(sex)] for sex in Sex] == ["未知", "男", "女", "未说明"]
