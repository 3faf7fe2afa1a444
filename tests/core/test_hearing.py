"""How loud a terminal is, by the hour."""

from core.hearing import Loudness, reads_by_itself


def test_the_night_goes_over_midnight() -> None:
    loudness = Loudness(day=80, night=30, night_from=21, night_to=7)
    assert [loudness.at(hour) for hour in (6, 7, 20, 21, 0)] == [30, 80, 80, 30, 30]


def test_a_night_within_one_day_is_kept_too() -> None:
    loudness = Loudness(day=80, night=0, night_from=12, night_to=14)
    assert [loudness.at(hour) for hour in (11, 12, 13, 14)] == [80, 0, 0, 80]


def test_pages_are_read_unasked_to_elders_and_into_headphones() -> None:
    assert reads_by_itself(elder=True, headphones=False)
    assert reads_by_itself(elder=False, headphones=True)
    assert not reads_by_itself(elder=False, headphones=False)
