"""A signature is kept as a picture and as strokes with their times."""

import json

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.signature_pad import SignaturePad
from ui.theme import house_theme
from ui.words import house_words


def pad_of(qtbot: QtBot, palette: str = "light") -> SignaturePad:
    pad = SignaturePad(house_theme(palette), house_words())
    qtbot.addWidget(pad)
    pad.resize(968, 372)
    pad.show()
    return pad


def write(qtbot: QtBot, pad: SignaturePad, *points: tuple[int, int]) -> None:
    first, *rest = [QPoint(*point) for point in points]
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=first)
    for point in rest:
        QTest.mouseMove(pad, point)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=rest[-1] if rest else first)


def write_name(qtbot: QtBot, pad: SignaturePad) -> None:
    for left in (120, 320, 520):
        write(qtbot, pad, (left, 80), (left + 120, 80), (left + 10, 260), (left + 140, 250))


def test_an_empty_pad_and_a_dot_are_not_enough(qtbot: QtBot) -> None:
    pad = pad_of(qtbot)
    assert not pad.is_enough()
    write(qtbot, pad, (200, 200))
    assert not pad.is_enough()


def test_a_name_is_enough_and_can_be_wiped(qtbot: QtBot) -> None:
    pad = pad_of(qtbot)
    write_name(qtbot, pad)
    assert pad.is_enough()
    with qtbot.waitSignal(pad.changed):
        pad.clear()
    assert not pad.is_enough()


def test_after_handing_in_nothing_changes_until_it_is_forgotten(qtbot: QtBot) -> None:
    pad = pad_of(qtbot)
    write_name(qtbot, pad)
    pad.lock()
    before = pad.strokes_json()
    pad.clear()
    write(qtbot, pad, (700, 80), (760, 200))
    assert pad.strokes_json() == before
    pad.forget()
    assert json.loads(pad.strokes_json())["strokes"] == []


def test_the_picture_is_dark_on_white_in_every_palette(qtbot: QtBot) -> None:
    pictures = []
    for palette in ("light", "contrast"):
        pad = pad_of(qtbot, palette)
        write(qtbot, pad, (100, 300), (200, 300), (300, 300))
        pictures.append(QImage.fromData(pad.png()))
    light, contrast = pictures
    assert light == contrast
    assert light.pixelColor(2, 2).lightness() == 255
    assert light.pixelColor(200, 300).lightness() < 60


def test_the_strokes_carry_places_and_times_that_never_go_back(qtbot: QtBot) -> None:
    pad = pad_of(qtbot)
    write_name(qtbot, pad)
    document = json.loads(pad.strokes_json())
    assert (document["width"], document["height"]) == (968, 372)
    assert len(document["strokes"]) == 3
    times = [ms for stroke in document["strokes"] for _, _, ms in stroke]
    assert times == sorted(times)
    assert all(0 <= x <= 968 and 0 <= y <= 372 for s in document["strokes"] for x, y, _ in s)
