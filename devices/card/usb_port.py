"""A SAM_V reader on USB bulk pipes.

The documented reader has two pairs: head (preamble and length) and body go through pipes of their
own. Others of the same number take whole frames on one pair. The count of endpoints tells which.
"""

import errno
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import usb.core
import usb.util

from core.errors import CardError, Code
from devices.card.samv import SamLink
from devices.card.samv_frames import HEAD_LENGTH

KNOWN_READERS = ((0x0400, 0xC35A),)
_CHUNK = 4096  # octets; a multiple of every packet size
_DRAIN_MS, _WRITE_MS, _SHORTEST_MS = 2, 1000, 1
_SLICE_SECONDS = 0.05  # a bulk read cannot be woken, so it is cut into short ones
_CODES = {errno.EACCES: Code.READER_DENIED, errno.EBUSY: Code.READER_BUSY}


class UsbLink:
    """One claimed device."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self._cancelled = False
        try:
            with suppress(NotImplementedError):
                if device.is_kernel_driver_active(0):
                    device.detach_kernel_driver(0)
            device.set_configuration()
            interface = device.get_active_configuration()[(0, 0)]
            usb.util.claim_interface(device, interface)
        except usb.core.USBError as error:
            usb.util.dispose_resources(device)
            raise _failure(error) from None
        ends = sorted(end.bEndpointAddress for end in interface if _is_bulk(end))
        self._out = [end for end in ends if not end & 0x80]
        self._in = [end for end in ends if end & 0x80]
        if not self._out or not self._in:
            self.close()
            raise CardError(Code.READER_ABSENT, "no bulk pipes")
        self._is_split = len(self._out) >= 2 and len(self._in) >= 2

    def send(self, frame: bytes) -> None:
        pipes = zip(self._out, self._cut(frame), strict=False)
        try:
            for pipe in self._in[: 1 + self._is_split]:
                while self._read(pipe, _DRAIN_MS):
                    pass
            for pipe, octets in pipes:
                self._device.write(pipe, octets, _WRITE_MS)
        except usb.core.USBError as error:
            raise _failure(error) from None

    def receive(self, patience: float) -> bytes:
        """Looks at both pipes of a split reader in turn; the head comes first."""
        try:
            left = patience
            while left > 0 and not self._cancelled:
                cut = min(left, _SLICE_SECONDS)
                head = self._read(self._in[0], max(int(cut * 1000), _SHORTEST_MS))
                if head and self._is_split:
                    return head + self._read(self._in[1], int(patience * 1000) or _SHORTEST_MS)
                # A long body may come in several transfers, and they have no head.
                more = self._read(self._in[1], _SHORTEST_MS) if self._is_split else b""
                if head or more:
                    return head or more
                left -= cut
        except usb.core.USBError as error:
            raise _failure(error) from None
        return b""

    def cancel(self) -> None:
        self._cancelled = True

    def close(self) -> None:
        with suppress(usb.core.USBError):
            usb.util.dispose_resources(self._device)

    def _cut(self, frame: bytes) -> tuple[bytes, ...]:
        return (frame[:HEAD_LENGTH], frame[HEAD_LENGTH:]) if self._is_split else (frame,)

    def _read(self, pipe: int, milliseconds: int) -> bytes:
        try:
            return bytes(self._device.read(pipe, _CHUNK, milliseconds))
        except usb.core.USBTimeoutError:
            return b""


class UsbPort:
    """The `number`-th (from 1) attached device of a list of vendor and product numbers."""

    def __init__(
        self,
        readers: Sequence[tuple[int, int]] = KNOWN_READERS,
        number: int = 1,
        backend: Any = None,
    ) -> None:
        self._readers = tuple(readers)
        self._number = number
        self._backend = backend
        self.name = "SAM_V USB" if number == 1 else f"SAM_V USB {number}"

    def open(self) -> SamLink:
        """Raises CardError."""
        try:
            found = [
                device
                for vendor, product in self._readers
                for device in usb.core.find(
                    find_all=True, idVendor=vendor, idProduct=product, backend=self._backend
                )
            ]
        except usb.core.NoBackendError:
            raise CardError(Code.READER_ABSENT, "libusb is missing") from None
        except usb.core.USBError as error:
            raise _failure(error) from None
        if len(found) < self._number:
            raise CardError(Code.READER_ABSENT, "no such USB device")
        return UsbLink(found[self._number - 1])


def has_usb_reader(backend: Any = None) -> bool:
    """Whether a reader of the known numbers is attached; nothing is opened."""
    try:
        return any(
            usb.core.find(idVendor=vendor, idProduct=product, backend=backend) is not None
            for vendor, product in KNOWN_READERS
        )
    except (usb.core.NoBackendError, usb.core.USBError):
        return False


def _is_bulk(end: Any) -> bool:
    return bool(usb.util.endpoint_type(end.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK)


def _failure(error: usb.core.USBError) -> CardError:
    code = _CODES.get(error.errno or 0, Code.READER_ABSENT)
    return CardError(code, f"usb errno {error.errno}")
