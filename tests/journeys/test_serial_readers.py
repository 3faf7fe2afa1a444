"""Two serial readers at the real window: a card counts by what it is; two ask the person."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from core.errors import Code
from devices.card.training_cards import training_card
from devices.card.virtual_samv import PtySamReader, SamFault, VirtualSam
from tests.journeys.terminal_process import NOWHERE, KioskProcess
from tests.journeys.walks import TO_CARD, says
from tests.rigs import DEADLINE_SECONDS

pytestmark = [pytest.mark.journey, pytest.mark.timeout(200)]

_TO_NOTICE, _BEGIN = TO_CARD.split("touch action:begin")


class HeardSam(VirtualSam):
    """Knows when a card that lies there was looked at again: its news are out by then."""

    def __init__(self) -> None:
        super().__init__()
        self.looked_again = Event()

    def answer(self, body: bytes) -> bytes:
        answer = super().answer(body)
        if body == b"\x30\x03" and answer[2] in (0x90, 0x91):
            self.looked_again.set()
        return answer


@pytest.fixture
def wires(tmp_path: Path) -> Iterator[list[tuple[PtySamReader, HeardSam]]]:
    found = []
    for name in ("ttyA", "ttyB"):
        wire, sam = PtySamReader(tmp_path / name), HeardSam()
        wire.sam = sam
        wire.plug()
        found.append((wire, sam))
    yield found
    for wire, _ in found:
        wire.unplug()


def start(kiosk: KioskProcess, wires: list[tuple[PtySamReader, HeardSam]], walk: str) -> None:
    tables = [f'[[card]]\ndriver = "samv_serial"\npath = "{wire.path}"\n' for wire, _ in wires]
    (kiosk.state / "devices.toml").write_text("\n".join(tables))
    kiosk.start(walk, city=NOWHERE, card="auto", more=("--training",))


def test_two_identity_cards_ask_the_person_and_the_one_left_is_read(
    lone_kiosk: KioskProcess, wires: list[tuple[PtySamReader, HeardSam]]
) -> None:
    walk = f"""{_TO_NOTICE}
tell lay-two
await laid-two
touch action:begin
until CardTrouble{says(Code.CARDS_TWO)}
tell seen-two
until AskingConsent
touch dock:home
until TakingCard
tell read
until Idle
"""
    start(lone_kiosk, wires, walk)
    (first, first_sam), (second, second_sam) = wires
    lone_kiosk.wait_for("lay-two")
    first.lay(training_card("zhangsan"))
    second.lay(training_card("lisi"))
    for sam in (first_sam, second_sam):
        assert sam.looked_again.wait(DEADLINE_SECONDS)
    lone_kiosk.tell("laid-two")
    lone_kiosk.wait_for("seen-two")
    first.lift()
    lone_kiosk.wait_for("read")
    second.lift()
    assert lone_kiosk.wait() == 0, lone_kiosk.log()


def test_a_card_of_another_kind_on_one_reader_does_not_hide_the_persons_on_another(
    lone_kiosk: KioskProcess, wires: list[tuple[PtySamReader, HeardSam]]
) -> None:
    walk = f"""{TO_CARD}
until CardTrouble{says(Code.CARD_UNKNOWN)}
tell seen-other
until AskingConsent
touch dock:home
until TakingCard
tell read
until Idle
"""
    start(lone_kiosk, wires, walk)
    (first, _), (second, _) = wires
    lone_kiosk.wait_for("card-wanted")
    first.order(SamFault.UNKNOWN)
    first.lay(training_card("lisi"))
    lone_kiosk.wait_for("seen-other")
    second.lay(training_card("zhangsan"))
    lone_kiosk.wait_for("read")
    first.lift()
    second.lift()
    assert lone_kiosk.wait() == 0, lone_kiosk.log()
