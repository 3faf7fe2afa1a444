"""A stage whose page lives: what it tells changes the state, and the page shows it again."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from core.application import Application
from core.catalogue import Subject
from core.ports import Attachment
from core.session import events as ev
from core.session.advance import step_of
from core.session.document import build_application
from core.session.filling import start_filling
from core.session.handing_in import with_card_copies
from core.session.matter import Given, How, Matter
from core.session.setting import Setting
from core.session.states import Filling, Idle, State
from kiosk.page import Context, Page
from tests.core.session.stage import card
from tests.kiosk.pages.stage import ID, PHARMACY, Stage
from ui.screenshots import settle

AT = "2026-11-23T15:06:00+00:00"  # what the stage's clock says
STROKES = (
    ((0.12, 0.30), (0.20, 0.62), (0.16, 0.72)),
    ((0.26, 0.34), (0.40, 0.34), (0.33, 0.70)),
    ((0.46, 0.30), (0.60, 0.64), (0.50, 0.70)),
    ((0.66, 0.32), (0.86, 0.33), (0.70, 0.52), (0.88, 0.70)),
)

SomePage = TypeVar("SomePage", bound=Page)


@dataclass
class LiveStage(Stage):
    """The page is asked again after every event that it told, as the window does."""

    state: State = field(default_factory=Idle)
    page: Page | None = None

    def open(self, page_class: type[SomePage], state: State) -> SomePage:
        """Show a page that lives."""
        self.state = state
        page = self.show(page_class, state)
        assert isinstance(page, page_class)
        self.page = page
        page.keyboard_wanted.connect(self.frame.set_keyboard)
        self.show_again()
        return page

    def context(self) -> Context:
        return replace(super().context(), tell=self._take)

    def show_again(self) -> None:
        """What the window does when the session has changed."""
        assert self.page is not None
        self.page.show_state(self.state)
        self.frame.set_actions(self.page.offers())
        self.frame.set_notice(*(self.page.notice() or (None, "", "")))
        for _ in range(3):
            settle(self.frame)

    def _take(self, event: ev.Event) -> None:
        self.told.append(event)
        after = step_of(self.state, event, self.setting).state
        if isinstance(after, type(self.state)):
            self.state = after
            if self.page is not None:
                self.show_again()


def matter(*, package: str = PHARMACY, with_card: bool = True) -> Matter:
    """A pharmacy whose questions are answered with their first options."""
    return Matter(
        ID,
        package,
        Subject.ENTERPRISE if package == PHARMACY else Subject.PERSON,
        organ="CD-430702-ZWFW",
        delivery="自助取件柜",
        card=card() if with_card else None,
    )


def answered(plain: Matter, setting: Setting) -> Matter:
    """The matter with the first option of every question."""
    questions = setting.package_of(plain).questions
    first = {question.code: question.options[0].code for question in questions}
    return replace(plain, answers=tuple(first.items()))


def filling(setting: Setting, *, with_card: bool = True) -> Filling:
    """The first group of the form."""
    return start_filling(answered(matter(with_card=with_card), setting), setting)


def page_of(code: str, octets: bytes = b"\xff\xd8no picture") -> Attachment:
    """A page of a material."""
    return Attachment(code, "image/jpeg", octets)


def with_all_given(plain: Matter, setting: Setting) -> Matter:
    """Every material photographed, the card's copy from the card."""
    whole = with_card_copies(plain, setting)
    for planned in setting.plan_of(whole).materials:
        code = planned.material.code
        if code not in whole.given_map():
            whole = replace(whole, given=(*whole.given, Given(code, How.SCAN, (page_of(code),))))
    return whole


def filled(setting: Setting) -> Matter:
    """Ready to be signed: form and materials."""
    typed = {
        "manager_phone": "13800001234",
        "manager_education": "大学本科",
        "shop_name": "测试大药房芙蓉路店",
        "shop_address": "武陵区芙蓉街道测试路 1 号",
        "shop_area": "125.0",
        "sign_text": "测试大药房",
        "receiver_name": "测试张三",
    }
    start = filling(setting).matter
    form = {**start.form_map(), **typed}
    return with_all_given(replace(start, form=tuple(form.items())), setting)


def application(setting: Setting) -> Application:
    """What is handed to the records."""
    return build_application(filled(setting), setting, AT)


def draw(pad: QWidget, strokes: int = len(STROKES)) -> None:
    """Write with a finger."""
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for stroke in STROKES[:strokes]:
        points = [QPoint(int(x * pad.width()), int(y * pad.height())) for x, y in stroke]
        QTest.mousePress(pad, left, none, points[0])
        for point in points[1:]:
            QTest.mouseMove(pad, point)
        QTest.mouseRelease(pad, left, none, points[-1])
