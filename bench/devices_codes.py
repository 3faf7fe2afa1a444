"""QR codes: how many hard ones are read and how long it takes, beside OpenCV's own detector."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter

import cv2
import numpy as np

from bench.figure import Figure, median, percentile
from bench.hard_codes import HEIGHT, WIDTH, HardCode, Picture, hard_codes
from devices.scanner.codes import read_codes

COUNT = 60  # of each kind
NOTE = f"drawn codes in {WIDTH}×{HEIGHT} frames, no real camera, no real telephone"
Decoder = Callable[[Picture], list[str]]


@dataclass
class Tally:
    """What one decoder did: read or not by kind, and seconds by frame."""

    read: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    seconds: list[float] = field(default_factory=list)

    def share(self, kind: str) -> float:
        return sum(self.read[kind]) / len(self.read[kind])

    def all(self) -> float:
        every = [read for reads in self.read.values() for read in reads]
        return sum(every) / len(every)


def code_figures() -> Iterator[Figure]:
    """Rates by kind and in all, wrong readings, and times."""
    detector = cv2.QRCodeDetector()

    def by_opencv(frame: Picture) -> list[str]:
        try:
            return [detector.detectAndDecode(frame)[0]]
        except (UnicodeDecodeError, cv2.error):
            return []

    decoders: dict[str, Decoder] = {
        "ours": lambda frame: [code.text for code in read_codes(frame, careful=True)],
        "one look": lambda frame: [code.text for code in read_codes(frame)],
        "cv2.QRCodeDetector": by_opencv,
    }
    tallies = {name: Tally() for name in decoders}
    wrong = dict.fromkeys(decoders, 0)
    kinds = []
    for code in hard_codes(COUNT):
        if code.kind not in kinds:
            kinds.append(code.kind)
        for name, decode in decoders.items():
            wrong[name] += _try(code, decode, tallies[name])
    ours, peers = tallies["ours"], ("one look", "cv2.QRCodeDetector")
    for kind in kinds:
        rates = {name: tallies[name].share(kind) for name in peers}
        yield Figure(f"QR read, {kind}", ours.share(kind), "share", rates)
    yield Figure(
        "QR read, all kinds",
        ours.all(),
        "share",
        {name: tallies[name].all() for name in peers},
        target="more than cv2",
        met=ours.all() > tallies["cv2.QRCodeDetector"].all(),
        note=NOTE,
    )
    yield Figure(
        "QR read as something else",
        wrong["ours"],
        "codes",
        {name: float(wrong[name]) for name in peers},
        target="0",
        met=wrong["ours"] == 0,
    )
    for label, of in (("median", median), ("p95", lambda times: percentile(times, 0.95))):
        yield Figure(
            f"QR time a frame, {label}",
            of(ours.seconds) * 1000,
            "ms",
            {name: of(tallies[name].seconds) * 1000 for name in peers},
        )
    yield _empty_figure(decoders)


def _try(code: HardCode, decode: Decoder, tally: Tally) -> int:
    """Note one try; 1 when something was read and it was not the text."""
    start = perf_counter()
    texts = [text for text in decode(code.frame) if text]
    tally.seconds.append(perf_counter() - start)
    tally.read[code.kind].append(code.text in texts)
    return int(bool(texts) and code.text not in texts)


def _empty_figure(decoders: dict[str, Decoder]) -> Figure:
    """A frame of a code painted over: what a camera that waits for codes sees all day."""
    frames = [
        np.asarray(cv2.GaussianBlur(code.frame, (0, 0), 25), np.uint8) for code in hard_codes(6)
    ]
    times = {}
    for name, decode in decoders.items():
        seconds = []
        for frame in frames:
            start = perf_counter()
            decode(frame)
            seconds.append(perf_counter() - start)
        times[name] = median(seconds) * 1000
    return Figure("QR time, nothing to read, median", times.pop("ours"), "ms", times)
