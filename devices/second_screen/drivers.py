"""The drivers of second displays: which it is, and whether a mouse may touch it."""

from pathlib import Path
from typing import Any

import msgspec

from core.device_report import Condition, DeviceReport
from core.ports import CitizenScreen
from devices.machine_driver import Kind, MachineDriver, Surroundings

_CONNECTORS = Path("/sys/class/drm")


class DisplaySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`display` as the windowing system names it (HDMI-1), empty for whichever is not the
    clerk's."""

    display: str = ""
    touch_only: bool = True


def _display(settings: DisplaySettings, around: Surroundings) -> CitizenScreen:
    return CitizenScreen(settings.display, settings.touch_only)


def connected_displays(connectors: Path = _CONNECTORS) -> list[str]:
    """The connectors with a display, as the kernel names them (card0-HDMI-A-1)."""
    found = []
    for status in sorted(connectors.glob("*/status")):
        try:
            if status.read_text(encoding="ascii").strip() == "connected":
                found.append(status.parent.name)
        except OSError:
            continue
    return found


def _probe(settings: DisplaySettings, around: Surroundings) -> DeviceReport:
    """A desk with one display works: it is handed over."""
    count = len(connected_displays())
    state = "ready" if count > 1 else "one_display"
    condition = Condition.GOOD if count > 1 else Condition.WARN
    return DeviceReport(condition, state, None, (("displays", str(count)),))


SECOND_SCREEN_DRIVERS: tuple[MachineDriver[Any], ...] = (
    MachineDriver(
        Kind.SECOND_SCREEN,
        "display",
        DisplaySettings,
        _display,
        _probe,
        summary="a second display with touch, for the citizen at a desk",
    ),
)
