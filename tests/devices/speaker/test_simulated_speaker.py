"""The simulated loudspeaker obeys its order."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import Code, SpeakerError
from core.ports import Speaker
from devices.absent import AbsentSpeaker
from devices.simulator_orders import MachineOrder, MachineState, order_file, write_order
from devices.speaker.simulated_speaker import ORDERS, SimulatedSpeaker


class Ear(AbsentSpeaker):
    """Hears everything."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def say(self, sentence: str, is_wanted: Callable[[], bool]) -> None:
        self.heard.append(sentence)

    def play(self, sound: str) -> None:
        self.heard.append(sound)


def test_mute_is_not_heard_and_absent_fails(tmp_path: Path) -> None:
    ear = Ear()
    speaker: Speaker = SimulatedSpeaker(ear, tmp_path)
    speaker.say("请放身份证", lambda: True)
    assert ear.heard == ["请放身份证"]
    write_order(tmp_path, ORDERS, MachineOrder(MachineState.MUTE))
    speaker.play("done")
    assert len(ear.heard) == 1
    write_order(tmp_path, ORDERS, MachineOrder(MachineState.ABSENT))
    with pytest.raises(SpeakerError) as told:
        speaker.play("done")
    assert told.value.code is Code.SPEAKER_ABSENT
    order_file(tmp_path, ORDERS).write_bytes(b"{")
    with pytest.raises(SpeakerError):
        speaker.say("请放身份证", lambda: True)
