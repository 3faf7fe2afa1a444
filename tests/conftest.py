"""What all tests share: no screen, and Hypothesis without a clock."""

import os

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

# The offscreen platform says this for every window of a fixed size; it means nothing.
_HARMLESS = "does not support propagateSizeHints"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore(_HARMLESS))
