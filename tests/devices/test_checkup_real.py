"""The doctor beside the real PC/SC service: running, stopped, and with a card under way."""

from pathlib import Path

import pytest

from core.device_report import Condition
from core.errors import Code
from devices.card.pcsc_reader import PcscCardReader
from devices.card.pcscd_rig import PcscdRig
from devices.card.training_cards import training_card
from devices.driver_book import open_book
from devices.examination import Examination
from devices.machine_driver import Kind, Machine, Surroundings
from tests.rigs import inserted, pcscd_rig, watching

__all__ = ["pcscd_rig"]
pytestmark = [pytest.mark.pcscd, pytest.mark.xdist_group("pcscd")]


def examination(folder: Path) -> Examination:
    driver = open_book(()).find(Kind.CARD, "pcsc")
    assert driver is not None
    return Examination((Machine(driver, driver.settings()),), Surroundings(folder, folder))


def test_a_service_that_runs_and_one_that_is_down_are_told_apart(
    pcscd_rig: PcscdRig, tmp_path: Path
) -> None:
    look = examination(tmp_path).look
    found = {one.key: one.report for one in look({})}
    assert found["device.card.pcsc"].state == "ready"
    assert len(found["device.card.pcsc"].facts) == len(pcscd_rig.ports)
    assert found["service.pcscd"].state == "running"
    pcscd_rig.stop()
    found = {one.key: one.report for one in look({})}
    assert found["device.card.pcsc"].code is Code.READER_SERVICE_DOWN
    assert found["service.pcscd"].condition is Condition.BAD


def test_a_look_does_not_disturb_a_card_that_is_being_read(
    pcscd_rig: PcscdRig, tmp_path: Path
) -> None:
    """Also where somebody looks who does not know that a room is reading."""
    name, port = next(iter(pcscd_rig.ports.items()))
    card = training_card("zhangsan")
    look = examination(tmp_path).look
    with watching(PcscCardReader()) as watcher, inserted(port, card):
        watcher.until(lambda news: news.reader == name and bool(news.swap))
        for _ in range(5):
            assert look({})[0].report.condition is Condition.GOOD
            assert watcher.reader.read(name).name == card.name
