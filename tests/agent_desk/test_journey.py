"""The shipped walk of the desk, in the real window, without any network."""

from pytestqt.qtbot import QtBot

import resources
from core import sealing
from core.application import Application, application_from
from core.envelope import envelope_from
from core.session.states import Searching
from sync.database import open_database
from tests.agent_desk.conftest import Room, WindowsSeen
from ui.walk import Stage, Walk, read_steps

DEADLINE_MS = 120_000
NAME, NUMBER_HEAD, PHONE = "测试张三", "43079919850307", "13900001234"


def walk(room: Room, qtbot: QtBot, text: str) -> None:
    pictures = room.folder.parent / "pictures"
    stage = Stage(room.desk.window, pictures, room.state, room.card, room.desk.citizen)
    walking = Walk(stage, read_steps(text))
    with qtbot.waitSignal(walking.done, timeout=DEADLINE_MS) as done:
        walking.start()
    assert done.args == [0]


def shipped_walk() -> str:
    return resources.path("walks/demo_desk.walk").read_text(encoding="utf-8")


def sealed_application(room: Room) -> Application:
    """What the city would open."""
    book = open_database(room.folder)
    (row,) = book.rows("SELECT envelope FROM outbox WHERE type = 'application.submit'")
    book.close()
    envelope = envelope_from(row["envelope"])
    additional = envelope.header.additional_data()
    suite = sealing.suite(envelope.header.suite)
    return application_from(suite.open(room.keys.seal[0], additional, envelope.body))


def ratings_queued(room: Room) -> int:
    """How many ratings wait for the city."""
    book = open_database(room.folder)
    (row,) = book.rows("SELECT count(*) AS many FROM outbox WHERE type = 'rating.give'")
    book.close()
    return int(row["many"])


def test_an_agent_takes_a_case_for_a_principal_off_line(
    windows: WindowsSeen, room: Room, qtbot: QtBot
) -> None:
    walk(room, qtbot, shipped_walk())
    assert windows.kinds == {"DeskWindow", "CitizenWindow"}
    assert (room.desk.window.width(), room.desk.window.height()) == (1366, 768)
    application = sealed_application(room)
    assert application.channel == "agent_desk"
    assert application.applicant.name == NAME
    assert application.mandate is not None
    assert application.mandate.agent.name == "测试李四"
    assert application.mandate.role == "village_agent"
    assert application.evidence is not None
    assert application.evidence.document_sha256 == application.shown_sha256()
    assert application.materials[-1].pages
    assert ratings_queued(room) == 1
    assert isinstance(room.desk.driver.session.state, Searching)


def test_nothing_that_the_terminal_keeps_names_the_principal(room: Room, qtbot: QtBot) -> None:
    walk(room, qtbot, shipped_walk())
    slips = room.simulators
    for file in room.folder.rglob("*"):
        if file.is_file() and not file.is_relative_to(slips):
            octets = file.read_bytes()
            for secret in (NAME, NUMBER_HEAD, PHONE):
                assert secret.encode() not in octets, f"{secret[:2]}… in {file.name}"
