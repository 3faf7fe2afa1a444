"""The design tokens: every colour and size of the look, read from one file."""

from pathlib import Path

import msgspec

from resources import path

TOKENS_FILE = path("theme/tokens.toml")

Sizes = dict[str, dict[str, int]]


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """Fonts and line heights."""

    version: int
    font_family: list[str]
    weights: dict[str, int]
    line_height: float
    line_height_heading: float
    digits: str


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """Colours of the painted lake, light theme only."""

    sky: str
    sun: str
    hill_far: str
    hill_near: str
    water: list[str]
    sail: str


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """User text sizes as factors of 100 %."""

    steps: list[float]


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """All tokens. Colours by palette (light, dark, contrast) and role; sizes in logical px at
    100 % by mode (kiosk, elder, desk) and name; times of `motion` in ms, of `time` in seconds."""

    meta: Meta
    color: dict[str, dict[str, str]]
    scene: Scene
    type: Sizes
    scale: Scale
    space: Sizes
    radius: Sizes
    border: Sizes
    elevation: dict[str, dict[str, float]]
    target: Sizes
    frame: Sizes
    icon: dict[str, float | dict[str, int]]
    motion: dict[str, int | str]
    time: dict[str, int]

    def colours(self, palette: str) -> dict[str, str]:
        """Roles to #RRGGBB. Raises KeyError for an unknown palette."""
        return self.color[palette]


def read_tokens(file: Path = TOKENS_FILE) -> Tokens:
    """Read a tokens file. Raises OSError or msgspec.ValidationError."""
    return msgspec.toml.decode(file.read_bytes(), type=Tokens)
