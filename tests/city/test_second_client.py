"""Whoever has only the contract's text can hand in an application: a client is generated from it,
and a small program that imports nothing of this project does the whole way."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.city.conftest import new_code
from tests.city_process import REPOSITORY, CityProcess

PROGRAM = Path(__file__).with_name("second_client.py")
OURS = {path.name for path in REPOSITORY.iterdir() if (path / "__init__.py").is_file()}


def _generate(city: CityProcess, folder: Path) -> None:
    (folder / "openapi.json").write_bytes(city.run("openapi").stdout)
    generator = Path(sys.executable).with_name("openapi-python-client")
    options = ["--path", "openapi.json", "--output-path", "client", "--meta", "none"]
    done = subprocess.run(
        [str(generator), "generate", *options, "--fail-on-warning"],
        cwd=folder,
        env={**os.environ, "PATH": f"{generator.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_client_made_from_the_contract_alone_hands_in_an_application(
    city: CityProcess, tmp_path: Path
) -> None:
    _generate(city, tmp_path)
    done = subprocess.run(
        [sys.executable, str(PROGRAM), city.url, new_code(city, "CD8801")],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["results"] == ["stored", "duplicate"]
    assert (told["wanted"], told["put"]) == (True, 201)
    assert told["states"] == ["received", "materials_complete"]
    (case,) = [case for case in city.cases() if case["id"] == told["id"]]
    assert case["official_no"] == told["official_no"]
    assert case["document_sha256"] == told["document"]


def test_the_second_client_imports_nothing_of_ours() -> None:
    tree = ast.parse(PROGRAM.read_text("utf-8"))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert {"core", "city", "sync", "tests"} <= OURS
    assert not imported & OURS
