"""Texts are broken to the width of the paper as a Chinese reader expects."""

from hypothesis import given
from hypothesis import strategies as st

from core.ports import Line
from devices.printer.slip_layout import (
    COLUMNS,
    NEVER_FIRST,
    Row,
    columns_of,
    lay_out,
    wrap,
)
from tests.devices.printer.slips import RARE_NAME, receipt, slip_of

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")))


@given(TEXTS, st.sampled_from([24, 44, 48]))
def test_no_row_is_wider_than_the_paper_and_nothing_but_blanks_is_lost(
    text: str, columns: int
) -> None:
    rows = wrap(text, columns)
    assert all(columns_of(row) <= columns for row in rows)
    assert "".join("".join(rows).split()) == "".join(text.split())


@given(TEXTS, TEXTS)
def test_a_pair_never_runs_over_the_edge(left: str, right: str) -> None:
    rows = lay_out(slip_of(Line(left, right, kind="pair")))
    assert all(columns_of(row.text) <= COLUMNS for row in rows)


def test_a_short_pair_stands_at_both_edges() -> None:
    (row,) = lay_out(slip_of(Line("编号", "CD0128", kind="pair")))
    assert columns_of(row.text) == COLUMNS
    assert (row.text[:2], row.text[-6:]) == ("编号", "CD0128")


def test_a_long_pair_puts_the_right_part_below() -> None:
    rows = lay_out(slip_of(Line("受理地点", "常德市武陵区芙蓉街道" * 4, kind="pair")))
    assert rows[0].text == "受理地点"
    assert all(row.text.startswith("    常") or row.text.startswith("    ") for row in rows[1:])
    assert len(rows) == 3


def test_no_row_begins_with_a_full_stop() -> None:
    for length in range(18, 30):
        rows = wrap("字" * length + "。" + "字" * 10, COLUMNS)
        assert not any(row[0] in NEVER_FIRST for row in rows)


def test_a_number_is_not_broken() -> None:
    rows = wrap("字" * 20 + "430702261122012810000012", COLUMNS)
    assert rows == ["字" * 20, "430702261122012810000012"]


def test_every_kind_of_line_becomes_rows() -> None:
    rows = lay_out(receipt())
    assert {row.kind for row in rows} == {"text", "rule", "qr", "feed"}
    assert rows[0] == Row("申请已收下", bold=True, large=True, centred=True)


def test_a_text_cannot_command_the_printer() -> None:
    (row,) = lay_out(slip_of(Line("甲\x1b@\x1dV\x00乙\u202e")))
    assert row.text == "甲@V乙"


def test_a_character_outside_the_printers_font_is_known() -> None:
    assert Row(RARE_NAME).is_rare
    assert Row("测试㐂").is_rare
    assert not Row("测试张三，CD0128。“·”").is_rare
