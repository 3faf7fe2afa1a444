"""What is deleted: attachments of complete cases after their time, and nothing else, ever."""

from datetime import timedelta
from typing import Any

import pytest

from core.errors import Code
from core.ports import Mended
from sync.blobs import BlobStore
from sync.database import set_setting
from sync.retention import KEEP, purge
from sync.status import describe
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import HTML, PORTAL, Answer, ToyCity


def _files(terminal: Terminal) -> int:
    return len(list((terminal.folder / "blobs").glob("*/*")))


DAY = 86_400.0


def test_attachments_of_a_complete_case_go_after_their_time_by_the_citys_clock(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    terminal.sync()
    city.later_s = KEEP.days * DAY - 60
    terminal.sync()
    assert _files(terminal) == 2
    city.later_s += 7200
    terminal.sync()
    assert _files(terminal) == 0
    assert terminal.states() == ["complete"]


@pytest.mark.parametrize("days", [-3650, 400, 3650])
def test_a_clock_that_jumps_deletes_nothing_early(
    terminal: Terminal, city: ToyCity, days: int
) -> None:
    parts.submit(terminal.records, 1)
    terminal.sync()
    terminal.clock.moment += timedelta(days=days)
    parts.submit(terminal.records, 2)
    terminal.sync()
    terminal.sync()
    assert terminal.states() == ["complete", "complete"]
    assert _files(terminal) == 4


def test_the_city_says_how_long(terminal: Terminal, city: ToyCity) -> None:
    parts.submit(terminal.records)
    terminal.sync()
    with terminal.book.write() as db:
        set_setting(db, "retention_days", "90")
    city.later_s = 89 * DAY
    terminal.sync()
    assert _files(terminal) == 2
    city.later_s = 91 * DAY
    terminal.sync()
    assert _files(terminal) == 0


def _row(terminal: Terminal) -> dict[str, Any]:
    row = terminal.book.row("SELECT * FROM outbox")
    assert row is not None
    return row


def test_as_long_again_later_the_sealed_octets_go_and_the_rest_stays(
    terminal: Terminal, city: ToyCity
) -> None:
    view = parts.submit(terminal.records)
    terminal.sync()
    before = _row(terminal)
    city.later_s = (KEEP.days + 1) * DAY
    terminal.sync()
    assert _row(terminal)["envelope"] == before["envelope"]
    city.later_s = (2 * KEEP.days + 1) * DAY
    terminal.sync()
    assert _row(terminal) == {**before, "envelope": b""}
    after = terminal.records.case(view.id)
    assert after is not None
    assert [state for state, _ in after.history] == ["pending", "stored", "complete"]


def test_what_the_city_lost_after_it_was_purged_here_is_seen_until_it_is_settled(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records, 1)
    terminal.sync()
    city.later_s = (2 * KEEP.days + 1) * DAY
    terminal.sync()
    city.envelopes.clear()  # a restored backup of the city
    parts.submit(terminal.records, 2)
    terminal.sync()
    assert terminal.states() == ["complete", "complete"]
    (lost,) = terminal.records.queue_rows(9)
    assert (lost["state"], lost["code"]) == ("lost", Code.CITY_LOST_PURGED.value)
    assert terminal.queue().quarantined == 1
    assert terminal.records.send_again(lost["id"]) is Mended.PURGED
    assert terminal.records.settle_loss(lost["id"]) is Mended.DONE
    terminal.sync()
    parts.submit(terminal.records, 3)
    terminal.sync()
    assert terminal.records.queue_rows(9) == []
    assert terminal.queue().quarantined == 0


def test_attachments_that_the_city_lost_after_they_were_purged_are_seen(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records, 1)
    terminal.sync()
    city.later_s = (KEEP.days + 1) * DAY
    terminal.sync()
    city.blobs.clear()
    parts.submit(terminal.records, 2)
    terminal.sync()
    (lost,) = terminal.records.queue_rows(9)
    assert (lost["id"], lost["code"]) == (parts.case_id(1), Code.CITY_LOST_PURGED.value)


@pytest.mark.parametrize("fault", ["deferred", "swallowed", "refused"])
def test_nothing_goes_before_the_city_has_it_all(
    terminal: Terminal, city: ToyCity, fault: str
) -> None:
    parts.submit(terminal.records)
    if fault == "deferred":
        city.defer = {parts.case_id(1)}
    elif fault == "swallowed":
        city.script["PUT"] = [Answer(200, PORTAL, dict(HTML))]
    else:
        city.reject = {parts.case_id(1)}
    terminal.sync()
    blobs = BlobStore(terminal.folder)
    assert purge(terminal.book, blobs, terminal.clock.now() + timedelta(days=3650)) == 0
    assert _files(terminal) == 2


def test_the_status_of_a_folder_is_told_without_making_anything(
    terminal: Terminal, city: ToyCity
) -> None:
    nothing = terminal.folder / "empty"
    assert describe(nothing).queue is None
    assert not nothing.exists()
    parts.submit(terminal.records)
    status = describe(terminal.folder)
    assert (status.terminal, status.epoch, status.catalogue) == ("CD0128", 1, 0)
    assert status.queue == terminal.queue()
