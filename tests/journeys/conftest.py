"""A display, a city and an enrolled terminal for whole stories."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from onestop.display import Display
from resources.catalogue_files import own_folder
from sync.station import enrol_terminal
from sync.system_clock import SystemClock
from tests.city_process import CityProcess
from tests.journeys.terminal_process import NOWHERE, KioskProcess
from tests.sync.parts import CityKeys, enrolled


@pytest.fixture(scope="session")
def display_environment() -> Iterator[dict[str, str]]:
    """The environment of a real window: Xvfb where there is no display."""
    with ExitStack() as display_there:
        # only while it starts: the tests' own windows stay off the screen
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("QT_QPA_PLATFORM", raising=False)
            display = display_there.enter_context(Display("1920x1920"))
        yield display.environment


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityProcess]:
    """A city that has been started once, so that its port is known, and runs."""
    process = CityProcess(tmp_path / "city", catalogue=own_folder())
    process.init()
    process.start()
    try:
        yield process
    finally:
        process.close()


@pytest.fixture
def lone_kiosk(tmp_path: Path, display_environment: dict[str, str]) -> Iterator[KioskProcess]:
    """A terminal whose city is never there; not started yet."""
    state = tmp_path / "terminal"
    enrolled(state, CityKeys(), NOWHERE)
    process = KioskProcess(state, tmp_path / "pictures", display_environment)
    try:
        yield process
    finally:
        process.close()


@pytest.fixture
def kiosk(
    tmp_path: Path, city: CityProcess, display_environment: dict[str, str]
) -> Iterator[KioskProcess]:
    """A terminal that was enrolled at the city; not started yet."""
    state = tmp_path / "terminal"
    enrol_terminal(state, city.url, city.enrolment_code(), SystemClock())
    process = KioskProcess(state, tmp_path / "pictures", display_environment)
    try:
        yield process
    finally:
        process.close()
