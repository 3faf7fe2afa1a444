"""What the city revoked is kept by the terminal, used without a network, and never goes back."""

from datetime import timedelta

import pytest

from core import sealing
from core.errors import AppError, Code
from core.exchange import CaseChange, ChangeKind
from core.revocations import RevocationList, Revoked, RevokedKind, licence_name
from onestop.sync_command import status_lines
from sync.accounts import Accounts, Cost
from sync.revoked import is_licence_revoked, is_terminal_revoked
from sync.status import describe
from tests.sync.conftest import Terminal
from tests.sync.toy_city import ToyCity, refused

SINCE = "2026-11-22T08:00:00+08:00"
PASSWORD = "a-long-password"


def a_list(sequence: int, *names: tuple[RevokedKind, str]) -> RevocationList:
    """A list with these names."""
    entries = [Revoked(kind=kind, name=name, since=SINCE) for kind, name in names]
    return RevocationList(sequence=sequence, issued_at=SINCE, entries=entries)


def told(sequence: int) -> CaseChange:
    """The feed tells that a list is out."""
    kind = ChangeKind.REVOCATION
    return CaseChange(seq=sequence, subject="", state="", at=SINCE, kind=kind, ref=str(sequence))


def test_a_list_is_taken_and_asked_for_again_by_the_hour_or_when_told(
    terminal: Terminal, city: ToyCity
) -> None:
    city.revocations = a_list(1, (RevokedKind.LICENCE, licence_name("T-LICENCE-1")))
    terminal.sync()
    assert is_licence_revoked(terminal.book, "T-LICENCE-1")
    assert is_licence_revoked(terminal.book, licence_name("T-LICENCE-1"))
    assert not is_licence_revoked(terminal.book, "T-LICENCE-2")
    terminal.sync()
    assert city.count("GET /v1/revocations") == 1
    city.revocations = a_list(2)
    city.changes = [told(2)]
    terminal.sync()
    assert city.count("GET /v1/revocations") == 2
    assert not is_licence_revoked(terminal.book, "T-LICENCE-1")
    terminal.clock.moment += timedelta(hours=1)
    terminal.sync()
    assert city.count("GET /v1/revocations") == 3
    terminal.clock.moment -= timedelta(days=400)
    terminal.sync()
    assert city.count("GET /v1/revocations") == 4


@pytest.mark.parametrize("how", ["older", "forged"])
def test_an_older_and_a_forged_list_are_refused(
    terminal: Terminal, city: ToyCity, how: str
) -> None:
    city.revocations = a_list(5, (RevokedKind.TERMINAL, "CD0128/1"))
    terminal.sync()
    city.revocations = a_list(4 if how == "older" else 6)
    city.forger = b"" if how == "older" else sealing.new_signing_keys()[0]
    terminal.clock.moment += timedelta(hours=2)
    report = terminal.sync()
    assert (report.code, report.catalogue_code) == (None, Code.REVOCATIONS_REFUSED)
    assert is_terminal_revoked(terminal.book, "CD0128", 1)
    assert not is_terminal_revoked(terminal.book, "CD0128", 2)
    status = describe(terminal.folder)
    assert status.is_revoked
    assert "revoked      by the city: NET-607" in status_lines(status, terminal.clock.now())


def test_a_revoked_agent_cannot_sign_in_and_only_the_right_password_is_told_why(
    terminal: Terminal, city: ToyCity
) -> None:
    now = terminal.clock.now()
    accounts = Accounts(terminal.folder, cost=Cost(passes=1, memory_kib=8))
    accounts.add("DaiBan1", "测试代办员", "village_agent", PASSWORD, now)
    assert accounts.sign_in("daiban1", PASSWORD, now).display_name == "测试代办员"
    city.revocations = a_list(1, (RevokedKind.AGENT, "daiban1"))
    terminal.sync()
    for password, code in ((PASSWORD, Code.SIGN_IN_REVOKED), ("wrong", Code.SIGN_IN_WRONG)):
        with pytest.raises(AppError) as caught:
            accounts.sign_in("daiban1", password, now)
        assert caught.value.code is code
    accounts.close()


def test_a_revoked_terminal_says_so_by_its_code(terminal: Terminal, city: ToyCity) -> None:
    city.script["GET /v1/changes"] = [refused(403, "NET-607")]
    assert terminal.sync().code is Code.TERMINAL_REVOKED
    assert terminal.queue().last_code == "NET-607"
