"""The Chinese typeface for pictures of paper, wherever this system keeps it."""

from functools import cache
from pathlib import Path

from PIL import ImageFont

import resources

SHIPPED = Path(str(resources.__file__)).parent / "fonts"
# Face 7 of the Noto collections is Mono CJK SC, whose Latin letters are half as wide as Chinese
# ones, like a printer's; face 2 is SC alone; a file of its own has only face 0.
PLACES: tuple[tuple[Path, int], ...] = (
    (Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"), 7),
    (Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"), 7),
    (Path("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc"), 7),
    (Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"), 0),
    (Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"), 0),
)


@cache
def find_font() -> tuple[Path, int] | None:
    """The font file and the face in it; None where the system has no Chinese typeface."""
    shipped = sorted(
        path for path in SHIPPED.glob("*") if path.suffix.lower() in {".otf", ".ttf", ".ttc"}
    )
    places = [(path, 2 if path.suffix.lower() == ".ttc" else 0) for path in shipped]
    return next((place for place in (*places, *PLACES) if place[0].is_file()), None)


@cache
def load_font(size: int) -> ImageFont.FreeTypeFont | None:
    """The typeface at a height in pixels; None where there is none."""
    found = find_font()
    return None if found is None else ImageFont.truetype(str(found[0]), size, index=found[1])
