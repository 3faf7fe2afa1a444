"""A signature is kept as a picture and as strokes with their times."""

import json

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
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


def pen_of(*, pressure: bool = True, rubber: bool = False) -> QPointingDevice:
    able = QInputDevice.Capability.Position
    if pressure:
        able |= QInputDevice.Capability.Pressure
    kind = QPointingDevice.PointerType.Eraser if rubber else QPointingDevice.PointerType.Pen
    stylus = QInputDevice.DeviceType.Stylus
    return QPointingDevice("pen", 7, stylus, kind, able, 1, 1)


def pen_event(
    pad: SignaturePad, pen: QPointingDevice, kind: QEvent.Type, at: tuple[int, int], press: float
) -> None:
    """What the windowing system tells of a pen. A pen that hovers has no button down."""
    down = Qt.MouseButton.LeftButton if press else Qt.MouseButton.NoButton
    button = Qt.MouseButton.LeftButton if kind != QEvent.Type.TabletMove else down
    spot = QPointF(*at)
    event = QTabletEvent(
        kind, pen, spot, spot, press, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, button, down
    )
    QApplication.sendEvent(pad, event)


def write_with_pen(pad: SignaturePad, pen: QPointingDevice) -> None:
    pen_event(pad, pen, QEvent.Type.TabletMove, (90, 90), 0)
    pen_event(pad, pen, QEvent.Type.TabletPress, (100, 100), 0.2)
    pen_event(pad, pen, QEvent.Type.TabletMove, (200, 150), 0.75)
    pen_event(pad, pen, QEvent.Type.TabletRelease, (300, 200), 0)
    pen_event(pad, pen, QEvent.Type.TabletMove, (400, 250), 0)


def strokes_of(pad: SignaturePad) -> list[list[list[float]]]:
    strokes: list[list[list[float]]] = json.loads(pad.strokes_json())["strokes"]
    return strokes


def test_a_pen_gives_its_pressure_and_hovering_leaves_no_ink(qtbot: QtBot) -> None:
    pad = pad_of(qtbot)
    write_with_pen(pad, pen_of())
    document = json.loads(pad.strokes_json())
    assert (document["device"], document["pressure"]) == ("pen", True)
    assert [[x, y, p] for x, y, _, p in document["strokes"][0]] == [
        [100, 100, 0.2],
        [200, 150, 0.75],
    ]
    assert len(document["strokes"]) == 1


def test_a_pen_that_tells_no_pressure_is_not_said_to(qtbot: QtBot) -> None:
    pad = pad_of(qtbot)
    write_with_pen(pad, pen_of(pressure=False))
    assert json.loads(pad.strokes_json())["pressure"] is False
    assert {len(point) for stroke in strokes_of(pad) for point in stroke} == {3}


def test_the_rubber_of_a_pen_leaves_no_ink(qtbot: QtBot) -> None:
    pad = pad_of(qtbot)
    write_with_pen(pad, pen_of(rubber=True))
    assert strokes_of(pad) == []


@pytest.fixture(scope="module")
def glass() -> QPointingDevice:
    device = QTest.createTouchDevice()
    assert isinstance(device, QPointingDevice)
    return device


def touch(pad: SignaturePad, glass: QPointingDevice, **fingers: tuple[str, int, int]) -> None:
    """One moment on the glass: for each finger press, move or release, and where."""
    moment = QTest.touchEvent(pad, glass)
    for name, (what, x, y) in fingers.items():
        getattr(moment, what)(int(name[1:]), QPoint(x, y), pad)
    moment.commit()


def test_a_second_finger_leaves_no_ink(qtbot: QtBot, glass: QPointingDevice) -> None:
    pad = pad_of(qtbot)
    touch(pad, glass, f1=("press", 100, 100))
    touch(pad, glass, f1=("move", 200, 120), f2=("press", 600, 300))
    touch(pad, glass, f1=("move", 300, 140), f2=("move", 700, 310))
    touch(pad, glass, f1=("release", 300, 140), f2=("move", 720, 320))
    touch(pad, glass, f2=("release", 720, 320))
    (stroke,) = strokes_of(pad)
    assert all(x <= 300 for x, _, _ in stroke)
    assert json.loads(pad.strokes_json())["device"] == "touch"


def test_the_hand_that_holds_the_pen_leaves_no_ink(qtbot: QtBot, glass: QPointingDevice) -> None:
    pad = pad_of(qtbot)
    touch(pad, glass, f1=("press", 600, 300))  # the hand comes down first
    touch(pad, glass, f1=("move", 610, 305))
    write_with_pen(pad, pen_of())
    touch(pad, glass, f1=("move", 620, 310), f2=("press", 640, 320))
    touch(pad, glass, f1=("release", 620, 310), f2=("release", 640, 320))
    (stroke,) = strokes_of(pad)
    assert stroke[0][:2] == [100, 100]


def test_a_finger_writes_what_a_mouse_writes(qtbot: QtBot, glass: QPointingDevice) -> None:
    pad = pad_of(qtbot)
    for left in (120, 320, 520):
        touch(pad, glass, f1=("press", left, 80))
        touch(pad, glass, f1=("move", left + 120, 80))
        touch(pad, glass, f1=("move", left + 10, 260))
        touch(pad, glass, f1=("release", left + 140, 250))
    assert pad.is_enough()
    assert len(strokes_of(pad)) == 3
