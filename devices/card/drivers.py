"""The drivers of card readers, as devices.toml names them."""

import shutil
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from core.device_report import Condition, DeviceReport
from core.errors import CardError, Code
from devices.card.pcsc import PcscContext
from devices.card.pcsc_reader import PcscCardReader
from devices.card.portrait_decoder import CommandPortraitDecoder
from devices.card.samv import Command, SamPort, ask, must, sam_id
from devices.card.samv_reader import SamCardReader
from devices.card.serial_port import SerialPort
from devices.card.simulated_reader import SimulatedCardReader
from devices.card.simulated_social import SimulatedSocialCardReader
from devices.card.social_reader import PcscSocialCardReader
from devices.card.usb_port import KNOWN_READERS, UsbPort
from devices.machine_driver import Kind, MachineDriver, NoSettings, Surroundings


class SimulatedSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`number` tells several simulated readers apart: card.json, card2.json …"""

    number: Annotated[int, Meta(ge=1, le=4)] = 1


class PcscSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`profile`: how the readers give an identity card (devices/card/profiles.py). `readers`: parts
    of reader names; the others are left alone."""

    profile: Literal["pages", "none"] = "pages"
    readers: tuple[str, ...] = ()


class SerialSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`path` of the port, or empty for the first on which a reader answers."""

    path: str = ""
    rate: Literal[115200, 57600, 38400, 19200, 9600] = 115200


class PortraitSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`command` and its arguments; `seconds` until it is killed."""

    command: Annotated[tuple[str, ...], Meta(min_length=1)]
    seconds: Annotated[float, Meta(gt=0, le=30)] = 3.0


class UsbSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`ids` are vendor and product number of USB, as 0400:C35A; `number` counts what is found."""

    ids: tuple[Annotated[str, Meta(pattern="^[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}$")], ...] = tuple(
        f"{vendor:04X}:{product:04X}" for vendor, product in KNOWN_READERS
    )
    number: Annotated[int, Meta(ge=1, le=8)] = 1


def serial_port(settings: SerialSettings) -> SerialPort:
    """The port that the settings name."""
    return SerialPort(settings.path, settings.rate)


def usb_port(settings: UsbSettings) -> UsbPort:
    """The USB reader that the settings name."""
    pairs = (text.split(":") for text in settings.ids)
    return UsbPort([(int(pair[0], 16), int(pair[1], 16)) for pair in pairs], settings.number)


def probe_samv(port: SamPort) -> DeviceReport:
    """Ask a reader how it is and for its number; no card is touched."""
    try:
        link = port.open()
        try:
            must(ask(link, Command.STATUS))
            return DeviceReport(Condition.GOOD, "ready", facts=(("sam", sam_id(link)),))
        finally:
            link.close()
    except CardError as error:
        states = {Code.READER_ABSENT: "no_reader", Code.READER_BUSY: "busy"}
        return DeviceReport(Condition.BAD, states.get(error.code, "fault"), error.code)


def _probe_portrait(settings: PortraitSettings, around: Surroundings) -> DeviceReport:
    """Whether the command is there; it is not run."""
    if shutil.which(settings.command[0]) is None:
        return DeviceReport(Condition.BAD, "not_installed")
    return DeviceReport(Condition.GOOD, "ready")


def _probe_pcsc(
    settings: NoSettings, around: Surroundings, only: tuple[str, ...] = ()
) -> DeviceReport:
    """Ask the service for its readers; no card is touched."""
    try:
        with PcscContext() as context:
            names = context.readers()
    except CardError as error:
        return DeviceReport(Condition.BAD, "service_down", error.code)
    readers = [name for name in names if not only or any(part in name for part in only)]
    if not readers:
        return DeviceReport(Condition.BAD, "no_reader", Code.READER_ABSENT)
    facts = tuple(("reader", name) for name in readers)
    return DeviceReport(Condition.GOOD, "ready", facts=facts)


def _probe_simulated(settings: SimulatedSettings, around: Surroundings) -> DeviceReport:
    return _probe_folder(NoSettings(), around)


def _probe_folder(settings: NoSettings, around: Surroundings) -> DeviceReport:
    if not around.simulators.is_dir():
        return DeviceReport(Condition.BAD, "no_reader", Code.READER_ABSENT)
    return DeviceReport(Condition.GOOD, "simulated")


CARD_DRIVERS: tuple[MachineDriver[Any], ...] = (
    MachineDriver(
        Kind.CARD,
        "pcsc",
        PcscSettings,
        lambda settings, around: PcscCardReader(settings.profile, settings.readers),
        lambda settings, around: _probe_pcsc(NoSettings(), around, settings.readers),
        summary="identity-card readers behind the PC/SC service",
    ),
    MachineDriver(
        Kind.CARD,
        "samv_serial",
        SerialSettings,
        lambda settings, around: SamCardReader(serial_port(settings)),
        lambda settings, around: probe_samv(serial_port(settings)),
        summary="identity-card readers on a serial port (SAM_V)",
    ),
    MachineDriver(
        Kind.CARD,
        "samv_usb",
        UsbSettings,
        lambda settings, around: SamCardReader(usb_port(settings)),
        lambda settings, around: probe_samv(usb_port(settings)),
        summary="identity-card readers on USB bulk pipes (SAM_V, 0400:C35A)",
    ),
    MachineDriver(
        Kind.CARD,
        "simulated",
        SimulatedSettings,
        lambda settings, around: SimulatedCardReader(around.simulators, settings.number),
        _probe_simulated,
        simulates=True,
        summary="cards laid by `onestop simulate card`",
    ),
    MachineDriver(
        Kind.PORTRAIT,
        "command",
        PortraitSettings,
        lambda settings, around: CommandPortraitDecoder(settings.command, settings.seconds),
        _probe_portrait,
        summary="a vendor's decoder of card portraits: WLT in, BMP or PNG out",
    ),
    MachineDriver(
        Kind.SOCIAL_CARD,
        "pcsc",
        NoSettings,
        lambda settings, around: PcscSocialCardReader(),
        _probe_pcsc,
        summary="social-security cards behind the PC/SC service, never with a PIN",
    ),
    MachineDriver(
        Kind.SOCIAL_CARD,
        "simulated",
        NoSettings,
        lambda settings, around: SimulatedSocialCardReader(around.simulators),
        _probe_folder,
        simulates=True,
        summary="a card that social_card.json orders",
    ),
)
