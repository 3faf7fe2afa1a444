"""A social-security card made of a file."""

from pathlib import Path

import pytest

from core.errors import CardError, Code
from devices.card.simulated_social import ORDERS, SimulatedSocialCardReader, SocialCardOrder
from devices.card.training_cards import training_social_card
from devices.simulator_orders import order_file, take_back, write_order


@pytest.mark.parametrize("generation", [1, 2])
def test_the_ordered_card_is_read(tmp_path: Path, generation: int) -> None:
    write_order(tmp_path, ORDERS, SocialCardOrder("lisi", generation))
    reader = SimulatedSocialCardReader(tmp_path)
    assert reader.read() == training_social_card("lisi", generation)


def test_the_third_generation_opens_with_the_platform_only(tmp_path: Path) -> None:
    reader = SimulatedSocialCardReader(tmp_path)
    write_order(tmp_path, ORDERS, SocialCardOrder("lisi", 3))
    assert reader.read().needs_platform
    write_order(tmp_path, ORDERS, SocialCardOrder("lisi", 3, platform=True))
    assert reader.read() == training_social_card("lisi", 3)


def test_no_card_a_damaged_file_and_no_reader_differ(tmp_path: Path) -> None:
    folder = tmp_path / "simulators"
    reader = SimulatedSocialCardReader(folder)
    codes = []
    for prepare in (
        lambda: None,
        folder.mkdir,
        lambda: order_file(folder, ORDERS).write_text("{"),
        lambda: write_order(folder, ORDERS, SocialCardOrder("nobody")),
        lambda: take_back(folder, ORDERS),
    ):
        prepare()
        with pytest.raises(CardError) as caught:
            reader.read()
        codes.append(caught.value.code)
    assert codes == [
        Code.READER_ABSENT,
        Code.CARD_PULLED,
        Code.CARD_CONTENT_WRONG,
        Code.CARD_CONTENT_WRONG,
        Code.CARD_PULLED,
    ]
