"""The drivers of A4 printers, as devices.toml names them."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from core.device_report import DeviceReport
from core.ports import PaperPrinter
from devices.machine_driver import Kind, MachineDriver, NoSettings, Surroundings
from devices.printer.drivers import report_of
from devices.printer.file_paper import FilePaper
from devices.printer.ipp_printer import IppPrinter, Patience

PAPERS = "papers"  # in the simulators' folder
_Port = Annotated[int, Meta(ge=1, le=65535)]
_PROBE = Patience(answer=1.5)


class CupsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A queue of the print service (CUPS)."""

    queue: Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,127}$")]
    host: str = "localhost"
    port: _Port = 631


class IppSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A printer in the network that prints PDF by itself (IPP Everywhere)."""

    host: str
    port: _Port = 631
    path: Annotated[str, Meta(pattern=r"^/")] = "/ipp/print"


def _cups(
    settings: CupsSettings, around: Surroundings, patience: Patience | None = None
) -> PaperPrinter:
    return IppPrinter(settings.host, settings.port, f"/printers/{settings.queue}", patience)


def _ipp(
    settings: IppSettings, around: Surroundings, patience: Patience | None = None
) -> PaperPrinter:
    return IppPrinter(settings.host, settings.port, settings.path, patience)


def _simulated(settings: NoSettings, around: Surroundings) -> PaperPrinter:
    return FilePaper(around.simulators / PAPERS, around.simulators)


def _probe(printer: PaperPrinter) -> DeviceReport:
    return report_of(printer.state())


PAPER_DRIVERS: tuple[MachineDriver[Any], ...] = (
    MachineDriver(
        Kind.PAPER,
        "cups",
        CupsSettings,
        _cups,
        lambda settings, around: _probe(_cups(settings, around, _PROBE)),
        summary="A4 through a queue of CUPS",
    ),
    MachineDriver(
        Kind.PAPER,
        "ipp",
        IppSettings,
        _ipp,
        lambda settings, around: _probe(_ipp(settings, around, _PROBE)),
        summary="A4 straight to a network printer that prints PDF",
    ),
    MachineDriver(
        Kind.PAPER,
        "simulated",
        NoSettings,
        _simulated,
        lambda settings, around: _probe(_simulated(settings, around)),
        simulates=True,
        summary="A4 as PDF files; `onestop simulate paper` orders faults",
    ),
)
