"""What is deleted: attachments of complete cases after their time, and nothing else, ever."""

from datetime import timedelta

import pytest

from sync.blobs import BlobStore
from sync.retention import KEEP, purge
from sync.status import describe
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import HTML, PORTAL, Answer, ToyCity


def _files(terminal: Terminal) -> int:
    return len(list((terminal.folder / "blobs").glob("*/*")))


def test_attachments_of_a_complete_case_go_after_their_time(terminal: Terminal) -> None:
    parts.submit(terminal.records)
    terminal.sync()
    terminal.clock.moment += KEEP
    terminal.sync()
    assert _files(terminal) == 2
    terminal.clock.moment += timedelta(seconds=1)
    terminal.sync()
    assert _files(terminal) == 0
    assert terminal.states() == ["complete"]


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
