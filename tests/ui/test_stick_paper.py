"""A person's paper lies whole on their stick, or a code says why not."""

import errno
import os
from pathlib import Path

import pytest

from core.errors import Code, StickError
from tests.ui.test_pdf_printer import receipt, text_of
from ui.driver import have_no_stick
from ui.stick_paper import StickPaper
from ui.theme import house_theme

pytestmark = pytest.mark.usefixtures("qapp")


def refusal(paper: StickPaper) -> Code:
    with pytest.raises(StickError) as told:
        paper(receipt())
    return told.value.code


def test_the_receipt_lies_on_the_first_stick_as_pdf(tmp_path: Path) -> None:
    StickPaper(lambda: [tmp_path], house_theme())(receipt())
    (path,) = tmp_path.iterdir()
    assert path.name == f"{receipt().name}.pdf"
    assert "等市平台确认" in text_of(path)


def test_without_a_stick_it_is_said(tmp_path: Path) -> None:
    assert refusal(StickPaper(list, house_theme())) is Code.STICK_ABSENT
    assert refusal(StickPaper(lambda: [tmp_path / "pulled"], house_theme())) is Code.STICK_ABSENT
    with pytest.raises(StickError):
        have_no_stick(receipt())


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, Code.STICK_FULL), (errno.EROFS, Code.STICK_READ_ONLY)],
)
def test_a_stick_that_cannot_take_it_says_why_and_keeps_no_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: Code
) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(number, "")

    monkeypatch.setattr(os, "fsync", fail)
    assert refusal(StickPaper(lambda: [tmp_path], house_theme())) is code
    assert list(tmp_path.iterdir()) == []
