"""Hard QR codes in a camera's frame, drawn by seed: what a kiosk's window sees of telephones and
slips. Drawn, not photographed: rates compare decoders and say nothing of a real camera."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
import qrcode
from numpy.random import Generator
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
WIDTH, HEIGHT = 640, 480
SEED = 20261126
RECEIPT = "https://onestop.example.invalid/c/{:032x}"


@dataclass(frozen=True, slots=True)
class HardCode:
    """A frame and what its code says."""

    kind: str
    frame: Picture
    text: str


def hard_codes(count: int) -> Iterator[HardCode]:
    """`count` codes of each kind, the same in every run."""
    for kind, make in KINDS.items():
        chance = np.random.default_rng([SEED, *kind.encode()])
        for _ in range(count):
            yield make(kind, chance)


def _text(chance: Generator) -> str:
    if chance.random() < 0.5:  # a payment code, as its pattern
        return f"1{chance.integers(0, 6)}" + "".join(map(str, chance.integers(0, 10, 16)))
    return RECEIPT.format(int.from_bytes(chance.bytes(16), "big"))


def _code(octets: bytes, pixels: int) -> Picture:
    """A code of about this side, quiet zone included."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(octets)
    code.make(fit=True)
    modules = np.where(np.array(code.get_matrix()), 0, 255).astype(np.uint8)
    size = (pixels, pixels)
    return np.asarray(cv2.resize(modules, size, interpolation=cv2.INTER_NEAREST_EXACT), np.uint8)


def _laid(code: Picture, chance: Generator, tilt: float) -> Picture:
    """The code in a frame, turned at random and seen from the side by `tilt` (share of its side by
    which corners move)."""
    side = code.shape[0]
    turn = chance.uniform(-np.pi, np.pi) if tilt else 0.0
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float64) * side / 2
    spin = np.array([(np.cos(turn), -np.sin(turn)), (np.sin(turn), np.cos(turn))])
    moved = corners @ spin.T + chance.uniform(-tilt, tilt, (4, 2)) * side
    reach = np.abs(moved).max(axis=0)
    free = np.maximum(np.array([WIDTH, HEIGHT]) / 2 - reach - 4, 0)
    middle = np.array([WIDTH, HEIGHT]) / 2 + chance.uniform(-1, 1, 2) * free
    flat = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, (moved + middle).astype(np.float32))
    behind = int(chance.integers(90, 200))
    frame = cv2.warpPerspective(
        code, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT,
        borderValue=behind,
    )  # fmt: skip
    return np.asarray(frame, np.uint8)


def _seen(grey: NDArray[np.float64]) -> Picture:
    return np.asarray(
        cv2.cvtColor(np.clip(grey, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR), np.uint8
    )


def _noisy(frame: Picture, chance: Generator, sigma: float) -> NDArray[np.float64]:
    return frame + chance.normal(0, sigma, frame.shape)


def _flat(kind: str, chance: Generator) -> HardCode:
    text = _text(chance)
    frame = _laid(_code(text.encode(), 220), chance, 0.0)
    return HardCode(kind, _seen(_noisy(frame, chance, 3)), text)


def _perspective(kind: str, chance: Generator) -> HardCode:
    text = _text(chance)
    frame = _laid(_code(text.encode(), 230), chance, 0.11)
    return HardCode(kind, _seen(_noisy(frame, chance, 5)), text)


def _blur(kind: str, chance: Generator) -> HardCode:
    text = _text(chance)
    frame = _laid(_code(text.encode(), 220), chance, 0.04)
    soft = cv2.GaussianBlur(frame, (0, 0), chance.uniform(1.5, 3.0))
    if chance.random() < 0.5:  # moved while the shutter was open
        soft = cv2.blur(soft, (int(chance.integers(3, 8)), 1))
    return HardCode(kind, _seen(_noisy(np.asarray(soft, np.uint8), chance, 4)), text)


def _noise(kind: str, chance: Generator) -> HardCode:
    text = _text(chance)
    dim = _laid(_code(text.encode(), 220), chance, 0.05) * chance.uniform(0.25, 0.6)
    return HardCode(kind, _seen(_noisy(dim.astype(np.uint8), chance, chance.uniform(8, 20))), text)


def _glare(kind: str, chance: Generator) -> HardCode:
    """A lamp mirrored in a telephone's glass, beside dark corners."""
    text = _text(chance)
    frame = _laid(_code(text.encode(), 230), chance, 0.05).astype(np.float64)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    middle = chance.uniform((260, 180), (380, 300))
    far = ((columns - middle[0]) / 90) ** 2 + ((rows - middle[1]) / chance.uniform(25, 45)) ** 2
    shade = 0.45 + 0.55 * columns / WIDTH
    bright = frame * shade + 600 * np.exp(-far)
    return HardCode(kind, _seen(np.clip(bright, 0, 255) + chance.normal(0, 4, bright.shape)), text)


def _small(kind: str, chance: Generator) -> HardCode:
    """Two to two and a half pixels a module."""
    text = _text(chance)
    side = int(chance.integers(84, 100))
    sharp = _code(text.encode(), side * 4)
    tiny = cv2.resize(sharp, (side, side), interpolation=cv2.INTER_AREA)
    frame = np.full((HEIGHT, WIDTH), 150, np.uint8)
    top, left = chance.integers(0, HEIGHT - side), chance.integers(0, WIDTH - side)
    frame[top : top + side, left : left + side] = tiny
    return HardCode(kind, _seen(_noisy(frame, chance, 4)), text)


def _gb18030(kind: str, chance: Generator) -> HardCode:
    """Chinese as many makers write it: GB18030 octets, and nothing that says so."""
    signs = "".join(chr(chance.integers(0x4E00, 0x9FA5)) for _ in range(6))
    text = f"测试办件 {signs} {chance.integers(10_000, 99_999)}"
    frame = _laid(_code(text.encode("gb18030"), 230), chance, 0.05)
    return HardCode(kind, _seen(_noisy(frame, chance, 4)), text)


KINDS: Mapping[str, Callable[[str, Generator], HardCode]] = MappingProxyType(
    {
        "flat": _flat,
        "perspective": _perspective,
        "blur": _blur,
        "noise": _noise,
        "glare": _glare,
        "small": _small,
        "gb18030": _gb18030,
    }
)
