"""A terminal that may take no new application knows it before anybody fills a form."""

from core.errors import Code, LinkError
from core.revocations import RevokedKind, terminal_name
from sync.copies import mark_copy
from tests.sync import parts
from tests.sync.conftest import Terminal


def both(terminal: Terminal) -> set[Code | None]:
    """What the room's connection and the worker's say."""
    engine = terminal.make_engine()
    try:
        return {terminal.records.queue().closed, engine.queue().closed}
    finally:
        engine.close()


def refused(terminal: Terminal, error: LinkError) -> None:
    """The city turned a pass away."""
    engine = terminal.make_engine()
    engine.note_failure(error)
    engine.close()


def test_a_terminal_in_good_standing_is_open(terminal: Terminal) -> None:
    parts.submit(terminal.records, 1)
    assert both(terminal) == {None}


def test_a_copied_book_is_closed_until_it_is_enrolled_again(terminal: Terminal) -> None:
    with terminal.book.write() as db:
        mark_copy(db, terminal.identity.terminal.epoch + 1, "moved")
    assert both(terminal) == {None}, "a sign of another enrolment"
    with terminal.book.write() as db:
        mark_copy(db, terminal.identity.terminal.epoch, "moved")
    assert both(terminal) == {Code.DATABASE_COPIED}


def test_a_terminal_on_the_citys_list_is_closed(terminal: Terminal) -> None:
    epoch = terminal.identity.terminal.epoch
    for name, closed in (
        (terminal_name("CD9999", epoch), None),
        (terminal_name(terminal.identity.terminal.code, epoch), Code.TERMINAL_REVOKED),
    ):
        with terminal.book.write() as db:
            db.execute(
                "INSERT INTO revoked (kind, name, since, reason) VALUES (?, ?, '', '')",
                [RevokedKind.TERMINAL.value, name],
            )
        assert both(terminal) == {closed}


def test_a_terminal_that_the_city_turned_away_as_revoked_is_closed(terminal: Terminal) -> None:
    refused(terminal, LinkError(Code.CITY_REFUSES_TERMINAL, status=401))
    assert both(terminal) == {None}, "what is taken waits until it is enrolled again"
    refused(terminal, LinkError(Code.TERMINAL_REVOKED, status=403))
    assert both(terminal) == {Code.TERMINAL_REVOKED}
