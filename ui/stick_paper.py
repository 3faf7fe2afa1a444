"""Paper that a person takes along on a USB stick, where no printer gives it: A4 as PDF."""

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from core.errors import Code, StickError
from core.ports import Slip
from ui.pdf import slip_pdf
from ui.theme import Theme

_CODES: Mapping[int, Code] = MappingProxyType(
    {
        errno.ENOSPC: Code.STICK_FULL,
        errno.EDQUOT: Code.STICK_FULL,
        errno.EROFS: Code.STICK_READ_ONLY,
        errno.EACCES: Code.STICK_READ_ONLY,
        errno.EPERM: Code.STICK_READ_ONLY,
    }
)


class StickPaper:
    """Writes onto the first stick that `sticks` finds. Blocking; it may be used on a lane."""

    def __init__(self, sticks: Callable[[], Sequence[Path]], theme: Theme) -> None:
        self._sticks = sticks
        self._theme = theme

    def __call__(self, slip: Slip) -> None:
        """Write NAME.pdf; when this returns, the stick may be pulled. Raises StickError."""
        sticks = self._sticks()
        if not sticks:
            raise StickError(Code.STICK_ABSENT, "none mounted")
        octets = slip_pdf(slip, self._theme)
        try:
            _write(sticks[0] / f"{slip.name}.pdf", octets)
        except OSError as reason:
            code = _CODES.get(reason.errno or 0, Code.STICK_ABSENT)
            raise StickError(code, type(reason).__name__) from reason


def _write(path: Path, octets: bytes) -> None:
    """A file whole and on the medium, or none."""
    half = path.with_name(f".{path.name}.part")
    try:
        with half.open("wb") as file:
            file.write(octets)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError:
        half.unlink(missing_ok=True)
        raise
