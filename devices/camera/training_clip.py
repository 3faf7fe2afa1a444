"""Makes the clip that plays as a camera where there is none: `python -m ... OUT`."""

import argparse
from collections.abc import Iterator
from math import cos, pi, sin
from pathlib import Path

import cv2

from devices.camera.picture import Picture
from devices.camera.training_face import draw_face, draw_room, place_face

WIDTH, HEIGHT = 640, 480
PACE = 15
LENGTH = 45  # frames
FAR, NEAR = 130.0, 246.0  # height of the face in pixels
COMING = (8, 18)  # from which frame to which the person walks up
BLINK = (33, 34)


def training_frames() -> Iterator[Picture]:
    """The frames in order: too far and beside the middle, walking up, then close and quiet."""
    room = draw_room(WIDTH, HEIGHT)
    awake, blinking = draw_face(), draw_face(lid=0.9)
    for index in range(LENGTH):
        way = min(1.0, max(0.0, (index - COMING[0]) / (COMING[1] - COMING[0])))
        eased = (1 - cos(way * pi)) / 2
        sway = sin(index / 45 * 4 * pi)
        centre = (212 + 108 * eased + 3 * sway, 246 - 12 * eased + 1.5 * cos(index / 6))
        face = blinking if index in BLINK else awake
        yield place_face(room, face, centre, FAR + (NEAR - FAR) * eased, 1.2 * sway)


def write_clip(path: Path) -> int:
    """Write the clip as MPEG-4 part 2, which the wheel decodes itself and which stays near
    100 kB (MJPG: 2.4 MB); gives the number of frames."""
    code = cv2.VideoWriter.fourcc(*"mp4v")
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, code, PACE, (WIDTH, HEIGHT))
    written = 0
    for picture in training_frames():
        writer.write(picture)
        written += 1
    writer.release()
    return written


def main() -> None:
    """Write the clip to the file that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    write_clip(parser.parse_args().out)


if __name__ == "__main__":
    main()
