"""The shipped walk in a real process with two displays: each window on its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from sync.accounts import Accounts, Cost
from sync.system_clock import SystemClock
from tests.agent_desk.conftest import PASSWORD
from tests.agent_desk.test_journey import shipped_walk
from tests.sync.parts import CityKeys, enrolled

_DEADLINE_S = 120
_CLERK, _CITIZEN = (1366, 768), (1280, 800)


def displays(file: Path) -> str:
    """Qt's platform without a screen, with two displays side by side."""
    plain = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1, "y": 0}
    left = {"name": "CLERK", "x": 0, "width": _CLERK[0], "height": _CLERK[1]}
    right = {"name": "CITIZEN", "x": _CLERK[0], "width": _CITIZEN[0], "height": _CITIZEN[1]}
    screens = [left | plain, right | plain]
    file.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    return f"offscreen:configfile={file}"


@pytest.mark.journey
def test_a_case_is_signed_and_rated_on_the_second_display(tmp_path: Path) -> None:
    state, pictures = tmp_path / "terminal", tmp_path / "pictures"
    state.mkdir()
    enrolled(state, CityKeys(), "http://127.0.0.1:9")
    accounts = Accounts(state, cost=Cost(passes=1, memory_kib=64))
    accounts.add("lisi", "测试李四", "village_agent", PASSWORD, SystemClock().now())
    accounts.close()
    walk = tmp_path / "steps.walk"
    walk.write_text(shipped_walk(), encoding="utf-8")
    command = [
        *(sys.executable, "-m", "agent_desk", "--state", str(state), "--training"),
        *("--card", "simulated", "--face", "simulated", "--document", "simulated"),
        *("--printer", "simulated", "--walk", str(walk), "--pictures", str(pictures)),
    ]
    environment = {**os.environ, "QT_QPA_PLATFORM": displays(tmp_path / "displays.json")}
    ended = subprocess.run(
        command, env=environment, capture_output=True, timeout=_DEADLINE_S, check=False
    )
    assert ended.returncode == 0, ended.stderr.decode()
    beside = sorted(picture.name for picture in pictures.glob("*-beside.png"))
    assert len(beside) == len(list(pictures.glob("*.png"))) // 2  # it is always there
    for name in ("18-signed-beside.png", "22-rating-beside.png"):
        picture = QImage(str(pictures / name))
        assert (picture.width(), picture.height()) == _CITIZEN
    for word in ("测试张三", PASSWORD):
        assert word not in ended.stderr.decode()
