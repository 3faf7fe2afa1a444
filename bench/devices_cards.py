"""Card readers: read time beside the wire, detection, stop, recovery, and growth over cycles."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from smartcard import scard

from bench.apdu import read_bare
from bench.card_ground import Watched, laid, serial_cycle, watched
from bench.figure import Figure, median, percentile, timed
from bench.growth import growth_over
from core.ports import ReaderState
from devices.card.pcsc_reader import PcscCardReader
from devices.card.pcscd_rig import PcscdRig
from devices.card.samv import Command, ask
from devices.card.samv_reader import SamCardReader
from devices.card.serial_port import SerialPort
from devices.card.training_cards import training_card
from devices.card.usb_port import UsbPort
from devices.card.virtual_samv import PtySamReader, SamFault
from devices.card.virtual_usb import VirtualUsb

_CARD = replace(training_card("zhangsan"), portrait=b"WLf\0" + b"\x5a" * 1020)
_OTHER = training_card("lisi")
_ROUNDS = 20
_RECOVERIES = 10
_STOPS = 50
_CYCLES = 2000
_QUICK = 0.002  # seconds between looks, so that the cycles end within minutes
_FLOOR_MS = 1295 * 10 / 115200 * 1000  # the answer with text and photo, 8N1
_PLAYED = "all readers are software: a real security module adds its own time to every command"


def read_time_figures() -> Iterator[Figure]:
    """A card that is known to lie there, read whole, over each transport."""
    with _pty(115200) as (wire, reader), _pcsc() as (_, name, port):
        wire.lay(_CARD)
        serial = [timed(lambda: reader.read(reader.name)) for _ in range(_ROUNDS)]
        with watched(PcscCardReader()) as watch, laid(port, _CARD):
            watch.until(ReaderState.CARD_PRESENT, name)
            read_bare(name)  # the first connection of a card powers it
            pairs = [
                (timed(lambda: watch.reader.read(name)), read_bare(name)) for _ in range(_ROUNDS)
            ]
        pcsc, bare = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    bus = VirtualUsb()
    usb_reader = SamCardReader(UsbPort(backend=bus))
    bus.sam.lay(_CARD)
    usb = [timed(lambda: usb_reader.read(usb_reader.name)) for _ in range(_ROUNDS)]
    bare_usb = _bare_usb(bus)
    usb_reader.stop()
    yield _ms("cards.read.serial", serial, {"wire floor, 1,295 octets at 115200": _FLOOR_MS},
              "at most 1.25 × the wire", median(serial) * 1000 <= 1.25 * _FLOOR_MS)  # fmt: skip
    yield _ms("cards.read.usb", usb, {"the same exchange, bare": median(bare_usb) * 1000})
    yield _ms("cards.read.pcsc", pcsc, {"the same six APDUs, bare": median(bare) * 1000})


def detection_figures() -> Iterator[Figure]:
    """From the act to the news, beside a bare wait for the same change by another client."""
    told: dict[str, list[float]] = {"insert": [], "removal": []}
    seen: dict[str, list[float]] = {"insert": [], "removal": []}
    with _pcsc() as (_, name, port), watched(PcscCardReader()) as watch:
        watch.until(ReaderState.EMPTY, name)
        for round_ in range(_ROUNDS):
            time.sleep(0.037 * (round_ % 11))  # spread over the daemon's poll
            with ExitStack() as card:
                for act, state in (
                    ("insert", ReaderState.CARD_PRESENT),
                    ("removal", ReaderState.EMPTY),
                ):
                    peer = _Peer(name)
                    start = perf_counter()
                    if act == "insert":
                        card.enter_context(laid(port, _CARD))
                    else:
                        card.close()
                    watch.until(state, name)
                    told[act].append(perf_counter() - start)
                    seen[act].append(peer.changed_at() - start)
    for act, values in told.items():
        peers = {"a bare SCardGetStatusChange": percentile(seen[act], 0.95) * 1000}
        value = percentile(values, 0.95) * 1000
        yield Figure(f"cards.detect.{act}.p95", value, "ms", peers, "at most 20 ms after the peer",
                     value <= peers["a bare SCardGetStatusChange"] + 20,
                     "the daemon looks every 400 ms")  # fmt: skip


def stop_figures() -> Iterator[Figure]:
    """From `stop` to a watch that has left, at any moment of its wait."""
    with _pcsc() as (_, name, _port), _wire(115200) as wire:
        kinds: dict[str, Callable[[], PcscCardReader | SamCardReader]] = {
            "pcsc": PcscCardReader,
            "serial": lambda: SamCardReader(SerialPort(str(wire.path))),
        }
        for kind, build in kinds.items():
            stops = []
            for round_ in range(_STOPS):
                watch = Watched(build())
                watch.begin()
                watch.until(ReaderState.EMPTY, name if kind == "pcsc" else "")
                time.sleep(0.007 * (round_ % 10))
                stops.append(timed(watch.end))
            value = percentile(stops, 0.95) * 1000
            yield Figure(f"cards.stop.{kind}.p95", value, "ms", {}, "under 50 ms", value < 50)


def recovery_figures() -> Iterator[Figure]:
    """From the end of a fault to the news that all is well, or to the next card read."""
    with _pcsc() as (rig, name, port), watched(PcscCardReader()) as watch:
        watch.until(ReaderState.EMPTY, name)
        back, ideal = [], []
        for _ in range(_RECOVERIES):
            rig.kill()
            watch.until(ReaderState.SERVICE_DOWN)
            rig.start()
            start = perf_counter()
            ideal.append(timed(_first_context))
            watch.until(ReaderState.EMPTY, name)
            back.append(perf_counter() - start)
        yield _recovery("pcscd killed", back,
                        {"the first context, bare": percentile(ideal, 0.95) * 1000})  # fmt: skip
        pulled = []
        for _ in range(_RECOVERIES):
            with laid(port, _CARD):
                watch.until(ReaderState.CARD_PRESENT, name)
            watch.until(ReaderState.EMPTY, name)
            start = perf_counter()
            with laid(port, _OTHER):
                watch.until(ReaderState.CARD_PRESENT, name)
                watch.reader.read(name)
                pulled.append(perf_counter() - start)
            watch.until(ReaderState.EMPTY, name)
        yield _recovery("card pulled, pcsc", pulled, {"the daemon's poll": 400.0})
    with _pty(115200) as (wire, reader), watched(reader) as watch:
        watch.until(ReaderState.EMPTY)
        yield from _serial_recoveries(wire, watch)


def growth_figures() -> Iterator[Figure]:
    """2,000 cards laid, read and lifted: on a serial port, and in 14 PC/SC slots at once."""
    with _pty(4_000_000, _QUICK) as (wire, reader), watched(reader) as watch:
        watch.until(ReaderState.EMPTY)
        yield _growth("serial", serial_cycle(wire, watch, reader, _CARD), _CYCLES, 1)
    names = [f"Onestop Virtual Reader {letter}" for letter in "ABCDEFG"]
    with (
        TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder,
        PcscdRig(Path(folder) / "pcscd", names) as rig,
        watched(PcscCardReader()) as watch,
    ):
        slots = set(rig.ports)
        watch.until_all(ReaderState.EMPTY, slots)

        def cycle() -> None:
            with ExitStack() as cards:
                for port in rig.ports.values():
                    cards.enter_context(laid(port, _CARD))
                watch.until_all(ReaderState.CARD_PRESENT, slots)
                for name in slots:
                    watch.reader.read(name)
            watch.until_all(ReaderState.EMPTY, slots)

        yield _growth("pcsc", cycle, -(-_CYCLES // len(slots)), len(slots))


def _serial_recoveries(wire: PtySamReader, watch: Watched) -> Iterator[Figure]:
    """Faults of the reader and of its port."""
    acts: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
        "serial port unplugged": (wire.unplug, wire.plug),
    }
    for fault in (SamFault.MUTE, SamFault.CHECKSUM, SamFault.HALF, SamFault.UNAUTHORISED):
        acts[f"serial reader {fault.value}"] = (
            lambda fault=fault: wire.order(fault),  # type: ignore[misc]
            lambda: wire.order(SamFault.NONE),
        )
    for what, (spoil, mend) in acts.items():
        back = []
        for _ in range(_RECOVERIES):
            spoil()
            watch.until(ReaderState.NO_READER)
            mend()
            start = perf_counter()
            watch.until(ReaderState.EMPTY)
            back.append(perf_counter() - start)
        yield _recovery(what, back, {"the watch's own pause": 500.0})


def _recovery(what: str, values: Sequence[float], peers: dict[str, float]) -> Figure:
    value = percentile(values, 0.95) * 1000
    return Figure(f"cards.recovery.{what.replace(' ', '_')}.p95", value, "ms", peers,
                  "under 2 s", value < 2000, _PLAYED)  # fmt: skip


def _growth(what: str, cycle: Callable[[], None], count: int, cards: int) -> Figure:
    grown = growth_over(cycle, count)
    return Figure(
        f"cards.growth.{what}",
        grown.kilobytes,
        "kB",
        {},
        "no thread, no descriptor, under 4 MB",
        grown.is_none,
        f"{count * cards} cards: {grown.threads:+} threads, {grown.descriptors:+} descriptors",
    )


def _ms(
    name: str,
    values: Sequence[float],
    peers: dict[str, float],
    target: str = "",
    met: bool | None = None,
) -> Figure:
    note = f"p95 {percentile(values, 0.95) * 1000:.1f} ms; {_PLAYED}"
    return Figure(f"{name}.median", median(values) * 1000, "ms", peers, target, met, note)


class _Peer:
    """Another client that waits for one change of one reader, with nothing around the call."""

    def __init__(self, name: str) -> None:
        _, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        _, states = scard.SCardGetStatusChange(self._context, 0, [(name, 0)])
        self._known = [(name, states[0][1] & ~scard.SCARD_STATE_CHANGED)]
        self._at = 0.0
        self._thread = threading.Thread(target=self._wait)
        self._thread.start()

    def changed_at(self) -> float:
        self._thread.join()
        scard.SCardReleaseContext(self._context)
        return self._at

    def _wait(self) -> None:
        scard.SCardGetStatusChange(self._context, 10_000, self._known)
        self._at = perf_counter()


def _bare_usb(bus: VirtualUsb) -> list[float]:
    """The three exchanges of a read without parsing a card."""
    link = UsbPort(backend=bus).open()
    bus.sam.lay(_CARD)
    for command in (Command.FIND, Command.SELECT):
        ask(link, command)

    def exchange() -> None:
        for command in (Command.APPENDED_ADDRESS, Command.READ, Command.APPENDED_ADDRESS):
            ask(link, command)

    times = [timed(exchange) for _ in range(_ROUNDS)]
    link.close()
    return times


def _first_context() -> None:
    while True:
        hresult, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        if hresult == scard.SCARD_S_SUCCESS:
            scard.SCardReleaseContext(context)
            return
        os.sched_yield()


@contextmanager
def _wire(rate: int) -> Iterator[PtySamReader]:
    with (
        TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder,
        PtySamReader(Path(folder) / "ttySAM", rate) as wire,
    ):
        yield wire


@contextmanager
def _pty(rate: int, pause: float = 0.3) -> Iterator[tuple[PtySamReader, SamCardReader]]:
    with _wire(rate) as wire:
        reader = SamCardReader(SerialPort(str(wire.path)), pause)
        try:
            yield wire, reader
        finally:
            reader.stop()


@contextmanager
def _pcsc() -> Iterator[tuple[PcscdRig, str, int]]:
    with (
        TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder,
        PcscdRig(Path(folder) / "pcscd") as rig,
    ):
        name, port = next(iter(rig.ports.items()))
        yield rig, name, port


CARD_FIGURES: dict[str, Callable[[], Iterator[Figure]]] = {
    "card_read": read_time_figures,
    "card_detect": detection_figures,
    "card_stop": stop_figures,
    "card_recovery": recovery_figures,
    "card_growth": growth_figures,
}
