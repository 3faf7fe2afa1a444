"""`onestop desk add-agent`: accounts are made on the machine."""

from pathlib import Path

import pytest

from onestop.__main__ import main
from onestop.desk_command import DEMO_NAME, DEMO_PASSWORD, add_demo_agent
from sync.accounts import Accounts
from sync.system_clock import SystemClock


def signs_in(folder: Path, name: str, password: str) -> str:
    accounts = Accounts(folder)
    try:
        return accounts.sign_in(name, password, SystemClock().now()).display_name
    finally:
        accounts.close()


def test_an_agent_is_added_with_a_password_from_a_file(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("a-long-password\n", encoding="utf-8")
    state = tmp_path / "terminal"
    words = ["desk", "add-agent", "wangwu", "--shown", "测试王五", "--state", str(state)]
    assert main([*words, "--password-file", str(password)]) == 0
    assert signs_in(state, "wangwu", "a-long-password") == "测试王五"


def test_a_short_password_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    password = tmp_path / "password"
    password.write_text("short\n", encoding="utf-8")
    words = ["desk", "add-agent", "wangwu", "--state", str(tmp_path / "terminal")]
    assert main([*words, "--password-file", str(password)]) == 1
    assert "8 characters" in capsys.readouterr().err
    assert not (tmp_path / "terminal").exists()


def test_the_agent_of_the_demo_is_made_once(tmp_path: Path) -> None:
    add_demo_agent(tmp_path)
    add_demo_agent(tmp_path)
    assert signs_in(tmp_path, DEMO_NAME, DEMO_PASSWORD) == "测试李四"
