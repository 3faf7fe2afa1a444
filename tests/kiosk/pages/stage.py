"""A stage for one page: the frame around it, the shipped catalogue, and what the page told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.catalogue import Catalogue
from core.ports import QueueView, Terminal
from core.search import Index, build_index
from core.session import choosing
from core.session import events as ev
from core.session.setting import Setting
from core.session.states import (
    Answering,
    ChoosingOrgan,
    ChoosingSubject,
    ReadingNotice,
    Session,
    State,
)
from core.workdays import Calendar
from kiosk.page import Context, Page
from resources.catalogue_files import own_catalogue
from resources.pinyin import readings
from ui.frame import Frame
from ui.screenshots import settle
from ui.theme import Theme, house_theme
from ui.words import house_words

PHARMACY = "CD-YJS-0001"
ID = "01890a5d-ac96-774b-bcce-b302099a8057"
TODAY = date(2026, 11, 23)
PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)

_TERMINAL = Terminal(
    code="CD0128",
    epoch=1,
    region="430702012000",
    place="芙蓉街道 24 小时自助区",
    accepting_point="CD-430702-ZWFW",
    public_url="https://city.invalid",
)
_STEPS: dict[type, Any] = {
    ChoosingSubject: choosing.choose_subject,
    Answering: choosing.answer,
    ChoosingOrgan: choosing.choose_organ,
    ReadingNotice: choosing.read_notice,
}


def shipped_setting(catalogue: Catalogue | None = None) -> Setting:
    """The shipped catalogue, or another, on a fixed day."""
    return Setting(catalogue or own_catalogue(), _TERMINAL, TODAY, Calendar({}), house_words())


@dataclass
class Stage:
    """Shows one page in its frame. `told` is what the page told, in order."""

    qtbot: QtBot
    setting: Setting = field(default_factory=shipped_setting)
    theme: Theme = field(default_factory=house_theme)
    size: tuple[int, int] = PORTRAIT
    is_online: bool = False
    is_low: bool = False
    told: list[ev.Event] = field(default_factory=list)

    def show(self, page_class: type[Page], state: State) -> Page:
        """A page of a state, laid out as on the terminal."""
        page = page_class(self.context())
        page.show_state(state)
        self.frame = Frame(self.theme, house_words(), place=_TERMINAL.place, low=self.is_low)
        self.qtbot.addWidget(self.frame)
        self.frame.resize(*self.size)
        self.frame.set_step(page.step)
        self.frame.set_page(page)
        self.frame.set_keyboard(page.keyboard())
        self.frame.set_actions(page.offers())
        self.frame.show()
        for _ in range(3):
            settle(self.frame)
        return page

    def find(self, name: str) -> QWidget:
        """The widget with an object name. Fails where there is none."""
        found = self.frame.findChildren(QWidget, name)
        assert found, f"no {name} among {sorted(self.names())}"
        return found[-1]

    def names(self) -> set[str]:
        """All object names that can be seen."""
        widgets = self.frame.findChildren(QWidget)
        return {each.objectName() for each in widgets if each.isVisible() and each.objectName()}

    def touch(self, name: str) -> None:
        """Touch a widget in its middle, as a finger does."""
        widget = self.find(name)
        assert widget.isVisible(), f"{name} cannot be seen"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        settle(self.frame)

    def context(self) -> Context:
        """What pages are made with; ids count up from 1."""
        ids: Iterator[int] = count(1)
        index = build_index(self.setting.catalogue.packages, readings)
        queue = QueueView(0, 0, "", 0, 0, "", self.is_online, "2026-11-23T20:00:00+08:00")

        def the_index() -> Index:
            return index

        return Context(
            theme=self.theme,
            words=house_words(),
            setting=lambda: self.setting,
            session=Session,
            tell=self.told.append,
            now=lambda: datetime(2026, 11, 23, 15, 6, tzinfo=UTC),
            new_id=lambda: f"01890a5d-ac96-774b-bcce-{next(ids):012x}",
            index=the_index,
            queue=lambda: queue,
            shoot=lambda: None,
            is_landscape=lambda: self.size[0] > self.size[1],
        )


def all_steps(setting: Setting, code: str, *first: str) -> list[State]:
    """Every state from the choice of a package to its notice. `first` are the options chosen
    first; behind them always the first option."""
    wanted = list(first)
    states = [choosing.start(setting.catalogue.package(code), ID, setting)]
    while not isinstance(states[-1], ReadingNotice):
        state = states[-1]
        assert isinstance(state, ChoosingSubject | Answering | ChoosingOrgan), state
        touched = wanted.pop(0) if wanted else _first_option(state, setting)
        states.append(step(state, ev.OptionTouched(touched), setting))
        states.append(step(states[-1], ev.Confirmed(), setting))
    return states


def step(state: State, event: ev.Event, setting: Setting) -> State:
    """The state behind an event on a choosing page or the notice."""
    after: State = _STEPS[type(state)](state, event, setting).state
    return after


def _first_option(state: ChoosingSubject | Answering | ChoosingOrgan, setting: Setting) -> str:
    package = setting.package_of(state.matter)
    if isinstance(state, ChoosingSubject):
        return package.subjects[0].value
    if isinstance(state, ChoosingOrgan):
        return state.chosen
    questions = {question.code: question for question in package.questions}
    return questions[state.question].options[0].code
