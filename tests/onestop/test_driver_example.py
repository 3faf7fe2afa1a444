"""The example of a driver outside the tree: installed beside the program, it is found and works."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as a package in a folder of its own, made without network."""
    source = tmp_path_factory.mktemp("source") / "driver-example"
    shutil.copytree(ROOT / "examples" / "driver-example", source)
    target = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet",
               "--no-index", "--no-deps", "--no-build-isolation",
               "--target", str(target), str(source)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


def python(words: Sequence[str], path: Path | None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.defpath, "PYTHONPATH": str(path) if path else ""}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False,
        env=environment,
    )  # fmt: skip


def test_without_it_there_is_no_such_driver() -> None:
    assert "text_file" not in python(["-m", "onestop", "doctor", "--drivers"], None).stdout


def test_it_is_found_with_its_settings(installed: Path) -> None:
    said = python(["-m", "onestop", "doctor", "--drivers"], installed).stdout
    assert '[[printer]] driver = "text_file"' in said
    assert "    columns = 48" in said


def test_a_terminal_names_it_and_a_mistake_in_its_settings_has_its_line(
    installed: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.txt"
    devices = tmp_path / "devices.toml"
    devices.write_text(f'[[printer]]\ndriver = "text_file"\npath = "{paper}"\n')
    script = (
        "import sys; from pathlib import Path\n"
        "from core.ports import Line, Slip\n"
        "from devices.rig import RigChoice, build_rig\n"
        "folder = Path(sys.argv[1])\n"
        "rig = build_rig(RigChoice(folder / 's', folder, devices=folder / 'devices.toml'))\n"
        "rig.printer.print_slip(Slip('a', (Line('回执'), Line(kind='rule'))))\n"
    )
    done = python(["-c", script, str(tmp_path)], installed)
    assert done.returncode == 0, done.stderr
    assert paper.read_text("gb18030") == "回执\n" + "-" * 48 + "\n"
    devices.write_text(f'[[printer]]\ndriver = "text_file"\npath = "{paper}"\ncolumms = 40\n')
    refused = python(["-m", "onestop", "doctor", "--state", str(tmp_path)], installed)
    assert refused.returncode == 1
    assert "devices.toml line 4: unknown key `columms`; did you mean `columns`?" in refused.stderr
