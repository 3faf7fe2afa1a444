"""What a scanned code was refused for is said for a moment, and goes when the next one is right."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from core.errors import Code
from kiosk.code_notice import CodeNotice
from ui.words import house_words


def test_it_comes_with_its_code_and_goes(qtbot: QtBot) -> None:
    parent = QObject()
    notice = CodeNotice(house_words(), parent)
    changes: list[tuple[str, str, str] | None] = []
    notice.changed.connect(lambda: changes.append(notice.shown()))
    notice.say(Code.CODE_SPENT)
    notice.clear()
    notice.clear()
    assert changes[0] is not None
    kind, text, link = changes[0]
    assert (kind, link) == ("warn", "")
    assert text.endswith(Code.CODE_SPENT.value)
    assert changes[1:] == [None]


def test_it_goes_by_itself(qtbot: QtBot) -> None:
    parent = QObject()
    notice = CodeNotice(house_words(), parent)
    notice._leaving.setInterval(1)
    notice.say(Code.CODE_SPENT)
    qtbot.waitUntil(lambda: notice.shown() is None)
