"""What follows an application: in its order, once for its id, whole with its attachments."""

import msgspec

from core.application import MaterialGiven, application_from
from core.envelope import EnvelopeType, Header, envelope_from
from core.ports import Attachment
from tests.sync import parts
from tests.sync.conftest import Terminal
from tests.sync.toy_city import ToyCity


def _headers(terminal: Terminal) -> list[Header]:
    rows = terminal.book.rows("SELECT envelope FROM outbox ORDER BY seq")
    return [envelope_from(row["envelope"]).header for row in rows]


def test_what_follows_stands_in_the_order_of_its_application(terminal: Terminal) -> None:
    view = parts.submit(terminal.records, 1)
    parts.submit(terminal.records, 2)
    letter = parts.case_id(600_001)
    assert terminal.records.amend(letter, parts.an_amendment(1), parts.pages(1)) is not None
    terminal.records.give_rating(parts.a_rating(1))
    assert terminal.records.withdraw(parts.a_withdrawal(1)) is not None
    headers = _headers(terminal)
    assert [(one.type, one.rev, one.seq) for one in headers] == [
        (EnvelopeType.APPLICATION_SUBMIT, 1, 1),
        (EnvelopeType.APPLICATION_SUBMIT, 1, 2),
        (EnvelopeType.APPLICATION_AMEND, 2, 3),
        (EnvelopeType.RATING_GIVE, 1, 4),
        (EnvelopeType.APPLICATION_WITHDRAW, 3, 5),
    ]
    assert headers[2].subject == headers[4].subject == view.id
    assert headers[2].receipt_no == headers[4].receipt_no == view.receipt_no
    assert (headers[2].causes, headers[4].causes) == ([view.id], [letter])


def test_a_followup_is_queued_once_for_its_id(terminal: Terminal) -> None:
    parts.submit(terminal.records, 1)
    octets = b"the proof"
    for _ in range(3):
        pages = [Attachment("M02", "image/jpeg", octets)]
        assert terminal.records.add_material(parts.an_addition(1, octets), pages) is not None
        assert terminal.records.withdraw(parts.a_withdrawal(1)) is not None
        letter = parts.case_id(600_001)
        terminal.records.amend(letter, parts.an_amendment(1), parts.pages(1))
    assert [header.rev for header in _headers(terminal)] == [1, 2, 3, 4]
    # what the calls that came again sealed was never written
    assert len(list((terminal.folder / "blobs").glob("*/*"))) == 5


def test_a_case_says_that_taking_it_back_was_asked_for(terminal: Terminal) -> None:
    parts.submit(terminal.records, 1)
    other = parts.submit(terminal.records, 2)
    view = terminal.records.withdraw(parts.a_withdrawal(1))
    assert view is not None
    assert view.withdrawal_asked
    asked = {case.id: case.withdrawal_asked for case in terminal.records.cases_since(None, 9)}
    assert asked == {view.id: True, other.id: False}


def test_a_promise_is_open_until_its_material_is_handed_in(terminal: Terminal) -> None:
    application = parts.an_application(1)
    more = MaterialGiven(code="M03", name="合同", how="promise", promised_until="2026-12-07")
    application = msgspec.structs.replace(application, materials=[*application.materials, more])
    view = terminal.records.submit(
        application, parts.pages(1), due="2026-12-01", materials_all=9, draft=""
    )
    assert view.promised == ("M02", "M03")
    for _ in range(2):  # the same once more changes nothing
        pages = [Attachment("M02", "image/jpeg", b"the proof")]
        later = terminal.records.add_material(parts.an_addition(1, b"the proof"), pages)
        assert later is not None
        assert later.promised == ("M03",)
        assert later.materials_given == view.materials_given + 1


def test_a_case_of_another_terminal_cannot_be_followed_here(terminal: Terminal) -> None:
    assert terminal.records.withdraw(parts.a_withdrawal(1)) is None
    assert terminal.records.amend(parts.case_id(5), parts.an_amendment(1), parts.pages(1)) is None
    assert terminal.records.add_material(parts.an_addition(1, b"x"), []) is None
    assert terminal.states() == []


def test_an_amended_application_reaches_the_city_under_the_first_receipt_number(
    terminal: Terminal, city: ToyCity
) -> None:
    view = parts.submit(terminal.records, 1)
    letter = parts.case_id(600_001)
    amended = parts.an_amendment(1)
    terminal.records.amend(letter, amended, parts.pages(1))
    terminal.sync()
    assert terminal.states() == ["complete", "complete"]
    arrived = application_from(city.documents[letter])
    assert arrived.receipt_no == view.receipt_no
    assert arrived.form == amended.form
    assert arrived.evidence is not None
    assert arrived.evidence.document_sha256 == arrived.shown_sha256()
