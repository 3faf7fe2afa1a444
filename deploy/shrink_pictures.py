"""Make the pictures of the docs small: 256 colours are enough for flat pages."""

import sys
from pathlib import Path

from PIL import Image

for picture in sorted(Path(sys.argv[1]).rglob("*.png")):
    with Image.open(picture) as image:
        small = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(picture, optimize=True)
for other in Path(sys.argv[1]).rglob("*.walk"):
    other.unlink()
