"""What the heartbeat carries of a machine is always of the shape that the city takes."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from core.device_report import Condition, DeviceReport, health_of
from core.errors import Code
from core.heartbeat import DeviceHealth


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from([None, *Code]))
def test_whatever_a_driver_says_the_city_can_read_it(
    kind: str, state: str, code: Code | None
) -> None:
    health = health_of(kind, DeviceReport(Condition.BAD, state, code))
    assert msgspec.json.decode(msgspec.json.encode(health), type=DeviceHealth) == health


def test_a_word_of_the_right_shape_is_carried_as_it_is() -> None:
    health = health_of("printer", DeviceReport(Condition.BAD, "no_paper", Code.PRINTER_NO_PAPER))
    assert health == DeviceHealth(kind="printer", state="no_paper", code="PRN-302")
    assert health_of("printer", DeviceReport(Condition.BAD, "Jammed 3")).state == "other"
