"""A quarantined envelope: put back as it is, or carried in a new one; never deleted, never two."""

import msgspec

from core import sealing
from core.envelope import EnvelopeType, envelope_from
from core.errors import Code
from core.followups import Carried
from core.ports import Mended
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import ToyCity

FIRST = parts.case_id(1)


def _refused(terminal: Terminal, city: ToyCity, number: int = 1) -> None:
    parts.submit(terminal.records, number)
    city.reject.add(parts.case_id(number))
    terminal.sync()
    assert terminal.states()[-1] == "quarantined"


def _state(terminal: Terminal) -> str:
    case = terminal.records.case(FIRST)
    assert case is not None
    return case.state


def test_a_refused_envelope_is_sent_again_as_it_is(terminal: Terminal, city: ToyCity) -> None:
    _refused(terminal, city)
    before = terminal.book.rows("SELECT envelope, sha256 FROM outbox")
    city.reject.clear()
    assert terminal.records.send_again(FIRST) is Mended.DONE
    assert _state(terminal) == "pending"
    terminal.sync()
    assert terminal.states() == ["complete"]
    assert terminal.book.rows("SELECT envelope, sha256 FROM outbox") == before
    assert list(city.envelopes) == [FIRST]


def test_a_refused_envelope_is_carried_by_a_new_one_and_closed_with_it(
    terminal: Terminal, city: ToyCity
) -> None:
    _refused(terminal, city)
    original = terminal.book.rows("SELECT envelope, signature FROM outbox")[0]
    assert terminal.records.mend(FIRST) is Mended.DONE
    assert [row["state"] for row in terminal.records.queue_rows(9)] == ["mending", "pending"]
    assert terminal.queue().quarantined == 0
    terminal.sync()
    assert terminal.states() == ["complete", "complete"]
    (carrier,) = city.envelopes.values()
    header = envelope_from(carrier).header
    assert (header.type, header.supersedes, header.seq) == (EnvelopeType.ENVELOPE_CARRY, FIRST, 2)
    carried = msgspec.json.decode(city.documents[header.id], type=Carried)
    assert (carried.envelope, carried.signature) == tuple(original.values())
    # attachments are those of the inner one, with its seals
    inner = envelope_from(carried.envelope).header
    for reference, page in zip(inner.attachments, parts.pages(1), strict=True):
        suite = sealing.suite(inner.suite)
        bound = sealing.blob_additional(inner.id, reference.role)
        assert suite.open(city.keys.seal[0], bound, city.blobs[reference.sha256]) == page.octets
    assert _state(terminal) == "complete"
    assert terminal.records.queue_rows(9) == []


def test_what_is_being_mended_or_well_is_left_alone(terminal: Terminal, city: ToyCity) -> None:
    _refused(terminal, city)
    assert terminal.records.mend(FIRST) is Mended.DONE
    assert terminal.records.mend(FIRST) is Mended.MENDED_ALREADY
    assert terminal.records.send_again(FIRST) is Mended.MENDED_ALREADY
    assert terminal.records.mend("nobody") is Mended.UNKNOWN
    parts.submit(terminal.records, 2)
    assert terminal.records.mend(parts.case_id(2)) is Mended.NOT_QUARANTINED


def test_a_carrier_that_is_refused_is_mended_by_another_that_carries_the_first(
    terminal: Terminal, city: ToyCity
) -> None:
    _refused(terminal, city)
    terminal.records.mend(FIRST)
    (carrier,) = terminal.book.rows("SELECT id FROM outbox WHERE supersedes <> ''")
    city.reject.add(carrier["id"])
    terminal.sync()
    assert _state(terminal) == "quarantined"
    assert terminal.queue().quarantined == 1
    assert terminal.records.mend(carrier["id"]) is Mended.DONE
    terminal.sync()
    assert terminal.states() == ["complete"] * 3
    assert _state(terminal) == "complete"
    assert len(city.blobs) == 2
    assert len(city.envelopes) == 1


def test_a_lost_attachment_is_not_promised_but_one_that_came_back_is_sent(
    terminal: Terminal, city: ToyCity
) -> None:
    parts.submit(terminal.records)
    file = max((terminal.folder / "blobs").glob("*/*"), key=lambda path: path.stat().st_size)
    away = terminal.folder / "away"
    file.rename(away)
    terminal.sync()
    assert terminal.states() == ["quarantined"]
    assert terminal.records.mend(FIRST) is Mended.ATTACHMENT_LOST
    assert terminal.records.send_again(FIRST) is Mended.ATTACHMENT_LOST
    away.rename(file)
    assert terminal.records.send_again(FIRST) is Mended.DONE
    terminal.sync()
    assert terminal.states() == ["complete"]
    assert len(city.blobs) == 2


def test_a_city_that_lost_the_carrier_gets_it_again_and_not_the_closed_one(
    terminal: Terminal, city: ToyCity
) -> None:
    _refused(terminal, city)
    terminal.records.mend(FIRST)
    terminal.sync()
    city.envelopes.clear()
    parts.submit(terminal.records, 2)
    terminal.sync()
    terminal.sync()
    assert terminal.states() == ["complete"] * 3
    assert FIRST not in city.envelopes
    assert len(city.envelopes) == 2


def test_the_reason_of_the_city_is_kept_for_staff(terminal: Terminal, city: ToyCity) -> None:
    _refused(terminal, city)
    row = terminal.records.queue_rows(1)[0]
    assert (row["code"], row["reason"]) == (Code.CITY_REFUSES_CASE.value, "said-no")
