"""A social-security card reader made of a folder: a file social_card.json in it is a card.

    {"training": "lisi", "generation": 2}
    {"training": "lisi", "generation": 3, "platform": true}

`platform`: the training platform answers, so that a card of the third generation opens.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from core.errors import CardError, Code
from core.social_card import SocialSecurityCard
from devices.card.social_card import begin_authentication, finish_authentication, read_card
from devices.card.training_cards import training_social_card
from devices.card.virtual_social import TrainingPlatform, VirtualSocialCard
from devices.simulator_orders import read_order

ORDERS = "social_card"


class SocialCardOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """social_card.json."""

    training: str
    generation: Annotated[int, Meta(ge=1, le=3)] = 2
    platform: bool = False


class _Talk:
    """A connection to a card that is in no reader."""

    def __init__(self, card: VirtualSocialCard) -> None:
        self._card = card

    def transmit(self, command: bytes) -> bytes:
        return self._card.answer(command)


class SimulatedSocialCardReader:
    """A core.ports.SocialCardReader over a folder; every card goes through the bytes of one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, reader: str = "") -> SocialSecurityCard:
        """Read the card that is ordered. Raises CardError."""
        if not self._folder.is_dir():
            raise CardError(Code.READER_ABSENT, "no folder of simulators")
        try:
            order = read_order(self._folder, ORDERS, SocialCardOrder)
            if order is None:
                raise CardError(Code.CARD_PULLED, "no card file")
            wanted = training_social_card(order.training, order.generation)
        except (KeyError, ValueError):
            raise CardError(Code.CARD_CONTENT_WRONG, "card file is damaged") from None
        talk = _Talk(VirtualSocialCard(wanted))
        card = read_card(talk)
        if not (card.needs_platform and order.platform):
            return card
        reply = TrainingPlatform().answer(begin_authentication(talk, b"", "training"))
        return replace(card, holder=finish_authentication(talk, reply))
