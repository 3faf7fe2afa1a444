"""Making a component never opens a window of its own, not even for a moment."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.components import Change, Happening, InfoBand, OptionCard, PairRow, Tile, Timeline
from ui.components.before_after import BeforeAfter
from ui.theme import house_theme
from ui.words import house_words

THEME, WORDS = house_theme(), house_words()
MAKERS: dict[str, Callable[[], QWidget]] = {
    "pair": lambda: PairRow(THEME, "名称", "内容", line="第二行"),
    "band": lambda: InfoBand(THEME, "lock", "标题", "第二行"),
    "timeline": lambda: Timeline(THEME, [Happening("收件", "23:06", done=True)]),
    "option": lambda: OptionCard(THEME, WORDS, "标题", "意思", "影响", code="a"),
    "tile": lambda: Tile(THEME, "home", "标题", "一行"),
    "before": lambda: BeforeAfter(THEME, [Change("材料", "44", "25", "份")]),
}


class _Windows(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_window = isinstance(watched, QWidget) and watched.isWindow()
        if event.type() is QEvent.Type.Show and is_window:
            self.shown.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("name", MAKERS)
def test_making_it_shows_no_window(qtbot: QtBot, name: str) -> None:
    application = QApplication.instance()
    assert application is not None
    windows = _Windows()
    application.installEventFilter(windows)
    widget = MAKERS[name]()
    application.removeEventFilter(windows)
    qtbot.addWidget(widget)
    assert windows.shown == []
