"""A SAM_V reader on a USB bus made of software: a back end for pyusb, below which all is played.

`is_split` gives the documented reader with two pairs of pipes, else the one with a single pair.
"""

import errno
from collections import deque
from collections.abc import Iterator
from threading import Condition
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

from devices.card.samv_frames import HEAD_LENGTH, FrameParser, encode_frame
from devices.card.virtual_samv import VirtualSam

_BULK, _VENDOR_CLASS = 2, 0xFF
_SPLIT_PIPES = (0x02, 0x06, 0x81, 0x85)
_SINGLE_PIPES = (0x02, 0x81)
_PACKET = 64


class VirtualUsb(usb.backend.IBackend):  # type: ignore[misc] # pyusb has no types
    """A bus with one reader, plugged in until `unplug`."""

    def __init__(
        self, *, is_split: bool = True, number: tuple[int, int] = (0x0400, 0xC35A)
    ) -> None:
        self.sam = VirtualSam()
        self._number = number
        self._pipes = _SPLIT_PIPES if is_split else _SINGLE_PIPES
        self._news = Condition()
        self._waiting: dict[int, deque[bytes]] = {}
        self._parser = FrameParser()
        self._is_plugged = True
        self._visit = 0

    def unplug(self) -> None:
        """Pull the plug; what waits is lost."""
        with self._news:
            self._is_plugged = False
            self._waiting.clear()
            self._news.notify_all()

    def plug(self) -> None:
        """Plug it in again: another device for the bus."""
        with self._news:
            self._is_plugged = True
            self._visit += 1
            self._parser = FrameParser()

    # ── what pyusb asks of a back end ──────────────────────────────────────────────────────────

    def enumerate_devices(self) -> Iterator[int]:
        return iter((self._visit,) if self._is_plugged else ())

    def get_device_descriptor(self, dev: int) -> SimpleNamespace:
        vendor, product = self._number
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x0110, bDeviceClass=_VENDOR_CLASS,
            bDeviceSubClass=0, bDeviceProtocol=0, bMaxPacketSize0=8, idVendor=vendor,
            idProduct=product, bcdDevice=0x0100, iManufacturer=0, iProduct=0, iSerialNumber=0,
            bNumConfigurations=1, address=1 + dev, bus=1, port_number=1, port_numbers=(1,),
            speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: int, config: int) -> SimpleNamespace:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=0, bNumInterfaces=1,
            bConfigurationValue=1, iConfiguration=0, bmAttributes=0x80, bMaxPower=50,
            extra_descriptors=b"",
        )  # fmt: skip

    def get_interface_descriptor(
        self, dev: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        if intf or alt or config:
            raise IndexError(intf)
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0,
            bNumEndpoints=len(self._pipes), bInterfaceClass=_VENDOR_CLASS, bInterfaceSubClass=0,
            bInterfaceProtocol=0, iInterface=0, extra_descriptors=b"",
        )  # fmt: skip

    def get_endpoint_descriptor(
        self, dev: int, ep: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=self._pipes[ep], bmAttributes=_BULK,
            wMaxPacketSize=_PACKET, bInterval=0, bRefresh=0, bSynchAddress=0,
            extra_descriptors=b"",
        )  # fmt: skip

    def open_device(self, dev: int) -> int:
        self._must_be_there(dev)
        return dev

    def close_device(self, dev_handle: int) -> None: ...
    def set_configuration(self, dev_handle: int, config_value: int) -> None:
        self._must_be_there(dev_handle)

    def get_configuration(self, dev_handle: int) -> int:
        self._must_be_there(dev_handle)
        return 1

    def claim_interface(self, dev_handle: int, intf: int) -> None: ...
    def release_interface(self, dev_handle: int, intf: int) -> None: ...
    def is_kernel_driver_active(self, dev_handle: int, intf: int) -> bool:
        return False

    def bulk_write(self, dev_handle: int, ep: int, intf: int, data: Any, timeout: int) -> int:
        with self._news:
            self._must_be_there(dev_handle)
            for body in self._parser.feed(bytes(data)):
                self._reply(encode_frame(self.sam.answer(body)))
            self._news.notify_all()
        return len(data)

    def bulk_read(self, dev_handle: int, ep: int, intf: int, buff: Any, timeout: int) -> int:
        with self._news:
            self._news.wait_for(
                lambda: bool(self._waiting.get(ep)) or not self._is_plugged, timeout / 1000
            )
            self._must_be_there(dev_handle)
            if not self._waiting.get(ep):
                raise usb.core.USBTimeoutError("nothing came", errno=errno.ETIMEDOUT)
            octets = self._waiting[ep].popleft()
        buff[: len(octets)] = type(buff)("B", octets)
        return len(octets)

    def _reply(self, frame: bytes) -> None:
        """A single pair gives packets of 64 octets, the split pair head and body."""
        if len(self._pipes) == len(_SPLIT_PIPES):
            self._waiting.setdefault(0x81, deque()).append(frame[:HEAD_LENGTH])
            self._waiting.setdefault(0x85, deque()).append(frame[HEAD_LENGTH:])
            return
        parts = [frame[at : at + _PACKET] for at in range(0, len(frame), _PACKET)]
        self._waiting.setdefault(0x81, deque()).extend(parts)

    def _must_be_there(self, visit: int) -> None:
        if not self._is_plugged or visit != self._visit:
            raise usb.core.USBError("no such device", errno=errno.ENODEV)
