"""A loudspeaker that writes what would be heard, ordered about by a file."""

from collections.abc import Callable
from pathlib import Path

from core.errors import Code, SpeakerError
from core.ports import Speaker
from devices.simulator_orders import MachineOrder, MachineState, read_order

ORDERS = "speaker"  # speaker.json


def ordered_state(folder: Path) -> MachineState:
    """What the order says; a damaged one is a loudspeaker that is gone."""
    try:
        order = read_order(folder, ORDERS, MachineOrder)
    except ValueError:
        return MachineState.ABSENT
    return order.state if order else MachineState.READY


class SimulatedSpeaker:
    """A core.ports.Speaker around another. `absent` and `busy` fail, `mute` takes everything and
    nothing is heard."""

    def __init__(self, speaker: Speaker, folder: Path) -> None:
        self._speaker, self._folder = speaker, folder

    def can_speak(self) -> bool:
        return self._speaker.can_speak()

    def has_headphones(self) -> bool:
        return self._speaker.has_headphones()

    def say(self, sentence: str, is_wanted: Callable[[], bool]) -> None:
        if self._is_heard():
            self._speaker.say(sentence, is_wanted)

    def play(self, sound: str) -> None:
        if self._is_heard():
            self._speaker.play(sound)

    def stop(self) -> None:
        self._speaker.stop()

    def _is_heard(self) -> bool:
        state = ordered_state(self._folder)
        if state in (MachineState.ABSENT, MachineState.BUSY):
            raise SpeakerError(Code.SPEAKER_ABSENT, "ordered fault")
        return state is MachineState.READY
