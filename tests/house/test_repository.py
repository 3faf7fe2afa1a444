"""What must not be in the repository."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("an option that names a package index", r"--(extra-)?index-url|--find-links"),
        ("a package registry", r"(py" r"pi\.org|registry\.npm" r"js|pythonhosted\." r"org)"),
        ("a private key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
        ("a path of one machine", r"(^|[^\w.])/(work|root|home)/[a-z.]"),
    ],
)
def test_no_file_holds(what: str, pattern: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for path in tracked()
        if path != Path(__file__)
        for match in re.finditer(pattern, text_of(path), re.MULTILINE)
    ]
    assert not found, f"{what}: {found}"


def test_the_lock_file_has_a_hash_for_every_package() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=\S)", lock.strip())
    bare = [entry for entry in entries if entry[0].isalnum() and "--hash=sha256:" not in entry]
    assert not bare


def test_test_citizens_use_no_region_that_somebody_lives_in() -> None:
    """Every resident number with a right check character starts with a code that nobody has."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    found = []
    for path in tracked():
        for match in re.finditer(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])", text_of(path)):
            number = match.group(0).upper()
            total = sum(int(d) * w for d, w in zip(number[:17], weights, strict=True))
            is_number = "10X98765432"[total % 11] == number[17] and number[6:8] in ("19", "20")
            reserved = number.startswith(("4307990", "4307991", "430799", "99", "11010519491231"))
            if is_number and not reserved:
                found.append(f"{path.relative_to(ROOT)}: {number[:6]}…")
    assert not found
