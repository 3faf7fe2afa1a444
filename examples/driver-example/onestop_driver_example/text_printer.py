"""A slip printer that appends plain text to a file: for a line printer behind a device node, or
for looking at what would be printed.

    [[printer]]
    driver = "text_file"
    path = "/dev/lp0"
    columns = 40
"""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from core.device_report import Condition, DeviceReport
from core.errors import Code, PrinterError
from core.ports import Line, PrinterState, Slip
from devices.machine_driver import Kind, MachineDriver, Surroundings


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of devices.toml. `columns` is the width of the paper in half-width signs."""

    path: str
    columns: Annotated[int, Meta(ge=20, le=132)] = 48


class TextPrinter:
    """A core.ports.Printer: blocking, without a thread, every failure a PrinterError."""

    def __init__(self, settings: Settings) -> None:
        self._path = Path(settings.path)
        self._columns = settings.columns

    def state(self) -> PrinterState:
        """Ready while the folder of the file is there."""
        return PrinterState.READY if self._path.parent.is_dir() else PrinterState.ABSENT

    def print_slip(self, slip: Slip) -> None:
        """Append the slip. Raises PrinterError."""
        try:
            with self._path.open("a", encoding="gb18030") as paper:
                paper.writelines(f"{self._row(line)}\n" for line in slip.lines)
        except OSError as reason:
            raise PrinterError(Code.PRINTER_ABSENT, type(reason).__name__) from reason

    def _row(self, line: Line) -> str:
        match line.kind:
            case "rule":
                return "-" * self._columns
            case "pair":
                return f"{line.text}  {line.right}"
            case _:
                return line.text


def _probe(settings: Settings, surroundings: Surroundings) -> DeviceReport:
    """Looks, and prints nothing."""
    if TextPrinter(settings).state() is PrinterState.READY:
        return DeviceReport(Condition.GOOD, "ready")
    return DeviceReport(Condition.BAD, "absent", Code.PRINTER_ABSENT)


DRIVER = MachineDriver(
    kind=Kind.PRINTER,
    name="text_file",
    settings=Settings,
    build=lambda settings, surroundings: TextPrinter(settings),
    probe=_probe,
    summary="plain text appended to a file or a device node (example)",
)
