"""A slice of R4: stories of seeds, planted bugs that must be found, and a faithful model."""

import pytest

from bench.proof.faithful import differences
from bench.proof.link_plants import LINK_PLANTS
from bench.proof.r4_simulation import play_seeds

pytestmark = pytest.mark.proof


def test_no_story_loses_or_doubles_a_case() -> None:
    played = play_seeds(range(60))
    assert played.bad == {}
    assert played.requests > 1000
    assert played.blows["the terminal dies"] > 20


@pytest.mark.parametrize("plant", [name for name in LINK_PLANTS if name])
def test_simulation_finds(plant: str) -> None:
    assert play_seeds(range(200), plant, until_found=True).bad


def test_a_seed_is_the_same_story_every_time() -> None:
    first, second = (play_seeds(range(5)) for _ in range(2))
    assert (first.blows, first.requests) == (second.blows, second.requests)


def test_the_model_city_answers_as_the_real_one() -> None:
    assert differences(range(6)) == {}
