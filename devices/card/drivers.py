"""The drivers of card readers, as devices.toml names them."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from core.device_report import Condition, DeviceReport
from core.errors import CardError, Code
from devices.card.pcsc import PcscContext
from devices.card.pcsc_reader import PcscCardReader
from devices.card.simulated_reader import SimulatedCardReader
from devices.machine_driver import Kind, MachineDriver, NoSettings, Surroundings


class SimulatedSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`number` tells several simulated readers apart: card.json, card2.json …"""

    number: Annotated[int, Meta(ge=1, le=4)] = 1


def _probe_pcsc(settings: NoSettings, around: Surroundings) -> DeviceReport:
    """Ask the service for its readers; no card is touched."""
    try:
        with PcscContext() as context:
            readers = context.readers()
    except CardError as error:
        return DeviceReport(Condition.BAD, "service_down", error.code)
    if not readers:
        return DeviceReport(Condition.BAD, "no_reader", Code.READER_ABSENT)
    facts = tuple(("reader", name) for name in readers)
    return DeviceReport(Condition.GOOD, "ready", facts=facts)


def _probe_simulated(settings: SimulatedSettings, around: Surroundings) -> DeviceReport:
    if not around.simulators.is_dir():
        return DeviceReport(Condition.BAD, "no_reader", Code.READER_ABSENT)
    return DeviceReport(Condition.GOOD, "simulated")


CARD_DRIVERS: tuple[MachineDriver[Any], ...] = (
    MachineDriver(
        Kind.CARD,
        "pcsc",
        NoSettings,
        lambda settings, around: PcscCardReader(),
        _probe_pcsc,
        summary="identity-card readers behind the PC/SC service",
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
)
