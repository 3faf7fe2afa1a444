"""Makes the picture of a page to photograph in training: `python -m ... OUT`."""

import argparse
import tomllib
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

import resources
from devices.printer.typeface import load_font

WORDS = Path(str(resources.__file__)).parent / "words" / "training.toml"
PAGE = (1240, 1754)  # A4 at 150 dpi, width and height
DESK = (1200, 1600)
# Where the corners of the page lie on the desk, clockwise from the upper left.
CORNERS = ((150, 118), (1040, 150), (1096, 1432), (106, 1470))
QUALITY = 72
INK, PALE, SEAL = (38, 38, 42), (150, 150, 156), (196, 52, 46)


def draw_page() -> Image.Image:
    """The page by itself, as RGB."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    page = Image.new("RGB", PAGE, (250, 249, 246))
    draw = ImageDraw.Draw(page)
    _centred(draw, 130, words["training.page.head"], 92, SEAL)
    _centred(draw, 260, words["training.page.note"], 34, PALE)
    draw.line((140, 330, PAGE[0] - 140, 330), PALE, 3)
    _centred(draw, 390, words["training.page.title"], 64, INK)
    for number, line in enumerate(words["training.page.lines"].strip().splitlines()):
        draw.text((170, 540 + 76 * number), line, fill=INK, font=load_font(40))
    draw.text((420, 1470), words["training.page.foot"], fill=INK, font=load_font(38))
    draw.ellipse((640, 1320, 880, 1560), outline=SEAL, width=7)
    draw.text((680, 1400), words["training.page.seal"], fill=SEAL, font=load_font(40))
    return page


def photograph(page: Image.Image) -> NDArray[np.uint8]:
    """The page lying on a wooden desk, seen a little from the side, as BGR."""
    sheet = np.asarray(cv2.cvtColor(np.asarray(page), cv2.COLOR_RGB2BGR), np.uint8)
    wide, high = PAGE
    flat = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    turn = cv2.getPerspectiveTransform(flat, np.array(CORNERS, np.float32))
    small = cv2.GaussianBlur(sheet, (0, 0), 0.6)
    seen = cv2.warpPerspective(small, turn, DESK, flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(np.full((high, wide), 255, np.uint8), turn, DESK) / 255.0
    shadow = cv2.GaussianBlur(np.roll(cover, (16, 12), (0, 1)), (0, 0), 14)
    scene = _desk() * (1 - 0.45 * shadow[..., None])
    scene = scene * (1 - cover[..., None]) + seen * cover[..., None]
    rows, columns = np.mgrid[0 : DESK[1], 0 : DESK[0]]
    light = 1.0 - 0.14 * (rows / DESK[1]) - 0.08 * (columns / DESK[0])
    grain = np.random.default_rng(5).normal(0, 2.0, (DESK[1], DESK[0], 1))
    return np.asarray(np.clip(scene * light[..., None] + grain, 0, 255), np.uint8)


def main() -> None:
    """Write the picture to the file that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    options = [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    cv2.imwrite(str(parser.parse_args().out), photograph(draw_page()), options)


def _desk() -> NDArray[np.float64]:
    rows, columns = np.mgrid[0 : DESK[1], 0 : DESK[0]].astype(np.float64)
    wave = np.sin(columns / 23 + 2.2 * np.sin(rows / 260)) + 0.6 * np.sin(columns / 7 + rows / 300)
    return np.asarray(np.array((72, 104, 140)) + 7 * wave[..., None], np.float64)


def _centred(
    draw: ImageDraw.ImageDraw, top: int, text: str, size: int, ink: tuple[int, int, int]
) -> None:
    font = load_font(size)
    left = (PAGE[0] - draw.textlength(text, font=font)) / 2
    draw.text((left, top), text, fill=ink, font=font)


if __name__ == "__main__":
    main()
