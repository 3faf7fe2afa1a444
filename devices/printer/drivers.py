"""The drivers of slip printers, as devices.toml names them."""

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from core.device_report import Condition, DeviceReport
from core.errors import Code
from core.ports import Printer, PrinterState
from devices.machine_driver import Kind, MachineDriver, NoSettings, Surroundings
from devices.printer.escpos_printer import EscposPrinter
from devices.printer.file_printer import FilePrinter
from devices.printer.status import FAULTS
from devices.printer.transport import DeviceTransport, NetworkTransport
from devices.printer.usb_transport import UsbTransport

SLIPS = "slips"  # in the simulators' folder
_UsbNumber = Annotated[int, Meta(ge=0, le=0xFFFF)]


class NetworkSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A printer that listens for raw octets."""

    host: str
    port: Annotated[int, Meta(ge=1, le=65535)] = 9100
    qr: Literal["native", "picture"] = "native"  # who draws codes: the printer, or we


class DeviceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A printer behind a device file."""

    path: str = "/dev/usb/lp0"
    qr: Literal["native", "picture"] = "native"


class UsbSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A printer on USB; without numbers any device of the printer class, the `number`-th."""

    vendor: _UsbNumber | None = None
    product: _UsbNumber | None = None
    number: Annotated[int, Meta(ge=1, le=8)] = 1
    qr: Literal["native", "picture"] = "native"


def _network(settings: NetworkSettings, around: Surroundings) -> Printer:
    return EscposPrinter(NetworkTransport(settings.host, settings.port), settings.qr)


def _device(settings: DeviceSettings, around: Surroundings) -> Printer:
    return EscposPrinter(DeviceTransport(Path(settings.path)), settings.qr)


def _usb(settings: UsbSettings, around: Surroundings) -> Printer:
    transport = UsbTransport(settings.vendor, settings.product, settings.number)
    return EscposPrinter(transport, settings.qr)


def _simulated(settings: NoSettings, around: Surroundings) -> Printer:
    return FilePrinter(around.simulators / SLIPS, around.simulators)


def report_of(state: PrinterState) -> DeviceReport:
    """What the doctor says of a printer, slips or A4, in a state."""
    if state is PrinterState.READY:
        return DeviceReport(Condition.GOOD, state.value)
    if state is PrinterState.PAPER_LOW:
        return DeviceReport(Condition.WARN, state.value, Code.PRINTER_PAPER_LOW)
    return DeviceReport(Condition.BAD, state.value, FAULTS.get(state))


PRINTER_DRIVERS: tuple[MachineDriver[Any], ...] = (
    MachineDriver(
        Kind.PRINTER,
        "escpos_network",
        NetworkSettings,
        _network,
        lambda settings, around: report_of(_network(settings, around).state()),
        summary="ESC/POS on the network, usually port 9100",
    ),
    MachineDriver(
        Kind.PRINTER,
        "escpos_device",
        DeviceSettings,
        _device,
        lambda settings, around: report_of(_device(settings, around).state()),
        summary="ESC/POS behind a device file",
    ),
    MachineDriver(
        Kind.PRINTER,
        "escpos_usb",
        UsbSettings,
        _usb,
        lambda settings, around: report_of(_usb(settings, around).state()),
        summary="ESC/POS on USB, without a kernel driver",
    ),
    MachineDriver(
        Kind.PRINTER,
        "simulated",
        NoSettings,
        _simulated,
        lambda settings, around: report_of(_simulated(settings, around).state()),
        simulates=True,
        summary="slips as files; `onestop simulate printer` orders faults",
    ),
)
