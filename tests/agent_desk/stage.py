"""A stage for pages of the desk: the shipped catalogue, a book of fake cases, what was told."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from agent_desk.context import Book, Context
from agent_desk.pages.intake import IntakePage
from core.ports import CaseView, QueueView, Terminal
from core.search import build_index
from core.session import events as ev
from core.session.matter import Matter
from core.session.setting import Setting
from core.session.states import Session, State
from core.workdays import Calendar
from resources.catalogue_files import own_catalogue
from resources.pinyin import readings
from sync.accounts import Agent
from tests.core.session.stage import card
from ui.components import ElidedLabel
from ui.screenshots import settle
from ui.theme import house_theme
from ui.words import house_words

CATALOGUE = own_catalogue()
INDEX = build_index(CATALOGUE.packages, readings)
WORDS = house_words()
UNEMPLOYMENT = "CD-YJS-0002"
ID = "01890a5d-ac96-774b-bcce-b302099a8057"
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 16, 42, tzinfo=UTC)
AGENT = Agent("lisi", "测试李四", "village_agent")
PRINCIPAL, AGENTS_CARD = card("测试张三", 1), card("测试李四", 2)
TERMINAL = Terminal(
    code="CD0128",
    epoch=1,
    region="430702012000",
    place="测试街道代办点",
    accepting_point="CD-430702-JD",
    public_url="https://city.invalid",
)


def setting() -> Setting:
    return Setting(
        CATALOGUE, TERMINAL, TODAY, Calendar({}), WORDS, channel="agent_desk", is_mandated=True
    )


def matter(**changes: Any) -> Matter:
    """A registration of unemployment up to the notice."""
    bare = Matter(
        ID,
        UNEMPLOYMENT,
        CATALOGUE.package(UNEMPLOYMENT).subjects[0],
        (("reason", "first"), ("card", "yes")),
        "CD-430702-RS",
        delivery="窗口领取",
    )
    return replace(bare, **changes)


@dataclass
class Told:
    """What a page is made with, and what it told."""

    session: Session = field(default_factory=Session)
    book: Book = field(default_factory=Book)
    events: list[ev.Event] = field(default_factory=list)
    shots: int = 0

    def context(self) -> Context:
        return Context(
            theme=house_theme("light", "desk"),
            words=WORDS,
            setting=setting,
            session=lambda: self.session,
            tell=self.events.append,
            now=lambda: NOW,
            new_id=lambda: ID,
            index=lambda: INDEX,
            agent=lambda: AGENT,
            shoot=self._shoot,
            book=lambda: self.book,
        )

    def _shoot(self) -> None:
        self.shots += 1


@dataclass
class Intake:
    """The page of a new case in one state after the other."""

    told: Told
    page: IntakePage

    def show(self, state: State, card_reader: str = "") -> None:
        """Bring the session into a state."""
        self.told.events.clear()
        self.told.session = replace(self.told.session, state=state, card_reader=card_reader)
        self.page.show_session()
        settle(self.page)

    def touch(self, name: str) -> list[ev.Event]:
        """Touch a widget by its name; what was told."""
        self.told.events.clear()
        touch(self.page, name)
        return list(self.told.events)


def named(page: QWidget, name: str) -> QWidget:
    """The visible widget of a name."""
    found = [w for w in page.findChildren(QWidget, name) if w.isVisible()]
    assert len(found) == 1, f"{len(found)} widgets are called {name}"
    return found[0]


def touch(page: QWidget, name: str) -> None:
    """Click the middle of a widget."""
    QTest.mouseClick(named(page, name), Qt.MouseButton.LeftButton)


def texts(page: QWidget) -> list[str]:
    """All words that are shown as labels."""
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def assert_words_have_room(page: QWidget) -> None:
    """No visible label is cut; only those that say so by … may be."""
    settle(page)
    cut = []
    for label in page.findChildren(QLabel):
        if not label.isVisible() or isinstance(label, ElidedLabel) or not label.text():
            continue
        if label.textFormat() is Qt.TextFormat.RichText:
            if label.heightForWidth(label.width()) > label.height() + 2:
                cut.append(f"{label.accessibleName()[:30]!r} has {label.size()}")
            continue
        flags = int(label.alignment().value) | (0x1000 if label.wordWrap() else 0)
        room = label.contentsRect()
        wide = room.width() if label.wordWrap() else 100_000
        needed = label.fontMetrics().boundingRect(0, 0, wide, 100_000, flags, label.text())
        if needed.width() > room.width() + 2 or needed.height() > room.height() + 2:
            cut.append(f"{label.text()[:30]!r} needs {needed.size()} and has {room.size()}")
    assert not cut, "\n".join(cut)


def a_case(number: int = 1, **changes: Any) -> CaseView:
    """A fake case, masked as the records give it."""
    at = (NOW - timedelta(minutes=number)).isoformat(timespec="seconds")
    case = CaseView(
        id=f"case-{number}",
        receipt_no=f"CD0128-261123-1{number:05d}-X",
        official_no="",
        package=UNEMPLOYMENT,
        package_name="失业登记和就业创业证",
        name_masked="测**",
        channel="agent_desk",
        state="pending",
        created_at=at,
        updated_at=at,
        due="2026-12-04",
        materials_given=2,
        materials_all=3,
        size=1_900_000,
        mandated=True,
        history=(("pending", at),),
    )
    return replace(case, **changes)


def a_row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """The outbox row of a fake case."""
    at = (NOW - timedelta(minutes=number)).isoformat(timespec="seconds")
    row: dict[str, Any] = {
        "id": f"case-{number}",
        "receipt_no": f"CD0128-261123-1{number:05d}-X",
        "type": "application.submit",
        "seq": number,
        "subject": f"case-{number}",
        "state": "pending",
        "code": "",
        "attempts": 0,
        "created_at": at,
        "size": 4000,
        "attachments_waiting": 3,
    }
    return row | changes


def a_queue(**changes: Any) -> QueueView:
    """Offline for two days and three hours, with seventeen cases."""
    queue = QueueView(
        count=17,
        octets=42_600_000,
        oldest=(NOW - timedelta(days=2, hours=3)).isoformat(),
        quarantined=1,
        attempts=6,
        last_acknowledged=(NOW - timedelta(days=3)).isoformat(),
        online=False,
        since=(NOW - timedelta(days=2, hours=3)).isoformat(),
        last_code="NET-601",
    )
    return replace(queue, **changes)
