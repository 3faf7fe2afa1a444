"""Pages and photographs of pages for the tests of the scanner floor."""

from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw

from devices.camera.picture import Picture
from devices.printer.typeface import load_font
from devices.scanner.training_page import INK, PAGE, draw_page, photograph


@cache
def flat_page() -> Picture:
    """The training page without desk, as BGR."""
    return np.asarray(cv2.cvtColor(np.asarray(draw_page()), cv2.COLOR_RGB2BGR), np.uint8)


@cache
def photo() -> Picture:
    return photograph(draw_page())


@cache
def blank_photo() -> Picture:
    return photograph(Image.new("RGB", PAGE, (250, 249, 246)))


@cache
def signed_photo() -> Picture:
    """A page with nothing on it but one short line."""
    page = Image.new("RGB", PAGE, (250, 249, 246))
    ImageDraw.Draw(page).text((300, 400), "同意。测试张三", fill=INK, font=load_font(40))
    return photograph(page)


def blurred(picture: Picture, sigma: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def shaken(picture: Picture, pixels: int) -> Picture:
    """Moved sideways while the shutter was open."""
    return np.asarray(cv2.blur(picture, (pixels, 1)), np.uint8)


def file_of(picture: Picture, ending: str = ".jpg") -> bytes:
    ok, octets = cv2.imencode(ending, picture)
    assert ok
    return octets.tobytes()


def with_hand(picture: Picture, tone: tuple[int, int, int], reach: float = 0.45) -> Picture:
    """A hand of this tone (BGR) that comes from the right and lies on the page, so far."""
    high, wide = picture.shape[:2]
    out = picture.copy()
    tip = round(wide * (1 - reach))
    for finger in range(4):
        middle = round(high * (0.42 + 0.055 * finger))
        cv2.line(out, (wide, middle), (tip, middle), tone, round(high * 0.05), cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(out, (0, 0), 1.0), np.uint8)
