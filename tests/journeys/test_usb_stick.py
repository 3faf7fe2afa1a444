"""A material is loaded from a USB stick: chosen by touch, checked, refused in plain words."""

import shutil
from pathlib import Path

import pytest

import resources
from core.errors import Code
from tests.journeys.terminal_process import NOWHERE, KioskProcess
from tests.journeys.walks import FORM, NO_FACE, TO_CARD, word

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_WALK = f"""
{TO_CARD}
card zhangsan
{NO_FACE}
{FORM.format(phone="13800000000")}
touch material:PHOTO:promise
touch material:PHOTO:load
show file:close
{word("files.none")}
touch file:close
tell stick-wanted
await stick-there
touch material:PHOTO:load
show file:1
picture files
touch file:0
{word(f"error.{Code.MATERIAL_UNREADABLE.value}.line")}
read FILE-701
picture refused
touch material:PHOTO:load
touch file:1
show material:PHOTO:drop
picture loaded
"""


def test_a_material_is_loaded_from_a_stick_and_a_torn_file_is_told(
    lone_kiosk: KioskProcess, tmp_path: Path
) -> None:
    media = tmp_path / "media"
    lone_kiosk.start(_WALK, city=NOWHERE, card="simulated", more=["--usb", str(media)])
    lone_kiosk.wait_for("stick-wanted")
    stick = media / "stick"
    stick.mkdir(parents=True)
    shutil.copy(resources.path("clips", "training_page.jpg"), stick / "page.jpg")
    (stick / "torn.jpg").write_bytes(b"\xff\xd8 torn")
    lone_kiosk.tell("stick-there")
    assert lone_kiosk.wait() == 0, lone_kiosk.log()
