"""`onestop simulate samv`: a card reader made of software, for a terminal's real serial driver."""

import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from core.errors import CardError
from core.ports import CardNews, ReaderState
from devices.card.simulated_reader import CardFault, SimulatedCardReader, ordered_card
from devices.card.virtual_samv import PtySamReader, SamFault

_FAULTS: Mapping[CardFault, SamFault] = MappingProxyType(
    {
        CardFault.NONE: SamFault.NONE,
        CardFault.PULLED: SamFault.PULL,
        CardFault.MUTE: SamFault.MUTE,
        CardFault.BUSY: SamFault.MUTE,
        CardFault.UNKNOWN: SamFault.UNKNOWN,
        CardFault.CONTENT_WRONG: SamFault.UNVERIFIED,
    }
)


def serve_samv(folder: Path, path: Path, orders: SimulatedCardReader) -> int:
    """Be a reader behind `path`, a link that is made, until `orders` is stopped: what `onestop
    simulate card` lays in the folder lies on it, with the fault that was ordered."""
    folder.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_symlink():
        _say(f"{path} is there and no link of ours.")
        return 1
    with PtySamReader(path) as wire:
        _say(f"A reader behind {path}: driver samv_serial.")
        try:
            orders.watch(lambda news: _obey(wire, folder, news))
        except KeyboardInterrupt:
            orders.stop()
    return 0


def _obey(wire: PtySamReader, folder: Path, news: CardNews) -> None:
    """Lay what is ordered; a damaged order is no card."""
    wire.order(SamFault.NONE)
    wire.lift()
    if news.state is not ReaderState.CARD_PRESENT:
        return
    try:
        card, fault = ordered_card(folder)
    except CardError as error:
        _say(f"No card: {error.code.value}.")
        return
    wire.order(_FAULTS[fault])
    wire.lay(card)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
