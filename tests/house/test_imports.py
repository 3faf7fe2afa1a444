"""The rules of imports hold, and each of them would notice a violation."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "onestop", "kiosk", "agent_desk", "ui", "devices", "sync", "city", "core", "resources",
)  # fmt: skip


def contracts() -> list[dict[str, list[str] | str]]:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    found: list[dict[str, list[str] | str]] = linter["contracts"]
    return found


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Empty packages under the real contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
    return tmp_path


def test_an_empty_house_keeps_every_contract(house: Path) -> None:
    result = lint(house)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("core", "import sync"),
        ("core", "import resources"),
        ("ui", "import devices"),
        ("devices", "import sync"),
        ("kiosk", "import agent_desk"),
        ("ui", "import kiosk"),
        ("sync", "import PySide6"),
        ("devices", "import PySide6"),
        ("kiosk", "import cv2"),
        ("ui", "import zxingcpp"),
        ("sync", "import smartcard"),
        ("agent_desk", "import escpos"),
        ("kiosk", "import sqlite3"),
        ("ui", "import requests"),
        ("devices", "import sqlite_utils"),
        ("sync", "import city"),
        ("onestop", "import city"),
        ("kiosk", "import city"),
    ],
)
def test_a_planted_violation_is_caught(house: Path, package: str, line: str) -> None:
    (house / package / "planted.py").write_text(f"{line}\n")
    assert lint(house).returncode == 1


def test_every_name_in_the_contracts_is_a_real_package() -> None:
    ours = {name for name in PACKAGES if (ROOT / name / "__init__.py").exists()}
    assert ours == set(PACKAGES)
    for contract in contracts():
        named = list(contract.get("source_modules", []))
        for layer in contract.get("layers", []):
            named += [name.strip() for name in layer.split("|")]
        assert set(named) <= ours


def test_every_package_is_linted() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found - {"tests", "bench"} == set(PACKAGES)
