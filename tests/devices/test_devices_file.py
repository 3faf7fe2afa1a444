"""devices.toml is read into typed settings, and every mistake is told with its line."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Code, RigError
from devices.devices_file import Wanted, line_of, load_devices, parse_devices
from devices.driver_book import open_book
from devices.machine_driver import Kind
from tests.devices.spare import SPARE, SpareSettings, book_with

BOOK = book_with(SPARE)


def mistake(text: str) -> str:
    with pytest.raises(RigError) as told:
        parse_devices(text, BOOK)
    assert told.value.code is Code.DEVICES_FILE_WRONG
    return told.value.detail


def read(text: str) -> tuple[Wanted, ...]:
    return parse_devices(text, BOOK)


def test_a_file_names_machines_with_typed_settings() -> None:
    first, second = read(
        '[[code_reader]]\ndriver = "spare"\nport = "/dev/ttyS0"\nspeed = 9600\n'
        '[[code_reader]]\ndriver = "spare"\nport = "/dev/ttyS1"\n'
    )
    assert first.machine is not None
    assert first.machine.settings == SpareSettings("/dev/ttyS0", 9600)
    assert second.machine is not None
    assert second.machine.settings == SpareSettings("/dev/ttyS1")


def test_auto_is_looked_for_later() -> None:
    (only,) = read('[[card]]\ndriver = "auto"\n')
    assert only == Wanted(Kind.CARD, None)


def test_an_empty_file_is_a_terminal_without_machines() -> None:
    assert read("# nothing\n") == ()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[[kard]]\n", 1, "unknown machine `kard`; did you mean `card`?"),
        ("# one\n\ncard = 1\n", 3, "write [[card]]"),
        ("[card]\ndriver = 'pcsc'\n", 1, "write [[card]]"),
        ("\n[[card]]\n", 2, "needs `driver`, one of"),
        ("[[card]]\ndriver = 7\n", 2, "needs `driver`"),
        ("[[card]]\ndriver = 'pcs'\n", 2, "no driver `pcs` for `card`; did you mean `pcsc`?"),
        ("[[card]]\ndriver = 'pcsc'\nzzz = 1\n", 3, "unknown key `zzz`; known are"),
        ("[[code_reader]]\ndriver = 'spare'\nprot = 1\n", 3, "did you mean `port`?"),
        ("[[card]]\ndriver = 'auto'\nport = 1\n", 3, "no place beside"),
        ("[[code_reader]]\ndriver = 'auto'\n", 2, "no driver `auto`"),
        (
            "[[code_reader]]\ndriver = 'spare'\nport = 'a'\n"
            "[[code_reader]]\n\ndriver = 'spare'\nport = 'b'\nsped = 1\n",
            8,
            "unknown key `sped`; did you mean `speed`?",
        ),
        ("[[code_reader]]\nport = 5\ndriver = 'spare'\n", 2, "Expected `str`, got `int`"),
        ("[[code_reader]]\nport = 'a'\nspeed = 1\ndriver = 'spare'\n", 3, ">= 9600"),
        ("[[code_reader]]\nport = 'a'\ndriver = 'spare'\nids = [\n 'x',\n 5,\n]\n", 4, "`str`"),
        ("[[code_reader]]\ndriver = 'spare'\n", 1, "missing required field `port`"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_nearest_word(
    text: str, line: int, says: str
) -> None:
    told = mistake(text)
    assert told.startswith(f"devices.toml line {line}: "), told
    assert says in told


def test_what_is_no_toml_is_told_with_its_line() -> None:
    assert "at line 2" in mistake("# good\n[[card\n")


def test_a_file_that_cannot_be_read_is_an_error_and_not_an_empty_terminal(tmp_path: Path) -> None:
    (tmp_path / "devices.toml").write_bytes(b"\xff\xfe")
    for path in (tmp_path / "devices.toml", tmp_path / "gone.toml"):
        with pytest.raises(RigError):
            load_devices(path, BOOK)


@given(st.lists(st.sampled_from(["", "# note", 'text = """\n[[card]]\nx = 1\n"""']), max_size=6))
def test_the_line_of_a_key_is_found_behind_comments_and_texts_of_many_lines(
    before: list[str],
) -> None:
    head = "".join(f"{one.replace('text', f'text{n}')}\n" for n, one in enumerate(before))
    text = head + "[[card]]\n# note\nwanted = [\n 1,\n]\n"
    tomllib.loads(text)
    assert text.splitlines()[line_of(text, ("card", 0, "wanted")) - 1] == "wanted = ["


EXAMPLE = Path(__file__).parents[2] / "deploy" / "devices.example.toml"


def test_the_shipped_example_is_right() -> None:
    named = load_devices(EXAMPLE, open_book(()))
    assert {one.kind for one in named} >= {Kind.CARD, Kind.FACE_CAMERA, Kind.PRINTER}


def test_the_lines_that_the_example_only_shows_are_right_too() -> None:
    """Every commented setting, alone under its table, is taken by the driver that it names."""
    shown = [
        line.removeprefix("# ")
        for line in EXAMPLE.read_text(encoding="utf-8").splitlines()
        if line.startswith("# [[") or (line.startswith("# ") and " = " in line)
    ]
    assert len(parse_devices("\n".join(shown), open_book(()))) >= 2


_WORDS = st.sampled_from(
    ["card", "kard", "printer", "driver", "port", "pcsc", "auto", "spare", "simulated", "x y", ""]
)
_VALUES = st.one_of(
    st.integers(), st.booleans(), st.floats(allow_nan=False), _WORDS,
    st.lists(st.integers() | _WORDS, max_size=2), st.just({}), st.just({"a": 1}),
)  # fmt: skip


@given(st.dictionaries(_WORDS, st.dictionaries(_WORDS, _VALUES, max_size=4), max_size=3))
def test_whatever_a_file_says_it_is_taken_or_refused_with_its_line(
    tables: dict[str, dict[str, object]],
) -> None:
    text = "".join(
        f"[[{json.dumps(name)}]]\n"
        + "".join(f"{json.dumps(key)} = {_toml(value)}\n" for key, value in table.items())
        for name, table in tables.items()
    )
    said = refusal_of(text)
    line = re.match(r"devices\.toml line (\d+): ", said)
    assert not said or (line and 1 <= int(line.group(1)) <= text.count("\n")), said


@given(st.text(max_size=60))
def test_noise_is_refused_or_names_nothing(text: str) -> None:
    assert refusal_of(text) or parse_devices(text, BOOK) == ()


def test_a_line_ends_with_a_line_feed_only() -> None:
    assert mistake("# a\u2028b\n[[kard]]\n").startswith("devices.toml line 2: ")


def refusal_of(text: str) -> str:
    """Why a text is refused; empty where it is taken."""
    try:
        parse_devices(text, BOOK)
    except RigError as error:
        return error.detail
    return ""


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + "}"
    return json.dumps(value)
