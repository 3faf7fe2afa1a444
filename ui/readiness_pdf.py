"""The readiness report of a terminal as PDF, also where no window is open."""

import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from core.diagnosis import Diagnosis
from core.diagnosis_slip import diagnosis_slip
from core.errors import Code, DiskError
from ui.pdf import slip_to_pdf
from ui.theme import house_theme
from ui.words import house_words


def write_readiness(diagnosis: Diagnosis, folder: Path) -> Path:
    """Write it into a folder, which is made when missing; its path. Without an application one
    that needs no screen is made. Raises DiskError."""
    _application = QGuiApplication.instance() or QGuiApplication(
        [sys.argv[0], "-platform", "offscreen"]
    )
    slip = diagnosis_slip(diagnosis, house_words())
    path = folder / f"{slip.name}.pdf"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        slip_to_pdf(slip, path, house_theme())
    except OSError as error:
        raise DiskError(Code.DISK_FAULT, f"report: {type(error).__name__}") from error
    return path
