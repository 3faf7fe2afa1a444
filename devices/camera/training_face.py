"""A drawn face for training and tests: nobody's, shaded so that face detectors take it for one."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Plane = NDArray[np.float32]
Colour = tuple[int, int, int]

CANVAS = (1120, 760)  # height and width of the drawing
FACE_CENTRE = (380, 340)  # where the middle of the face lies in it
FACE_HEIGHT = 400  # brow to chin and forehead, in the drawing's pixels

SKIN: Colour = (150, 184, 226)  # BGR
SHADOW: Colour = (78, 104, 150)
HAIR: Colour = (34, 34, 40)
LIP: Colour = (92, 96, 176)
WHITE: Colour = (226, 232, 236)
IRIS: Colour = (38, 44, 62)
SHIRT: Colour = (104, 98, 62)
COLLAR: Colour = (226, 228, 226)


class Drawing:
    """Layers of soft shapes on one canvas, and the outline of everything drawn so far."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self.colour: Plane = np.zeros((*size, 3), np.float32)
        self.cover: Plane = np.zeros(size, np.float32)

    def lay(self, mask: Plane, colour: Colour, strength: float = 1.0) -> None:
        """Paint a colour through a mask and widen the outline by it."""
        alpha = (mask * strength)[..., None]
        paint = np.array(colour, np.float32)
        self.colour = (self.colour * (1 - alpha) + paint * alpha).astype(np.float32)
        self.cover = np.maximum(self.cover, mask).astype(np.float32)

    def tint(self, mask: Plane, colour: Colour, strength: float) -> None:
        """Paint only where something was drawn before."""
        alpha = (mask * strength * self.cover)[..., None]
        paint = np.array(colour, np.float32)
        self.colour = (self.colour * (1 - alpha) + paint * alpha).astype(np.float32)

    def ellipse(
        self, centre: tuple[int, int], axes: tuple[int, int], feather: float, angle: float = 0
    ) -> Plane:
        """A filled ellipse as a mask 0–1, its edge softened by `feather` pixels."""
        mask = np.zeros(self.size, np.float32)
        cv2.ellipse(mask, centre, axes, angle, 0, 360, 1.0, -1, cv2.LINE_AA)
        return soften(mask, feather)

    def outline(self, points: list[tuple[int, int]], feather: float) -> Plane:
        """A filled polygon as a mask 0–1."""
        mask = np.zeros(self.size, np.float32)
        cv2.fillPoly(mask, [np.array(points, np.int32)], 1.0, cv2.LINE_AA)
        return soften(mask, feather)

    def curve(self, points: list[tuple[int, int]], width: int, feather: float) -> Plane:
        """An open line as a mask 0–1."""
        mask = np.zeros(self.size, np.float32)
        cv2.polylines(mask, [np.array(points, np.int32)], False, 1.0, width, cv2.LINE_AA)
        return soften(mask, feather)


def soften(mask: Plane, feather: float) -> Plane:
    """Blur a mask; a feather of 0 leaves it as it is."""
    if feather <= 0:
        return mask
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), feather), np.float32)


def draw_shoulders(drawing: Drawing) -> None:
    """Neck, shirt and collar."""
    neck = drawing.outline([(312, 470), (448, 470), (462, 640), (298, 640)], 3)
    drawing.lay(neck, SKIN)
    drawing.tint(drawing.ellipse((380, 540), (120, 46), 16), SHADOW, 0.75)
    body = drawing.ellipse((380, 800), (320, 210), 3)
    chest = drawing.outline([(60, 800), (700, 800), (712, 1119), (48, 1119)], 2)
    body = np.maximum(body, chest) * (1 - drawing.ellipse((380, 590), (70, 44), 3))
    drawing.lay(body, SHIRT)
    for side in (-1, 1):
        collar = [
            (380 + side * 74, 584),
            (380 + side * 104, 618),
            (380 + side * 34, 690),
            (380 + side * 12, 650),
        ]
        drawing.lay(drawing.outline(collar, 1.5), COLLAR)
    drawing.tint(drawing.curve([(380, 650), (380, 1119)], 3, 1.5), (60, 56, 36), 0.8)


def draw_head(drawing: Drawing) -> None:
    """Hair behind, ears, and the skin shaded like an egg lit from above and in front."""
    drawing.lay(drawing.ellipse((380, 262), (172, 190), 3), HAIR)
    for side in (-1, 1):
        drawing.lay(drawing.ellipse((380 + side * 158, 350), (22, 44), 2), SKIN)
        drawing.tint(drawing.ellipse((380 + side * 156, 352), (10, 28), 5), SHADOW, 0.6)
    upper = drawing.ellipse((380, 320), (152, 190), 2)
    jaw = drawing.ellipse((380, 402), (128, 134), 2)
    skin = np.maximum(upper, jaw)
    drawing.lay(skin, SKIN)
    rows, columns = np.mgrid[0 : drawing.size[0], 0 : drawing.size[1]].astype(np.float32)
    x, y = (columns - 380) / 172, (rows - 345) / 222
    depth = np.sqrt(np.clip(1 - x * x - y * y, 0, 1))
    light = np.clip(0.50 + 0.62 * depth - 0.16 * y, 0.3, 1.12)
    shaded = drawing.colour * light[..., None]
    alpha = skin[..., None]
    drawing.colour = (drawing.colour * (1 - alpha) + shaded * alpha).astype(np.float32)


def draw_hair(drawing: Drawing) -> None:
    """The front of the hair with a few lighter strands."""
    cap = drawing.ellipse((380, 250), (168, 176), 2)
    below = drawing.ellipse((380, 356), (156, 188), 3)
    drawing.lay(np.clip(cap - below, 0, 1).astype(np.float32), HAIR)
    drawing.lay(drawing.ellipse((412, 176), (104, 34), 3, 17), HAIR)
    drawing.lay(drawing.ellipse((296, 190), (56, 26), 3, -38), HAIR)
    for strand in (
        ((300, 120), (270, 160), (250, 220)),
        ((360, 96), (330, 130), (310, 170)),
        ((430, 104), (462, 140), (492, 200)),
        ((400, 92), (420, 120), (440, 168)),
    ):
        drawing.tint(drawing.curve(list(strand), 5, 3), (92, 92, 100), 0.5)


def draw_eye(drawing: Drawing, side: int, gaze: int, lid: float) -> None:
    """One eye with socket, brow, lids and a light in it. `side` −1 is left in the picture; `lid`
    0 is open, 1 shut."""
    x, y = 380 + side * 62, 326
    drawing.tint(drawing.ellipse((x, y - 6), (50, 34), 13), SHADOW, 0.62)
    opening = max(2, round(15 * (1 - lid)))
    white = drawing.ellipse((x, y), (33, opening), 1.2)
    drawing.tint(white, WHITE, 1.0)
    iris = drawing.ellipse((x + gaze, y), (15, 15), 1) * white
    drawing.tint(iris, IRIS, 1.0)
    drawing.tint(drawing.ellipse((x + gaze, y), (7, 7), 0.8) * white, (10, 10, 14), 1.0)
    drawing.tint(drawing.ellipse((x + gaze + 5, y - 5), (3, 3), 0.8) * white, (250, 250, 250), 1.0)
    arch = [
        (x + dx, y - round((1 - (dx / 38) ** 2) * (opening + 3)) + 2) for dx in range(-36, 37, 6)
    ]
    drawing.tint(drawing.curve(arch, 6, 1.2), (30, 32, 44), 0.95)
    bag = [(x + dx, y + round((1 - (dx / 36) ** 2) * (opening + 4))) for dx in range(-30, 31, 6)]
    drawing.tint(drawing.curve(bag, 3, 1.5), SHADOW, 0.7)
    brow = [
        (x - side * 44 + side * step * 15, y - 44 - (-1, 6, 10, 11, 9, 4, -2)[step])
        for step in range(7)
    ]
    drawing.tint(drawing.curve(brow, 13, 2.5), (36, 38, 48), 0.92)


def draw_nose(drawing: Drawing) -> None:
    """A light ridge, darker flanks, nostrils and the shadow under the tip."""
    for side in (-1, 1):
        drawing.tint(
            drawing.curve(
                [(380 + side * 24, 316), (380 + side * 20, 370), (380 + side * 30, 412)], 14, 8
            ),
            SHADOW,
            0.42,
        )
    drawing.tint(drawing.curve([(380, 310), (380, 396)], 16, 7), (206, 226, 246), 0.6)
    drawing.tint(drawing.ellipse((380, 406), (19, 15), 7), (206, 226, 246), 0.5)
    drawing.tint(drawing.ellipse((380, 430), (36, 10), 5), SHADOW, 0.7)
    for side in (-1, 1):
        drawing.tint(drawing.ellipse((380 + side * 15, 424), (8, 5), 1.5), (40, 44, 74), 0.9)


def draw_mouth(drawing: Drawing, smile: int) -> None:
    """Lips, the line between them, the hollow above and the shadow below."""
    drawing.tint(drawing.curve([(380, 440), (380, 454)], 10, 5), SHADOW, 0.35)
    upper = [(326, 472 - smile), (358, 462), (380, 467), (402, 462), (434, 472 - smile), (380, 480)]
    drawing.tint(drawing.outline(upper, 2), LIP, 0.85)
    drawing.tint(drawing.ellipse((380, 480), (42, 16), 2.5), LIP, 0.75)
    drawing.tint(drawing.ellipse((380, 488), (20, 5), 4), (170, 170, 226), 0.6)
    line = [(324, 472 - smile), (352, 475), (380, 477), (408, 475), (436, 472 - smile)]
    drawing.tint(drawing.curve(line, 4, 1.5), (46, 44, 82), 0.95)
    drawing.tint(drawing.ellipse((380, 506), (40, 9), 6), SHADOW, 0.5)


def draw_face(gaze: int = 0, lid: float = 0.0, smile: int = 4) -> tuple[Picture, Plane]:
    """The face as BGR and as a mask 0–1, both on CANVAS."""
    drawing = Drawing(CANVAS)
    draw_shoulders(drawing)
    draw_head(drawing)
    for side in (-1, 1):
        drawing.tint(drawing.ellipse((380 + side * 88, 420), (34, 26), 18), (140, 150, 226), 0.28)
        draw_eye(drawing, side, gaze, lid)
    draw_nose(drawing)
    draw_mouth(drawing, smile)
    draw_hair(drawing)
    grain = np.random.default_rng(7).normal(0, 3.0, (*CANVAS, 1)).astype(np.float32)
    picture = np.clip(drawing.colour + grain, 0, 255).astype(np.uint8)
    return picture, drawing.cover


def draw_room(width: int, height: int) -> Picture:
    """A quiet hall wall with soft light and a door frame, as BGR."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 1 - 0.20 * (rows / height) - 0.10 * np.abs(columns / width - 0.5)
    wall = np.array((196, 204, 206), np.float32) * light[..., None]
    left, right = round(width * 0.80), round(width * 0.97)
    door = np.array((0.86, 0.88, 0.84), np.float32)
    wall[round(height * 0.1) :, left:right] = wall[round(height * 0.1) :, left:right] * door
    grain = np.random.default_rng(3).normal(0, 2.0, (height, width, 1))
    return np.asarray(np.clip(wall + grain, 0, 255), np.uint8)


def place_face(
    room: Picture,
    face: tuple[Picture, Plane],
    centre: tuple[float, float],
    height: float,
    roll: float = 0.0,
) -> Picture:
    """The room with the face in it: `centre` of the face and its `height` in room pixels, turned
    by `roll` degrees."""
    scale = height / FACE_HEIGHT
    turn = cv2.getRotationMatrix2D(FACE_CENTRE, roll, scale)
    turn[0, 2] += centre[0] - FACE_CENTRE[0]
    turn[1, 2] += centre[1] - FACE_CENTRE[1]
    size = (room.shape[1], room.shape[0])
    # Shrinking without a blur first would alias the brows and lids.
    blur = max(0.01, 0.5 / scale - 0.5)
    picture = cv2.warpAffine(
        cv2.GaussianBlur(face[0], (0, 0), blur), turn, size, flags=cv2.INTER_LINEAR
    )
    cover = cv2.warpAffine(face[1], turn, size, flags=cv2.INTER_LINEAR)[..., None]
    return np.asarray(np.clip(room * (1 - cover) + picture * cover, 0, 255), np.uint8)
