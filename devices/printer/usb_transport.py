"""A slip printer on USB, without a kernel driver: the printer class with two bulk pipes."""

import errno
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import usb.core
import usb.util

from devices.printer.transport import Line

PRINTER_CLASS = 7
_BLOCK = 4096  # octets; a multiple of every packet size
_SHORTEST_MS = 1


class UsbTransport:
    """The `number`-th attached printer (from 1), of any maker, or of the vendor and product
    numbers that are given. Open needs the right to write to the device (a udev rule)."""

    def __init__(
        self, vendor: int | None = None, product: int | None = None, number: int = 1,
        backend: Any = None,
    ) -> None:  # fmt: skip
        self._wanted = {
            key: value
            for key, value in (("idVendor", vendor), ("idProduct", product))
            if value is not None
        }
        self._number = number
        self._backend = backend

    def open(self) -> Line:
        found = list(self._found())
        if len(found) < self._number:
            raise OSError(errno.ENODEV, "no such USB printer")
        device, interface = found[self._number - 1]
        try:
            return UsbLine(device, interface)
        except OSError:
            usb.util.dispose_resources(device)
            raise

    def _found(self) -> Iterator[tuple[Any, Any]]:
        """Devices with the interface that prints."""
        try:
            devices = list(usb.core.find(find_all=True, backend=self._backend, **self._wanted))
        except usb.core.NoBackendError:
            raise OSError(errno.ENODEV, "libusb is missing") from None
        for device in devices:
            for configuration in device:
                for interface in configuration:
                    if interface.bInterfaceClass == PRINTER_CLASS:
                        yield device, interface
                        break


class UsbLine:
    """A claimed interface. pyusb's errors are OSErrors, its time-outs are made TimeoutErrors."""

    def __init__(self, device: Any, interface: Any) -> None:
        self._device = device
        self._interface = interface
        number = interface.bInterfaceNumber
        self._had_driver = False
        with suppress(NotImplementedError):
            self._had_driver = bool(device.is_kernel_driver_active(number))
            if self._had_driver:
                device.detach_kernel_driver(number)
        device.set_configuration()
        usb.util.claim_interface(device, number)
        pipes = [end.bEndpointAddress for end in interface if _is_bulk(end)]
        outward = [pipe for pipe in pipes if not pipe & 0x80]
        if not outward:
            raise OSError(errno.ENODEV, "no pipe to print through")
        self._out = outward[0]
        self._in = next((pipe for pipe in pipes if pipe & 0x80), None)

    def send(self, octets: bytes, limit_s: float) -> None:
        try:
            written = self._device.write(self._out, octets, _milliseconds(limit_s))
        except usb.core.USBTimeoutError:
            raise TimeoutError("printer takes no more") from None
        if written < len(octets):
            raise TimeoutError("printer takes no more")

    def hear(self, limit_s: float) -> bytes:
        if self._in is None:
            return b""
        try:
            return bytes(self._device.read(self._in, _BLOCK, _milliseconds(limit_s)))
        except usb.core.USBTimeoutError:
            return b""

    def close(self) -> None:
        """Give the interface back, to the kernel's driver too where it had it."""
        with suppress(OSError):
            usb.util.release_interface(self._device, self._interface.bInterfaceNumber)
            if self._had_driver:
                self._device.attach_kernel_driver(self._interface.bInterfaceNumber)
        with suppress(OSError):
            usb.util.dispose_resources(self._device)


def _milliseconds(seconds: float) -> int:
    return max(int(seconds * 1000), _SHORTEST_MS)


def _is_bulk(end: Any) -> bool:
    return bool(usb.util.endpoint_type(end.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK)
