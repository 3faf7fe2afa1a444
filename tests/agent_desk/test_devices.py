"""The page of devices: what is not well first, its last fault, and what to do about it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from agent_desk.pages.devices import DevicesPage
from agent_desk.status import right_parts
from core.device_report import Condition, DeviceReport
from core.diagnosis import Area, Diagnosis, Finding, PastFault
from core.errors import Code
from core.session.states import Session
from tests.agent_desk.conftest import PASSWORD, Room
from tests.agent_desk.stage import NOW, Told, assert_words_have_room, texts, touch
from ui.components import DataTable
from ui.screenshots import settle

PAST = PastFault("no_paper", "PRN-302", "2026-11-21T10:02:00+08:00")


def finding(area: Area, name: str, condition: Condition, state: str, **more: object) -> Finding:
    report = DeviceReport(condition, state, more.pop("code", None), more.pop("facts", ()))  # type: ignore[arg-type]
    return Finding(area, name, report, **more)  # type: ignore[arg-type]


FINDINGS = (
    finding(Area.DEVICE, "card", Condition.GOOD, "empty", driver="pcsc"),
    finding(Area.DEVICE, "face_camera", Condition.GOOD, "ready", driver="opencv",
            facts=(("size", "640×480"),)),
    finding(Area.DEVICE, "printer", Condition.BAD, "no_paper", driver="escpos_network",
            code=Code.PRINTER_NO_PAPER, last=PAST),
    finding(Area.DEVICE, "speaker", Condition.ABSENT, "not_named"),
    finding(Area.SERVICE, "pcscd", Condition.GOOD, "running"),
    finding(Area.NETWORK, "city", Condition.WARN, "offline", code=Code.CITY_UNREACHABLE),
    finding(Area.CERTIFICATE, "client", Condition.WARN, "ending", facts=(("days_left", "9"),)),
    finding(Area.CLOCK, "rtc", Condition.UNKNOWN, "no_rtc"),
    finding(Area.DISK, "free", Condition.GOOD, "enough", facts=(("free", "82.2 GB"),)),
)  # fmt: skip
DIAGNOSIS = Diagnosis("CD0128", datetime(2026, 11, 23, 16, 40, tzinfo=UTC), FINDINGS)


@pytest.fixture
def page(qtbot: QtBot) -> DevicesPage:
    page = DevicesPage(Told().context())
    qtbot.addWidget(page)
    page.resize(1202, 738)
    page.show()
    page.show_diagnosis(DIAGNOSIS)
    settle(page)
    return page


def column(table: DataTable, number: int) -> list[str]:
    model = table.model()
    return [str(model.data(model.index(row, number))) for row in range(model.rowCount())]


def test_what_is_not_well_stands_first(page: DevicesPage) -> None:
    assert column(page.table, 1)[:3] == ["回执打印机", "到市平台", "终端证书"]
    assert column(page.table, 2)[:3] == ["不能用", "要留意", "要留意"]
    assert page.figures[Condition.BAD].value() == "1 项"
    assert page.figures[Condition.WARN].value() == "2 项"


def test_the_side_says_the_last_fault_and_what_to_do(page: DevicesPage) -> None:
    said = texts(page)
    assert "装上纸卷，合上盖子，再检查一次。" in said
    assert "2026-11-21 10:02 缺纸 PRN-302" in said
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert "装上纸卷，合上盖子，再检查一次。" not in texts(page)


def test_words_have_room(page: DevicesPage) -> None:
    assert_words_have_room(page)


def test_the_status_bar_counts_what_is_not_told_elsewhere() -> None:
    def shown(diagnosis: Diagnosis | None) -> list[tuple[str, str]]:
        parts = right_parts(Session(), NOW, Told().context(), diagnosis)
        return [(part.text, part.role) for part in parts if part.key == "devices"]

    assert shown(None) == []
    assert shown(DIAGNOSIS) == [("设备 1 项不能用", "error")]
    rest = tuple(one for one in FINDINGS if one.name != "printer")
    assert shown(Diagnosis("", NOW, rest)) == [("设备 1 项要留意", "warn")]
    good = tuple(one for one in rest if one.name != "client")
    assert shown(Diagnosis("", NOW, good)) == [("设备正常", "text")]


def test_a_desk_checks_reports_and_tells_the_heartbeat(
    room: Room, qtbot: QtBot, until_signed_in: Callable[[], None]
) -> None:
    until_signed_in()
    window = room.desk.window
    touch(window, "nav:devices")
    with qtbot.waitSignal(room.desk.doctor.done, timeout=20_000):
        touch(window, "action:check")
    kinds = {one.kind for one in room.desk._station.devices()}
    assert {"card", "printer", "face_camera", "document_camera"} <= kinds
    touch(window, "action:readiness")
    (report,) = (room.folder / "reports").glob("readiness-CD0128-*.pdf")
    assert report.read_bytes().startswith(b"%PDF")
    assert any(str(report) in text for text in texts(window.devices.bar))


@pytest.fixture
def until_signed_in(room: Room, qtbot: QtBot) -> Callable[[], None]:
    def sign_in() -> None:
        room.desk._try_sign_in("lisi", PASSWORD)
        qtbot.waitUntil(lambda: room.desk._agent is not None, timeout=20_000)

    return sign_in
