"""All drivers of this installation: ours, and those that other packages bring."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any

from devices.camera.drivers import CAMERA_DRIVERS
from devices.camera.face_check import FACE_CHECK_DRIVERS
from devices.card.drivers import CARD_DRIVERS
from devices.machine_driver import Kind, MachineDriver
from devices.printer.drivers import PRINTER_DRIVERS
from devices.printer.paper_drivers import PAPER_DRIVERS
from devices.scanner.drivers import CODE_READER_DRIVERS
from devices.second_screen.drivers import SECOND_SCREEN_DRIVERS
from devices.signature.drivers import SIGNATURE_DRIVERS
from devices.speaker.drivers import SPEAKER_DRIVERS

GROUP = "onestop.drivers"
OWN: tuple[MachineDriver[Any], ...] = (
    *CARD_DRIVERS,
    *CAMERA_DRIVERS,
    *FACE_CHECK_DRIVERS,
    *CODE_READER_DRIVERS,
    *PRINTER_DRIVERS,
    *PAPER_DRIVERS,
    *SIGNATURE_DRIVERS,
    *SPEAKER_DRIVERS,
    *SECOND_SCREEN_DRIVERS,
)


@dataclass(frozen=True)
class DriverBook:
    """`broken` names entry points that gave no driver, each with the reason, for the doctor."""

    drivers: Mapping[tuple[Kind, str], MachineDriver[Any]]
    broken: tuple[str, ...] = ()

    def find(self, kind: Kind, name: str) -> MachineDriver[Any] | None:
        """The driver of a kind by its name."""
        return self.drivers.get((kind, name))

    def names(self, kind: Kind) -> list[str]:
        """All names of a kind, in order."""
        return sorted(name for of, name in self.drivers if of is kind)


def open_book(points: Iterable[EntryPoint] | None = None) -> DriverBook:
    """Ours and those behind the entry points of GROUP (by default all that are installed). One
    that does not load stops nothing: it is kept as broken. Ours cannot be replaced."""
    found = {(driver.kind, driver.name): driver for driver in OWN}
    broken = []
    given = entry_points(group=GROUP) if points is None else points
    for point in sorted(given, key=lambda one: one.name):
        try:
            drivers = _drivers_of(point)
        except Exception as reason:  # noqa: BLE001 - what others wrote may raise anything
            broken.append(f"{point.name}: {type(reason).__name__}")
            continue
        for driver in drivers:
            if (driver.kind, driver.name) in found:
                broken.append(f"{point.name}: {driver.kind} {driver.name} is taken")
            else:
                found[driver.kind, driver.name] = driver
    return DriverBook(MappingProxyType(found), tuple(broken))


def _drivers_of(point: EntryPoint) -> tuple[MachineDriver[Any], ...]:
    """One driver, or a tuple of them."""
    loaded = point.load()
    drivers = loaded if isinstance(loaded, tuple) else (loaded,)
    for driver in drivers:
        if not isinstance(driver, MachineDriver) or not isinstance(driver.kind, Kind):
            raise TypeError("not a MachineDriver")
    return drivers
