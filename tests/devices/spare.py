"""A driver of our own making for tests, and a book with it beside the shipped ones."""

from types import MappingProxyType
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from core.device_report import Condition, DeviceReport
from devices.driver_book import DriverBook, open_book
from devices.machine_driver import Kind, MachineDriver


class SpareSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    port: str
    speed: Annotated[int, Meta(ge=9600, le=115200)] = 115200
    ids: list[str] = []


SPARE: MachineDriver[Any] = MachineDriver(
    Kind.CODE_READER,
    "spare",
    SpareSettings,
    lambda settings, around: settings,
    lambda settings, around: DeviceReport(Condition.GOOD, "ready"),
)


def book_with(*drivers: MachineDriver[Any]) -> DriverBook:
    """The shipped drivers and these."""
    more = {(driver.kind, driver.name): driver for driver in drivers}
    return DriverBook(MappingProxyType({**open_book(()).drivers, **more}))
