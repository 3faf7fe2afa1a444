"""Whether a signature pad is plugged in. What is written on it comes to the room as pen events
from the system, so no driver of ours reads it."""

from pathlib import Path

from devices.simulator_orders import MachineOrder, MachineState, read_order

ORDERS = "signature"  # signature.json
_INPUTS = Path("/proc/bus/input/devices")
_NAME = 'N: Name="'


class InputPad:
    """A pad that the kernel shows as an input device. `name` is a part of its name there, in any
    case; empty for any device that calls itself a pen or a tablet."""

    def __init__(self, name: str, inputs: Path = _INPUTS) -> None:
        self._name, self._inputs = name.lower(), inputs

    def is_there(self) -> bool:
        """Whether the kernel knows it now."""
        wanted = (self._name,) if self._name else ("pen", "tablet", "stylus", "signature")
        return any(word in name.lower() for name in input_names(self._inputs) for word in wanted)


class SimulatedPad:
    """A pad that is there unless it is ordered away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def is_there(self) -> bool:
        """What the order says; a damaged one is a pad that is gone."""
        try:
            order = read_order(self._folder, ORDERS, MachineOrder) or MachineOrder()
        except ValueError:
            return False
        return order.state is not MachineState.ABSENT


def input_names(inputs: Path = _INPUTS) -> list[str]:
    """The names of all input devices; none where the kernel does not say."""
    try:
        text = inputs.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    lines = (line for line in text.splitlines() if line.startswith(_NAME))
    return [line.removeprefix(_NAME).removesuffix('"') for line in lines]
