"""From a card on the reader to a case in the city, through real parts only.

The real window under a real display, the virtual card in the real pcscd, the real SQLite file, the
real city in another process; the network cut before submission and restored after; the terminal
killed in between. The city then holds the case exactly once, byte for byte what was signed.
"""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from core.application import Application, application_from
from core.wire import sha256_hex
from devices.card.pcscd_rig import PcscdRig
from devices.card.training_cards import training_card
from tests.city_process import CityProcess
from tests.journeys.terminal_process import DEADLINE_S, KioskProcess, files_below
from tests.journeys.walks import APPLY, GO_ON, LOOK_UP
from tests.rigs import inserted, pcscd_rig

__all__ = ["pcscd_rig"]

pytestmark = [pytest.mark.journey, pytest.mark.pcscd, pytest.mark.timeout(400)]

CITIZEN = training_card("zhangsan")
PHONE = "13800000000"


def apply_without_network(kiosk: KioskProcess, city: CityProcess, rig: PcscdRig) -> None:
    """Walk to the moment after the receipt is shown, with the network down, and cut the power."""
    city.stop()
    kiosk.start(APPLY.format(phone=PHONE), city=city.url)
    kiosk.wait_for("card-wanted")
    (port, *_) = rig.ports.values()
    with inserted(port, CITIZEN):
        kiosk.wait_for("received")
        kiosk.kill()


def test_a_case_made_at_night_without_network_stands_in_the_city_once(
    kiosk: KioskProcess, city: CityProcess, pcscd_rig: PcscdRig
) -> None:
    apply_without_network(kiosk, city, pcscd_rig)
    assert b"CD0128-" in (kiosk.state / "terminal.db").read_bytes(), "it was durable"

    city.start()
    kiosk.start(LOOK_UP, city=city.url)
    kiosk.wait_for("card-wanted-again")
    (port, *_) = pcscd_rig.ports.values()
    with inserted(port, CITIZEN):
        kiosk.wait_for("looked-up")
    assert kiosk.wait() == 0, kiosk.log()

    (case,) = city.cases()
    assert case["state"] == "materials_complete"
    octets = city.document(case["id"])
    document = application_from(octets)
    assert document.to_bytes() == octets, "the city keeps the canonical bytes"
    assert sha256_hex(octets) == case["document_sha256"]
    assert document.evidence is not None
    assert document.evidence.document_sha256 == document.shown_sha256()
    assert document.applicant.number == CITIZEN.number
    assert document.form["phone"] == PHONE
    assert_nothing_personal_is_left(kiosk, city, document)


def test_a_terminal_that_dies_while_it_keeps_a_case_goes_on_from_the_draft(
    kiosk: KioskProcess, city: CityProcess, pcscd_rig: PcscdRig
) -> None:
    """Killed inside the transaction: nobody saw a receipt, and what was typed is offered again."""
    city.stop()
    kiosk.start(APPLY.format(phone=PHONE), city=city.url, failpoint="submit.queued")
    kiosk.wait_for("card-wanted")
    (port, *_) = pcscd_rig.ports.values()
    with inserted(port, CITIZEN):
        assert kiosk.wait() == -9
    assert not (kiosk.pictures / "received").exists()
    city.start()
    (kiosk.pictures / "card-wanted").unlink()
    kiosk.start(GO_ON, city=city.url)
    kiosk.wait_for("card-wanted")
    with inserted(port, CITIZEN):
        kiosk.wait_for("received")
        case = the_only_case(city)
        kiosk.tell("synced")
        assert kiosk.wait() == 0, kiosk.log()
    assert application_from(city.document(case["id"])).form["phone"] == PHONE


def the_only_case(city: CityProcess) -> dict[str, Any]:
    """The one case of the city, as soon as it is there whole."""
    end = time.monotonic() + DEADLINE_S
    while True:
        cases = city.cases()
        if cases and cases[0]["state"] == "materials_complete":
            (case,) = cases
            return case
        assert time.monotonic() < end, f"the city has {cases}"


def assert_nothing_personal_is_left(
    kiosk: KioskProcess, city: CityProcess, document: Application
) -> None:
    """What the terminal wrote, and what the city logged, names nobody in any usual writing."""
    wrote = files_below(kiosk.state)
    assert len(wrote) > 5
    secrets = (CITIZEN.name, CITIZEN.number, CITIZEN.address, PHONE)
    for path in [*wrote, city.log]:
        octets = path.read_bytes()
        for secret in secrets:
            for form in writings(secret):
                assert form not in octets, f"{path.name} holds personal data"
        assert not any(secret in path.name for secret in secrets)


def writings(secret: str) -> list[bytes]:
    """The usual ways in which a text may lie in a file."""
    plain = [secret.encode(code) for code in ("utf-8", "gb18030", "utf-16-le")]
    return [*plain, plain[0].hex().encode(), json.dumps(secret).strip('"').encode()]


def test_the_search_for_personal_data_would_find_some(tmp_path: Path) -> None:
    for form in writings(CITIZEN.name):
        assert form
    (tmp_path / "planted").write_bytes(b"x" + CITIZEN.name.encode("utf-16-le"))
    found = [f for f in writings(CITIZEN.name) if f in (tmp_path / "planted").read_bytes()]
    assert found
