"""A city that went back to an older copy is told again what it lost, with nothing new to send."""

from core.exchange import CaseChange
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import ToyCity, refused


def _told(number: int) -> CaseChange:
    return CaseChange(seq=number, subject=parts.case_id(1), state="received", at=f"{number}")


def _complete(terminal: Terminal, city: ToyCity) -> None:
    parts.submit(terminal.records)
    city.changes = [_told(1)]
    assert terminal.sync().code is None
    assert terminal.states() == ["complete"]


def test_a_case_that_the_city_lost_is_sent_again_without_a_new_one(
    terminal: Terminal, city: ToyCity
) -> None:
    _complete(terminal, city)
    before = dict(city.envelopes)
    city.envelopes.clear()
    city.blobs.clear()
    city.feed = "after the restore"
    assert terminal.sync().lost_by_city == 1
    assert terminal.states() == ["pending"]
    terminal.sync()
    terminal.sync()
    assert city.envelopes == before
    assert len(city.blobs) == 2
    assert terminal.states() == ["complete"]


def test_an_attachment_that_the_city_lost_is_sent_again_without_a_new_one(
    terminal: Terminal, city: ToyCity
) -> None:
    _complete(terminal, city)
    gone = dict(city.blobs)
    city.blobs.clear()
    city.feed = "after the restore"
    terminal.sync()
    terminal.sync()
    assert city.blobs == gone
    assert terminal.states() == ["complete"]


def test_a_city_is_asked_what_it_has_once_for_each_restore(
    terminal: Terminal, city: ToyCity
) -> None:
    _complete(terminal, city)
    city.feed = "after the restore"
    asked = city.count("POST /v1/batches")
    for _ in range(3):
        terminal.sync()
    assert city.count("POST /v1/batches") == asked + 1


def test_an_envelope_is_sent_again_where_the_city_does_not_know_its_attachment(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    city.script["PUT /v1/blobs/"] = [refused(404), refused(404)]
    terminal.sync()
    assert terminal.states() == ["pending"]
    terminal.sync()
    assert terminal.states() == ["complete"]


def test_a_number_that_the_city_misses_lets_its_attachments_be_asked_after_too(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    terminal.records.give_rating(parts.a_rating(1))
    assert terminal.sync().code is None
    blobs = dict(city.blobs)
    del city.envelopes[parts.a_rating(1).id]
    city.blobs.clear()  # those of the case, which no number tells of
    terminal.records.give_rating(parts.a_rating(2))
    for _ in range(3):
        terminal.sync()
    assert city.blobs == blobs
    assert terminal.states() == ["complete"] * 3
