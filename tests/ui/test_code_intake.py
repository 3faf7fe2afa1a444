"""Scans come home on the main thread; a payment code stays in one place and is wiped there."""

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import current_thread, main_thread

import pytest
from pytestqt.qtbot import QtBot

from core.device_report import Condition, DeviceReport
from core.errors import Code
from core.payer_code import PayerCode
from core.ports import ScanNews
from core.scanned_code import CaseLinkScanned, PaymentScanned, ScannedCode, UnknownScanned
from core.wedge import WedgeRule
from devices.scanner.typing_code_reader import TypingCodeReader
from ui.code_intake import CodeIntake

HOME = "https://city.invalid"
CASE = "01890a5d-ac96-774b-bcce-b302099a8057"
PAYMENT = "134567890123456789"


class Handed:
    """A core.ports.CodeReader that tells what the test hands it."""

    def __init__(self) -> None:
        self.news: SimpleQueue[ScanNews | None] = SimpleQueue()

    def watch(self, tell: Callable[[ScanNews], None]) -> None:
        while (news := self.news.get()) is not None:
            tell(news)

    def stop(self) -> None:
        self.news.put(None)


class Room:
    def __init__(self, qtbot: QtBot) -> None:
        self.reader = Handed()
        self.intake = CodeIntake([self.reader], [], HOME, b"k" * 32)
        self.scanned: list[ScannedCode] = []
        self.refused: list[str] = []
        self.threads: set[str] = set()
        self.intake.scanned.connect(self._note)
        self.intake.refused.connect(self.refused.append)
        self._qtbot = qtbot
        self.intake.start()

    def _note(self, found: ScannedCode) -> None:
        self.scanned.append(found)
        self.threads.add(current_thread().name)

    def scan(self, text: str) -> None:
        """Hand a scan over and wait until something was told."""
        before = len(self.scanned) + len(self.refused)
        self.reader.news.put(ScanNews(text))
        self._qtbot.waitUntil(lambda: len(self.scanned) + len(self.refused) > before)

    def payment(self) -> PayerCode:
        last = self.scanned[-1]
        assert isinstance(last, PaymentScanned)
        return last.code


@pytest.fixture
def room(qtbot: QtBot) -> Iterator[Room]:
    made = Room(qtbot)
    yield made
    made.intake.close()


def test_scans_come_home_on_the_main_thread_as_what_they_are(room: Room) -> None:
    room.scan(f"{HOME}/c/{CASE}")
    room.scan("hello")
    assert room.scanned == [CaseLinkScanned(CASE), UnknownScanned(5)]
    assert room.threads == {main_thread().name}


def test_the_second_scan_of_a_payment_code_is_refused(room: Room) -> None:
    room.scan(PAYMENT)
    assert room.payment().take() == PAYMENT
    room.scan(PAYMENT)
    assert room.refused == [Code.CODE_SPENT.value]
    assert len(room.scanned) == 1


def test_forgetting_wipes_a_payment_code_and_it_stays_spent(room: Room) -> None:
    room.scan(PAYMENT)
    room.intake.forget()
    assert room.payment().is_wiped
    room.scan(PAYMENT)
    assert room.refused == [Code.CODE_SPENT.value]


def test_the_next_payment_code_wipes_the_one_before(room: Room) -> None:
    room.scan(PAYMENT)
    first = room.payment()
    room.scan("62" + "1" * 17)
    assert first.is_wiped
    assert not room.payment().is_wiped


def test_closing_wipes_a_payment_code(room: Room) -> None:
    room.scan(PAYMENT)
    room.intake.close()
    assert room.payment().is_wiped


def test_a_reader_that_is_gone_is_known_to_the_doctor_until_it_is_back(
    room: Room, qtbot: QtBot
) -> None:
    assert room.intake.known() == {"code_reader": DeviceReport(Condition.GOOD, "ready")}
    gone = DeviceReport(Condition.BAD, "fault", Code.SCANNER_LOST)
    room.reader.news.put(ScanNews(code=Code.SCANNER_LOST))
    qtbot.waitUntil(lambda: room.intake.known() == {"code_reader": gone})
    room.reader.news.put(ScanNews())
    room.scan("hello")
    assert room.intake.known()["code_reader"].condition is Condition.GOOD
    assert room.refused == []


def test_keyboards_cannot_be_asked_and_a_room_without_readers_knows_nothing(qapp: object) -> None:
    assert CodeIntake([], [], HOME, b"k" * 32).known() == {}
    typing = TypingCodeReader(WedgeRule())
    known = CodeIntake([typing], [typing], HOME, b"k" * 32).known()
    assert known["code_reader"].condition is Condition.UNKNOWN
