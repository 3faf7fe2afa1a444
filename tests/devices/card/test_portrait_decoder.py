"""The portrait decoder as a command of somebody else: whatever it does, the terminal goes on."""

import os
import sys
from pathlib import Path

import pytest

from devices.card.portrait_decoder import LARGEST, CommandPortraitDecoder
from devices.rig import RigChoice, build_rig

WLT = b"WLf\0" + bytes(1020)
GOOD = "import sys; d = sys.stdin.buffer.read(); sys.stdout.buffer.write(b'BM' + d[:4])"


def decoder(script: str, seconds: float = 20.0) -> CommandPortraitDecoder:
    return CommandPortraitDecoder((sys.executable, "-I", "-S", "-c", script), seconds)


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_a_command_that_works_gives_its_picture() -> None:
    assert decoder(GOOD).decode(WLT) == b"BMWLf\0"


@pytest.mark.parametrize(
    "script",
    [
        "raise SystemExit(3)",
        "import sys; sys.stdout.write('no picture')",
        "import os; os.close(1)",
        f"import sys; sys.stdout.buffer.write(b'BM' + bytes({LARGEST}))",
        "import os; os.kill(os.getpid(), 11)",
    ],
)
def test_a_command_that_fails_gives_nothing(script: str) -> None:
    before = children()
    assert decoder(script).decode(WLT) == b""
    assert children() == before


@pytest.mark.parametrize(
    "script",
    [
        "import time; time.sleep(600)",
        "import os, time; os.fork(); time.sleep(600)",
        "import os, time; os.close(1); time.sleep(600)",
    ],
)
def test_a_command_that_hangs_is_killed_with_its_children(script: str) -> None:
    before = children()
    assert decoder(script, 0.3).decode(WLT) == b""
    assert children() == before


def test_a_command_that_is_missing_gives_nothing() -> None:
    assert CommandPortraitDecoder(("/nowhere/wlt",)).decode(WLT) == b""


@pytest.mark.parametrize("portrait", [b"", b"WLf"])
def test_a_card_without_a_portrait_starts_nothing(portrait: bytes) -> None:
    assert CommandPortraitDecoder(("/nowhere/wlt",)).decode(portrait) == b""


def test_the_decoder_is_named_in_the_file_and_absent_without(tmp_path: Path) -> None:
    file = tmp_path / "devices.toml"
    file.write_text(f'[[portrait]]\ndriver = "command"\ncommand = ["{sys.executable}"]\n')
    rig = build_rig(RigChoice(tmp_path, tmp_path, devices=file))
    assert rig.surroundings.decode_portrait is not None
    file.write_text('[[card]]\ndriver = "pcsc"\n')
    assert (
        build_rig(RigChoice(tmp_path, tmp_path, devices=file)).surroundings.decode_portrait is None
    )
