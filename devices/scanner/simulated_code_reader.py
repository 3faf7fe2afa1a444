"""A code reader that reads what `onestop simulate scanner` orders."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from core.errors import Code
from core.ports import ScanNews
from devices.simulator_orders import MachineState, ScanOrder, read_order

_PULSE_S = 0.1
MACHINE = "code_reader"


class SimulatedCodeReader:
    """A core.ports.CodeReader on a folder of orders. What was ordered before it was made is not
    scanned."""

    def __init__(self, folder: Path, pulse_s: float = _PULSE_S) -> None:
        self._folder, self._pulse_s = folder, pulse_s
        self._stopping = Event()
        self._before = self._order()

    def watch(self, tell: Callable[[ScanNews], None]) -> None:
        """Tell scans and faults as ordered until `stop`."""
        before = self._before
        if self._is_gone(before):
            tell(ScanNews(code=Code.SCANNER_ABSENT))
        while not self._stopping.wait(self._pulse_s):
            order = self._order()
            was_gone, is_gone = self._is_gone(before), self._is_gone(order)
            if is_gone != was_gone:
                tell(ScanNews(code=Code.SCANNER_LOST if is_gone else None))
            is_new = order.text and (order.text, order.number) != (before.text, before.number)
            if is_new and order.state is MachineState.READY:
                tell(ScanNews(order.text))
            before = order

    def stop(self) -> None:
        self._stopping.set()

    @staticmethod
    def _is_gone(order: ScanOrder) -> bool:
        return order.state is MachineState.ABSENT

    def _order(self) -> ScanOrder:
        try:
            return read_order(self._folder, MACHINE, ScanOrder) or ScanOrder()
        except ValueError:
            return ScanOrder(state=MachineState.ABSENT)
