"""The drivers of signature pads, as devices.toml names them."""

from typing import Any

import msgspec

from core.device_report import Condition, DeviceReport
from devices.machine_driver import Kind, MachineDriver, NoSettings
from devices.signature.pads import InputPad, SimulatedPad


class PadSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`name` is a part of the pad's name in /proc/bus/input/devices; empty for any pen."""

    name: str = ""


def _report(is_there: bool) -> DeviceReport:
    if is_there:
        return DeviceReport(Condition.GOOD, "present")
    # One signs on the screen then: nothing stops.
    return DeviceReport(Condition.WARN, "pad_absent")


SIGNATURE_DRIVERS: tuple[MachineDriver[Any], ...] = (
    MachineDriver(
        Kind.SIGNATURE,
        "input",
        PadSettings,
        lambda settings, around: InputPad(settings.name),
        lambda settings, around: _report(InputPad(settings.name).is_there()),
        summary="a pad that the system takes for a pen; without one people sign on the screen",
    ),
    MachineDriver(
        Kind.SIGNATURE,
        "simulated",
        NoSettings,
        lambda settings, around: SimulatedPad(around.simulators),
        lambda settings, around: _report(SimulatedPad(around.simulators).is_there()),
        simulates=True,
        summary="a pad that `onestop simulate signature` unplugs",
    ),
)
