"""朗读: the page that is shown is said, in its own words, and nothing private with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Queue
from threading import Event

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import resources
from core.session import events as ev
from core.session.effects import Sound
from core.session.private_values import private_values
from core.session.states import Searching, Signing
from core.speech import speakable
from devices.rig import RigChoice, build_rig
from kiosk.__main__ import Kiosk
from kiosk.page_book import page_class
from kiosk.pages.signing import SigningPage
from sync.schedule import Schedule
from sync.station import open_station
from tests.kiosk.pages.live import LiveStage, filled
from tests.kiosk.pages.stage import PHARMACY, Stage, all_steps
from tests.sync.parts import CityKeys, SetClock, enrolled
from ui.reading import reading_of
from ui.words import house_words


@dataclass
class Ear:
    """A core.ports.Speaker that keeps what it is to say. While `holds`, a sentence lasts until it
    is stopped."""

    holds: bool = False
    headphones: bool = False
    said: "Queue[str]" = field(default_factory=Queue)
    played: list[str] = field(default_factory=list)
    stopped: Event = field(default_factory=Event)

    def can_speak(self) -> bool:
        return True

    def has_headphones(self) -> bool:
        return self.headphones

    def say(self, sentence: str, is_wanted: Callable[[], bool]) -> None:
        self.stopped.clear()
        if not is_wanted():
            return
        self.said.put(sentence)
        if self.holds:
            self.stopped.wait(30)

    def play(self, sound: str) -> None:
        self.played.append(sound)

    def stop(self) -> None:
        self.stopped.set()


@dataclass
class Hall:
    """A kiosk with an ear."""

    kiosk: Kiosk
    ear: Ear

    def touch(self, name: str) -> None:
        found = [w for w in self.kiosk.window.findChildren(QWidget, name) if w.isVisible()]
        QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)

    def is_lit(self) -> bool:
        return "read" in self.kiosk.window._modes()


@pytest.fixture
def hall(qtbot: QtBot, tmp_path: Path) -> Iterator[Hall]:
    folder = tmp_path / "terminal"
    folder.mkdir()
    enrolled(folder, CityKeys())
    station = open_station(folder, resources.path("catalogue"), SetClock())
    choice = RigChoice(
        tmp_path / "simulators",
        resources.path("clips"),
        *("simulated", "simulated", "simulated", "simulated"),
    )
    ear = Ear()
    rig = replace(build_rig(choice), speaker=ear)
    kiosk = Kiosk(station, rig, Schedule(), [], QSize(1080, 1920))
    qtbot.addWidget(kiosk.window)
    kiosk.window.show()
    yield Hall(kiosk, ear)
    kiosk.close()


def test_the_key_reads_the_page_and_again_when_it_is_touched_again(
    hall: Hall, qtbot: QtBot
) -> None:
    for _ in range(2):
        hall.touch("dock:read")
        first = hall.ear.said.get(timeout=30)
        assert first
        qtbot.waitUntil(lambda: not hall.is_lit())
        rest = [hall.ear.said.get_nowait() for _ in range(hall.ear.said.qsize())]
        assert any(said.startswith("第 1 项") for said in rest)


def test_a_new_page_ends_the_voice_of_the_old_one(hall: Hall) -> None:
    hall.ear.holds = True
    hall.touch("dock:read")
    hall.ear.said.get(timeout=30)
    assert hall.is_lit()
    hall.kiosk.driver.tell(ev.SearchTouched())
    assert isinstance(hall.kiosk.driver.session.state, Searching)
    assert hall.ear.stopped.is_set()
    assert not hall.is_lit()
    hall.kiosk._voice.close()  # the lane has ended: what waited was not said any more
    assert hall.ear.said.empty()


def test_elders_hear_every_page_unasked_and_others_do_not(hall: Hall, qtbot: QtBot) -> None:
    hall.kiosk.driver.tell(ev.SearchTouched())
    hall.kiosk.driver.tell(ev.HomeTouched("2026-11-23T15:06:00+00:00"))
    assert hall.ear.said.empty()
    hall.touch("dock:elder")
    assert hall.ear.said.get(timeout=30)


def test_who_plugs_in_headphones_hears_the_page(hall: Hall, qtbot: QtBot) -> None:
    hall.ear.headphones = True
    qtbot.waitUntil(lambda: not hall.ear.said.empty(), timeout=30_000)


def test_a_voice_that_was_closed_is_silent(hall: Hall) -> None:
    hall.kiosk._voice.close()
    hall.touch("dock:read")
    hall.kiosk._voice.play(Sound.DONE)
    hall.kiosk._voice.look()
    assert hall.ear.said.empty()
    assert hall.ear.played == []


def test_the_sounds_of_the_session_are_played(hall: Hall, qtbot: QtBot) -> None:
    hall.kiosk.driver._machines.play(Sound.DONE)
    qtbot.waitUntil(lambda: hall.ear.played == ["done"])


def test_choices_are_said_with_their_number_and_whether_they_are_chosen(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    state = next(s for s in all_steps(stage.setting, PHARMACY) if getattr(s, "chosen", ""))
    page = stage.show(page_class(type(state)), state)
    said = reading_of(page, page.offers(), house_words())
    assert said[0] == page.texts.title
    choices = [one for one in said if one.startswith("第 ")]
    assert choices[0].startswith("第 1 项，")
    assert sum(one.endswith("，已选") for one in choices) == 1
    assert said[-1].startswith("办好了，请点：")
    assert any(one.startswith("要办的事项 7 个，") for one in said)  # a band is one sentence


def test_nothing_private_of_a_review_is_said(qtbot: QtBot) -> None:
    stage = LiveStage(qtbot)
    state = Signing(filled(stage.setting))
    person = state.matter.card
    assert person is not None
    page = stage.open(SigningPage, state)
    read = reading_of(page, page.offers(), house_words())
    private = private_values(state, stage.setting)
    assert person.number in private
    assert person.address in private
    said = " ".join(speakable(one, private) for one in read)
    assert "测试张三" in said  # the review itself is read
    for value in private:
        assert value not in said
    assert person.number[6:14] not in said.replace(" ", "")
