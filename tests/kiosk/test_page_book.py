"""Every state has a page."""

from typing import get_args

import pytest

from core.session.states import State
from kiosk.page import Page
from kiosk.page_book import page_class


@pytest.mark.parametrize("state", get_args(State))
def test_every_state_has_a_page(state: type[State]) -> None:
    assert issubclass(page_class(state), Page)
