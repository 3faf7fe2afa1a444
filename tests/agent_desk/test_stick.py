"""A USB stick at the desk: one decision each, on a lane, and what came of it in words."""

import shutil
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from agent_desk.pages.outbox import OutboxPage
from agent_desk.stick_words import outcome_lines
from agent_desk.stick_work import Outcome, StickWork
from agent_desk.window import DeskWindow
from core.bundle import MANIFEST, RECEIPT, sign_receipt
from core.errors import Code, StickError
from core.wire import canonical
from sync.by_hand.export import Exported
from sync.by_hand.hand import Brought, Hand
from sync.by_hand.receipts import Settled
from sync.by_hand.relay import Carried
from tests.agent_desk.conftest import PASSWORD, Room
from tests.agent_desk.stage import WORDS, Told, assert_words_have_room, named, texts, touch
from tests.agent_desk.test_sign_in import sign_in, wait_inside
from tests.sync import parts
from tests.sync.by_hand.test_receipts import receipt
from ui.components import Button
from ui.screenshots import settle

DEADLINE_MS = 20_000


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "STICK"
    folder.mkdir()
    return folder


@pytest.fixture
def window(room: Room, qtbot: QtBot) -> DeskWindow:
    """The outbox page of a desk with two cases that wait."""
    for number in (1, 2):
        parts.submit(room.desk._station.records, number)
    sign_in(room, qtbot, PASSWORD)
    wait_inside(room, qtbot)
    window = room.desk.window
    touch(window, "nav:outbox")
    qtbot.waitUntil(lambda: window.outbox.figures["count"].value() == "2 件", timeout=DEADLINE_MS)
    return window


def plug_in(room: Room, qtbot: QtBot, *sticks: Path) -> None:
    """The page looks every second; here at once."""
    room.sticks[:] = sticks
    with qtbot.waitSignal(room.desk.sticks.seen, timeout=DEADLINE_MS):
        room.desk.window.second()


def export_button(window: DeskWindow) -> Button:
    button = named(window, "action:stick_export")
    assert isinstance(button, Button)
    return button


def do(room: Room, qtbot: QtBot, opener: str) -> None:
    """Both touches of a decision, up to its end."""
    settle(room.desk.window)
    touch(room.desk.window, opener)
    settle(room.desk.window)
    with qtbot.waitSignal(room.desk.sticks.ended, timeout=DEADLINE_MS):
        touch(room.desk.window, "stick:sure")


def says(window: DeskWindow, text: str) -> bool:
    settle(window)
    return any(text in said for said in texts(window.outbox))


def test_without_a_stick_nothing_is_offered_and_the_reason_is_said(
    room: Room, window: DeskWindow, qtbot: QtBot, stick: Path
) -> None:
    for name in ("action:stick_export", "stick:import"):
        button = named(window, name)
        assert isinstance(button, Button)
        assert not button.isEnabled()
        assert button.text() == WORDS("desk.stick.none")
    plug_in(room, qtbot, stick, stick.parent)
    assert not export_button(window).isEnabled()
    assert export_button(window).text() == WORDS("desk.stick.several", count=2)
    plug_in(room, qtbot, stick)
    assert export_button(window).isEnabled()
    assert says(window, "STICK")
    plug_in(room, qtbot)
    assert not export_button(window).isEnabled()


def test_an_export_is_asked_for_once_more_and_then_written_and_read_back(
    room: Room, window: DeskWindow, qtbot: QtBot, stick: Path
) -> None:
    plug_in(room, qtbot, stick)
    touch(window, "action:stick_export")
    assert says(window, WORDS("desk.stick.export_asks", name="STICK", count=2))
    settle(window)
    touch(window, "stick:not_now")
    assert list(stick.iterdir()) == []

    steps: list[tuple[int, int]] = []
    room.desk.sticks.moved.connect(lambda done, of: steps.append((done, of)))
    do(room, qtbot, "action:stick_export")
    (folder,) = stick.iterdir()
    assert (folder / MANIFEST).is_file()
    assert says(window, "写好 2 件")
    assert says(window, WORDS("desk.stick.eject"))
    assert steps[-1][0] == steps[-1][1] > 0
    assert [done for done, _ in steps] == list(range(1, steps[-1][1] + 1))
    assert room.desk._station.records.queue().count == 2, "they wait here as well"


def test_a_receipt_that_came_home_is_taken_and_the_cases_are_complete(
    room: Room, window: DeskWindow, qtbot: QtBot, stick: Path
) -> None:
    plug_in(room, qtbot, stick)
    do(room, qtbot, "action:stick_export")
    (folder,) = stick.iterdir()
    signed = sign_receipt(receipt(folder), room.keys.catalogue[0])
    (folder / RECEIPT).write_bytes(canonical(signed))
    settle(window)
    touch(window, "stick:seen")
    do(room, qtbot, "stick:import")
    assert says(window, WORDS("desk.stick.settled", stored=2, complete=2, rejected=0))
    qtbot.waitUntil(lambda: window.outbox.figures["count"].value() == "0 件", timeout=DEADLINE_MS)
    settle(window)
    touch(window, "stick:seen")
    do(room, qtbot, "stick:import")
    assert says(window, Code.RECEIPT_KNOWN.value)


def test_a_stick_that_was_pulled_is_told_with_its_code_and_what_to_do(
    room: Room, window: DeskWindow, qtbot: QtBot, stick: Path
) -> None:
    plug_in(room, qtbot, stick)
    shutil.rmtree(stick)
    do(room, qtbot, "action:stick_export")
    assert says(window, "（USB-011）")
    assert says(window, WORDS("error.USB-011.do1"))
    assert export_button(window).isEnabled(), "and it may be done again"


def test_the_stick_is_never_touched_on_the_thread_of_the_window(qtbot: QtBot, stick: Path) -> None:
    seen: list[str] = []

    def find() -> list[Path]:
        seen.append(threading.current_thread().name)
        return [stick]

    def open_hand() -> Hand:
        seen.append(threading.current_thread().name)
        raise StickError(Code.STICK_FULL)

    work = StickWork(open_hand, find)
    with qtbot.waitSignal(work.seen, timeout=DEADLINE_MS):
        work.act("look")
    with qtbot.waitSignal(work.ended, timeout=DEADLINE_MS) as ended:
        work.act("export")
    assert ended.args == [Outcome(code=Code.STICK_FULL)]
    assert len(seen) == 2
    assert all(name.startswith("stick") for name in seen)
    work.close()


OUTCOMES = {
    "exported": Outcome(exported=[Exported("b", Path("x"), 17, 42_600_000, 1)], receipts=2),
    "nothing": Outcome(),
    "failed": Outcome(code=Code.STICK_READ_ONLY),
    "brought": Outcome(
        brought=[
            Brought(Path("a"), Settled("b", 12, 1, 11, ())),
            Brought(Path("b"), Carried("c", "CD0129", 8, 1000, "pending", "", False)),
            Brought(Path("c"), StickError(Code.BUNDLE_OWN)),
        ]
    ),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_is_said_and_nothing_is_cut(name: str, qtbot: QtBot) -> None:
    page = OutboxPage(Told().context())
    qtbot.addWidget(page)
    page.resize(1202, 738)
    page.show()
    page.show_sticks([Path("/media/agent/KINGSTON")])
    for verb in ("export", "import"):
        page.stick.ask(verb)
        settle(page)
        assert_words_have_room(page)
    page.show_stick_outcome(OUTCOMES[name])
    settle(page)
    assert_words_have_room(page)
    for _, said in outcome_lines(OUTCOMES[name], WORDS):
        assert said in texts(page)
