"""Schemathesis against a real city, as an enrolled terminal: every operation, every check, invalid
data too, and none of its findings set aside."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from core.catalogue import Manifest
from core.exchange import SignedManifest
from resources import path as resource
from tests.city.conftest import Enrol
from tests.city.field_terminal import FieldTerminal
from tests.city_process import REPOSITORY, CityProcess

# What a schema cannot say: that octets must be a signed bundle, a public key or a request for a
# certificate (else 422), or those that their name and the envelope's size say (else 422 or 413).
# Everything else goes by the defaults of the checks.
_CONFIG = """
[generation]
with-security-parameters = false

[[operations]]
include-path-regex = "^/v1/(carried/batches|certificates|enrolments)$"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422"]

[[operations]]
include-path-regex = "^/v1/(carried/)?blobs/"
checks.positive_data_acceptance.expected-statuses = [
  "2xx", "401", "403", "404", "409", "413", "422"
]

[[operations]]
include-path = "/c/{case_id}"
parameters = { case_id = "CASE" }

[[operations]]
include-path = "/n/{package}"
parameters = { package = "CD-YJS-0001" }

[[operations]]
include-path = "/v1/catalogue/files/{sha256}"
parameters = { sha256 = "FILE" }

[[operations]]
include-path = "/v1/blobs/{sha256}"
include-method = "HEAD"
parameters = { sha256 = "BLOB" }
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    """On the embedded database alone: what is asked here does not reach further."""
    city = CityProcess(tmp_path_factory.mktemp("asked"), catalogue=resource("catalogue"))
    city.init()
    city.start()
    yield city
    city.close()


@pytest.fixture
def speaker(city: CityProcess, enrol: Enrol) -> FieldTerminal:
    """A terminal of which the city knows something."""
    terminal = enrol(city)
    terminal.send(terminal.case(), terminal.case(b"a page that never comes"))
    city.cli("revoke", "licence", f"T-LICENCE-{terminal.me.terminal}")
    return terminal


def _config(terminal: FieldTerminal) -> str:
    page = terminal.case(b"a page")
    terminal.send(page)
    (blob,) = page.blobs
    terminal.put(blob, page.blobs[blob])
    signed = terminal.ask("GET", "/v1/catalogue/manifest").content
    manifest = msgspec.json.decode(signed, type=SignedManifest).manifest
    file = min(msgspec.json.decode(manifest, type=Manifest).files.values())
    values = {"CASE": page.case, "BLOB": blob, "FILE": file}
    found = _CONFIG
    for name, value in values.items():
        found = found.replace(f'"{name}"', f'"{value}"')
    return found


def _run(
    terminal: FieldTerminal, folder: Path, document: dict[str, Any], *options: str
) -> subprocess.CompletedProcess[str]:
    """Run its command line over a description."""
    (folder / "openapi.json").write_text(json.dumps(document))
    (folder / "schemathesis.toml").write_text(_config(terminal))
    me = terminal.me
    command = [str(Path(sys.executable).with_name("schemathesis"))]
    command += ["--config-file", "schemathesis.toml", "run", "openapi.json"]
    command += ["--url", str(terminal.http.base_url), "--checks", "all", "--seed", "4"]
    return subprocess.run(
        [*command, *options],
        cwd=folder,
        env={
            **os.environ,
            "SIGNER": f"{me.terminal} {me.epoch} {terminal.private.hex()}",
            "SCHEMATHESIS_HOOKS": "tests.city.schemathesis_hooks",
            "PYTHONPATH": str(REPOSITORY),
            "COLUMNS": "140",
        },
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )


def _document(city: CityProcess) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(city.url + "/openapi.json", trust_env=False).json()
    return found


def test_a_promise_that_the_city_does_not_keep_is_found(
    city: CityProcess, speaker: FieldTerminal, tmp_path: Path
) -> None:
    document = _document(city)
    document["components"]["schemas"]["Terms"]["properties"]["poll_s"] = {"type": "string"}
    revocations = document["paths"]["/v1/revocations"]["get"]["responses"]
    revocations["202"] = revocations.pop("200")
    only = ("--include-path", "/v1/terminals/me/missing-blobs", "--include-path", "/v1/revocations")
    done = _run(speaker, tmp_path, document, *only, "--max-examples", "3")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Response violates schema" in done.stdout, done.stdout
    assert "Undocumented status code" in done.stdout, done.stdout


def test_the_city_keeps_everything_that_its_description_says(
    city: CityProcess, speaker: FieldTerminal, tmp_path: Path
) -> None:
    options = ("--max-examples", "10", "--request-timeout", "40", "--continue-on-failure")
    done = _run(speaker, tmp_path, _document(city), *options)
    assert done.returncode == 0, done.stdout + done.stderr
