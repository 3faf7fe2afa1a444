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
