"""Every pair of colours that carries words can be read, in all three palettes."""

import pytest

from ui.components.chip import KINDS as CHIP_KINDS
from ui.components.notice_bar import KINDS as NOTICE_KINDS
from ui.theme import Theme, house_theme

PALETTES = ("light", "dark", "contrast")
GROUNDS = {
    "text": [
        *("paper", "surface", "sunken", "lake_soft"),
        *("offline_soft", "warn_soft", "error_soft", "ok_soft"),
    ],
    "text_2": ["paper", "surface", "sunken", "lake_soft"],
    "text_3": ["paper", "surface", "sunken"],
    "disabled_text": ["sunken"],
    "lake": ["surface", "paper", "sunken", "lake_soft"],
    "on_lake": ["lake", "lake_deep"],
    "on_lake_2": ["lake"],
    "on_dock": ["dock"],
    "on_act": ["act", "act_pressed"],
    "ok": ["ok_soft", "surface"],
    "warn": ["warn_soft", "surface", "lake_soft"],
    "error": ["error_soft", "surface", "lake_soft"],
    "offline": ["offline_soft"],
    "on_toast": ["toast"],
    "on_camera": ["camera_bed"],
}
PAIRS = [(words, ground) for words, grounds in GROUNDS.items() for ground in grounds]


def luminance(hexes: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(hexes[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(theme: Theme, one: str, other: str) -> float:
    """Contrast ratio of two roles."""
    lights = sorted((luminance(theme.hex(one)), luminance(theme.hex(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize(("words", "ground"), PAIRS)
def test_words_can_be_read_on_their_ground(palette: str, words: str, ground: str) -> None:
    least = 10.0 if palette == "contrast" else 4.5
    assert ratio(house_theme(palette), words, ground) >= least


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("ground", ["paper", "surface"])
@pytest.mark.parametrize("line", ["line_strong", "focus"])
def test_a_line_that_carries_meaning_can_be_seen(palette: str, ground: str, line: str) -> None:
    assert ratio(house_theme(palette), line, ground) >= 3


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("kind", [k for k, pair in CHIP_KINDS.items() if pair[1]])
def test_a_chip_can_be_read(palette: str, kind: str) -> None:
    words, ground = CHIP_KINDS[kind]
    assert ratio(house_theme(palette), words, ground) >= (10 if palette == "contrast" else 4.5)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("kind", list(NOTICE_KINDS))
def test_the_icon_of_a_notice_can_be_seen(palette: str, kind: str) -> None:
    ground, icon, _ = NOTICE_KINDS[kind]
    assert ratio(house_theme(palette), icon, ground) >= 3


@pytest.mark.parametrize("palette", PALETTES)
def test_the_dock_can_be_read_where_a_mode_is_on(palette: str) -> None:
    theme = house_theme(palette)
    words = "on_lake" if theme.is_contrast else "on_dock"
    assert ratio(theme, words, "dock_selected") >= 4.5


@pytest.mark.parametrize("mode", ["kiosk", "elder"])
def test_what_is_touched_on_a_kiosk_is_at_least_60_px(mode: str) -> None:
    targets = house_theme(mode=mode).tokens.target[mode]
    assert all(size >= 60 for name, size in targets.items() if not name.endswith("gap"))


def test_no_type_is_smaller_than_the_look_allows() -> None:
    types = house_theme().tokens.type
    assert min(types["kiosk"].values()) >= 24
    assert min(types["elder"].values()) >= 30
    assert min(types["desk"].values()) >= 12


def test_the_palettes_name_the_same_roles() -> None:
    tokens = house_theme().tokens
    assert {frozenset(tokens.colours(palette)) for palette in PALETTES} == {
        frozenset(tokens.colours("light"))
    }


def test_less_motion_is_no_motion() -> None:
    assert house_theme(still=True).motion("page") == 0
    assert house_theme().motion("page") == 180
