"""Which of the cards that lie on several readers is the person's: told by what they are.

A bank card or a social-security card on one reader is no identity card, whichever reader it is.
"""

from collections.abc import Sequence

from core.card import IdCard
from core.errors import CardError, Code
from core.ports import CardReader


def read_the_one(reader: CardReader, names: Sequence[str], known: str = "") -> IdCard:
    """Read the readers of these names and give the one identity card among them. `known` is the
    number of a person who was read before, whose card counts only where it is the only one.
    Blocks. Raises CardError, CARDS_TWO where a person has to choose."""
    cards: dict[str, IdCard] = {}
    failures: list[CardError] = []
    for name in names:
        try:
            card = reader.read(name)
        except CardError as error:
            failures.append(error)
        else:
            cards[card.number] = card
    others = [card for number, card in cards.items() if number != known]
    if len(others) > 1:
        raise CardError(Code.CARDS_TWO, f"{len(others)} identity cards")
    if others:
        return others[0]
    if cards:
        return cards[known]
    # A card that failed may be the person's; one of another kind surely is not.
    telling = [error for error in failures if error.code is not Code.CARD_UNKNOWN]
    raise (telling or failures)[0]
