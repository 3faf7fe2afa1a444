"""S2: the search finds what it looks for in every writing; a slice of the thefts and forgeries."""

import base64
from pathlib import Path

import pytest

from bench.proof.paper import NAME, NUMBER
from bench.proof.s2_thief import thefts
from bench.proof.thief import plain_found, writings


@pytest.mark.parametrize("before", [b"", b"x", b"xy"])
def test_a_value_is_found_in_base64_wherever_it_begins(tmp_path: Path, before: bytes) -> None:
    coded = base64.b64encode(before + NAME.encode() + b" and more")
    (tmp_path / "file").write_bytes(coded)
    assert plain_found(tmp_path, [NAME])[1]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_a_value_is_found_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "file").write_bytes(b"." + NUMBER.encode(encoding) + b".")
    assert plain_found(tmp_path, [NUMBER])[1]
    assert len(writings(NUMBER)) > 8


@pytest.mark.proof
@pytest.mark.xdist_group("proof-machine")
def test_a_thief_reads_nothing_and_a_forger_gets_nothing_taken() -> None:
    outcome = thefts(0.05)
    assert outcome.holds, outcome.as_text()
