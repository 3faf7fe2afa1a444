"""`onestop enrol`: a terminal is made by a code or a QR text, and says how its keys are kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.enrolment_text import enrolment_text
from onestop.__main__ import main
from sync.identity import load_identity
from tests.sync.toy_city import ToyCity, serving


@pytest.fixture
def city() -> Iterator[ToyCity]:
    city = ToyCity()
    with serving(city):
        yield city


def enrol(folder: Path, *words: str) -> int:
    return main(["enrol", "--state", str(folder), *words])


def test_the_text_of_a_qr_code_makes_a_terminal(
    tmp_path: Path, city: ToyCity, capsys: pytest.CaptureFixture[str]
) -> None:
    assert enrol(tmp_path / "new", "--qr", enrolment_text(city.url, "CODE")) == 0
    told = capsys.readouterr().out
    assert "CD0128 epoch 1" in told
    assert "keys         in a file that only the service user may read" in told
    identity = load_identity(tmp_path / "new")
    assert identity is not None
    assert identity.city_url == city.url
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert main(["sync", "status", "--state", str(tmp_path / "new")]) == 1  # no records yet


def test_address_and_code_make_a_terminal_too(tmp_path: Path, city: ToyCity) -> None:
    assert enrol(tmp_path, "--url", city.url, "--code", "CODE") == 0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--qr", "https://other.test"), "--qr"),
        (("--url", "http://a.test"), "give --qr"),
        (("--url", "http://a.test", "--code", "A", "--ca", "/no/such/file"), "no such file"),
        (("--url", "http://127.0.0.1:9", "--code", "A"), "NET-601"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    tmp_path: Path, words: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert enrol(tmp_path, *words) == 1
    told = capsys.readouterr().err
    assert reason in told
    assert told.count("\n") == 1
    assert load_identity(tmp_path) is None


def test_a_wrong_code_is_refused_by_name(
    tmp_path: Path, city: ToyCity, capsys: pytest.CaptureFixture[str]
) -> None:
    assert enrol(tmp_path, "--url", city.url, "--code", "GUESS") == 1
    assert "NET-606" in capsys.readouterr().err
