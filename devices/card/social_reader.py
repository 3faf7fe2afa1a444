"""Social-security cards over PC/SC, in whichever reader they lie."""

from dataclasses import replace

from core.errors import CardError, Code
from core.ports import SocialCardPlatform
from core.social_card import SocialSecurityCard
from devices.card.pcsc import PcscCard, PcscContext
from devices.card.pcsc_removal import telling_pulled_from_mute
from devices.card.social_card import begin_authentication, finish_authentication, read_card

# What says little of the card that was meant, the least last.
_WEIGHTS = {Code.SOCIAL_CARD_UNKNOWN: 1, Code.CARD_PULLED: 2}


class PcscSocialCardReader:
    """A core.ports.SocialCardReader. Blocking, for one thread at a time.

    With a `platform` the holder of a third-generation card is read too; the card has to stay in
    the reader for as long as the platform takes.
    """

    def __init__(self, platform: SocialCardPlatform | None = None, terminal: str = "") -> None:
        self._platform = platform
        self._terminal = terminal

    def read(self, reader: str = "") -> SocialSecurityCard:
        """Read the card in this reader, or in the first that holds one. Raises CardError."""
        with PcscContext() as context:
            names = [reader] if reader else context.readers()
            if not names:
                raise CardError(Code.READER_ABSENT, "no PC/SC reader")
            failures = []
            for name in names:
                try:
                    with (
                        context.connect(name) as card,
                        telling_pulled_from_mute(context, name),
                    ):
                        return self._read(card)
                except CardError as error:
                    failures.append(error)
        raise _most_telling(failures)

    def _read(self, connection: PcscCard) -> SocialSecurityCard:
        card = read_card(connection)
        if self._platform is None or not card.needs_platform:
            return card
        challenge = begin_authentication(connection, connection.answer_to_reset(), self._terminal)
        reply = self._platform.answer(challenge)
        return replace(card, holder=finish_authentication(connection, reply))


def _most_telling(failures: list[CardError]) -> CardError:
    """An empty reader and a card of another kind say less than a card that failed."""
    return min(failures, key=lambda error: _WEIGHTS.get(error.code, 0))
