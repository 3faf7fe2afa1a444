"""Agents sign in without a network, for a bounded time, and nobody guesses a password."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.errors import Code, DeskError
from sync.accounts import CLOCK_SLACK, TERM, WAIT, WRONG_ALLOWED, Accounts, Agent, Cost
from sync.database import open_database, set_setting
from tests.sync.parts import SetClock

NOW = SetClock().now()
PASSWORD = "练习 words 2026"
CHEAP = Cost(passes=1, memory_kib=64)


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    opened = Accounts(tmp_path, cost=CHEAP)
    opened.add("lisi", "测试李四", "village_agent", PASSWORD, NOW)
    yield opened
    opened.close()


def refusal(accounts: Accounts, name: str, password: str, now: datetime) -> Code:
    with pytest.raises(DeskError) as refused:
        accounts.sign_in(name, password, now)
    assert name not in str(refused.value)
    assert password not in str(refused.value)
    return refused.value.code


def use_up_the_tries(accounts: Accounts, name: str, now: datetime) -> None:
    for _ in range(WRONG_ALLOWED):
        assert refusal(accounts, name, "wrong-password", now) is Code.SIGN_IN_WRONG


def test_an_agent_signs_in_without_a_network(accounts: Accounts) -> None:
    agent = Agent("lisi", "测试李四", "village_agent")
    assert accounts.sign_in("lisi", PASSWORD, NOW) == agent
    assert accounts.sign_in(" LiSi ", PASSWORD, NOW) == agent


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(accounts: Accounts) -> None:
    assert refusal(accounts, "lisi", "not-the-password", NOW) is Code.SIGN_IN_WRONG
    assert refusal(accounts, "nobody-here", PASSWORD, NOW) is Code.SIGN_IN_WRONG


def test_an_unknown_name_costs_one_verification_as_a_known_one_does(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[str] = []
    verify = Accounts._is_right

    def counting(secret: str, password: str) -> bool:
        costs.append(secret.split("$")[3])
        return verify(secret, password)

    monkeypatch.setattr(Accounts, "_is_right", staticmethod(counting))
    refusal(accounts, "lisi", "not-the-password", NOW)
    refusal(accounts, "nobody-here", "not-the-password", NOW)
    assert costs == ["m=64,t=1,p=1"] * 2


def test_the_password_is_nowhere_in_the_folder(accounts: Accounts, tmp_path: Path) -> None:
    accounts.sign_in("lisi", PASSWORD, NOW)
    refusal(accounts, "typed-a-secret-as-name", "typed-a-secret", NOW)
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert PASSWORD.encode() not in written
    assert b"typed-a-secret" not in written
    assert b"$argon2id$" in written


@pytest.mark.parametrize("name", ["lisi", "nobody-here"])
def test_five_wrong_passwords_wait_five_minutes_known_or_not(accounts: Accounts, name: str) -> None:
    use_up_the_tries(accounts, name, NOW)
    assert accounts.seconds_to_wait(name, NOW) == WAIT.total_seconds()
    almost = NOW + WAIT - timedelta(seconds=1)
    assert refusal(accounts, name, PASSWORD, almost) is Code.SIGN_IN_WRONG
    assert accounts.seconds_to_wait(name, NOW + WAIT) == 0


def test_after_the_wait_the_right_password_counts_again(accounts: Accounts) -> None:
    use_up_the_tries(accounts, "lisi", NOW)
    assert accounts.sign_in("lisi", PASSWORD, NOW + WAIT).name == "lisi"


def test_the_wait_survives_a_restart(accounts: Accounts, tmp_path: Path) -> None:
    use_up_the_tries(accounts, "lisi", NOW)
    accounts.close()
    again = Accounts(tmp_path, cost=CHEAP)
    assert refusal(again, "lisi", PASSWORD, NOW + timedelta(minutes=1)) is Code.SIGN_IN_WRONG
    again.close()


def test_one_who_waits_makes_nobody_else_wait(accounts: Accounts) -> None:
    accounts.add("wangwu", "测试王五", "village_agent", "another-password", NOW)
    use_up_the_tries(accounts, "lisi", NOW)
    assert accounts.sign_in("wangwu", "another-password", NOW).name == "wangwu"


def test_a_right_password_forgets_the_wrong_ones_before(accounts: Accounts) -> None:
    for _ in range(2):
        for _ in range(WRONG_ALLOWED - 1):
            refusal(accounts, "lisi", "wrong-password", NOW)
        assert accounts.sign_in("lisi", PASSWORD, NOW).name == "lisi"


def test_the_term_ends_without_contact_with_the_city(accounts: Accounts) -> None:
    assert accounts.sign_in("lisi", PASSWORD, NOW + TERM).name == "lisi"
    late = NOW + TERM + timedelta(seconds=1)
    assert refusal(accounts, "lisi", PASSWORD, late) is Code.SIGN_IN_LAPSED
    assert refusal(accounts, "lisi", "wrong-password", late) is Code.SIGN_IN_WRONG


@pytest.mark.parametrize("setting", ["last_acknowledged", "last_contact"])
def test_contact_with_the_city_begins_the_term_anew(
    accounts: Accounts, tmp_path: Path, setting: str
) -> None:
    contact = NOW + timedelta(days=20)
    book = open_database(tmp_path)
    with book.write() as db:
        set_setting(db, setting, contact.isoformat(timespec="seconds"))
    book.close()
    assert accounts.sign_in("lisi", PASSWORD, contact + TERM).name == "lisi"


def test_a_clock_that_went_back_lets_nobody_in(accounts: Accounts) -> None:
    accounts.sign_in("lisi", PASSWORD, NOW + timedelta(days=10))
    latest = NOW + timedelta(days=10)
    assert accounts.sign_in("lisi", PASSWORD, latest - CLOCK_SLACK).name == "lisi"
    before = latest - CLOCK_SLACK - timedelta(seconds=1)
    assert refusal(accounts, "lisi", PASSWORD, before) is Code.SIGN_IN_LAPSED
    assert refusal(accounts, "lisi", "wrong-password", before) is Code.SIGN_IN_LAPSED


def test_time_that_was_seen_while_somebody_worked_counts(accounts: Accounts) -> None:
    accounts.see(NOW + timedelta(hours=8))
    accounts.see(NOW)
    assert refusal(accounts, "lisi", PASSWORD, NOW + timedelta(hours=1)) is Code.SIGN_IN_LAPSED


def test_a_new_password_replaces_the_old_one_and_opens_a_locked_account(
    accounts: Accounts,
) -> None:
    accounts.see(NOW + timedelta(days=400))
    use_up = NOW + timedelta(days=400)
    use_up_the_tries(accounts, "lisi", use_up)
    accounts.add("lisi", "测试李四", "village_agent", "the-new-password", NOW)
    assert accounts.sign_in("lisi", "the-new-password", NOW).display_name == "测试李四"
    assert refusal(accounts, "lisi", PASSWORD, NOW) is Code.SIGN_IN_WRONG


def test_only_names_that_were_added_are_known(accounts: Accounts) -> None:
    assert accounts.has("LISI")
    assert not accounts.has("zhangsan")


def test_a_book_from_before_there_were_agents_takes_them_in(tmp_path: Path) -> None:
    book = open_database(tmp_path)
    with book.write() as db:
        for table in ("agent", "agent_attempt"):
            db.execute(f"DROP TABLE {table}")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_agents'")
        set_setting(db, "online", "1")
    book.close()
    accounts = Accounts(tmp_path, cost=CHEAP)
    accounts.add("lisi", "测试李四", "village_agent", PASSWORD, NOW)
    assert accounts.sign_in("lisi", PASSWORD, NOW).name == "lisi"
    accounts.close()
    book = open_database(tmp_path)
    assert book.setting("online") == "1"
    book.close()
