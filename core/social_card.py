"""What a social-security card (社会保障卡) says. It is no identity card: a type of its own."""

from dataclasses import dataclass
from datetime import date

from core.card import Sex


@dataclass(frozen=True, slots=True, repr=False)
class CardHolder:
    """Who holds the card (EF06). `ethnic_code` and `birth_place` (six digits) may be empty."""

    number: str  # 社会保障号码: the resident number
    name: str
    sex: Sex
    ethnic_code: str
    birth_place: str
    birth: date | None

    def __repr__(self) -> str:
        """Say nothing: a holder in a log line would be a person in a log line."""
        return "CardHolder()"


@dataclass(frozen=True, slots=True, repr=False)
class SocialSecurityCard:
    """One card as read. Dates are None where the card gives none.

    The holder of a card of the third generation is closed until the platform has answered.
    """

    version: str  # 规范版本, such as 2.00
    card_id: str  # 卡的识别码, 32 digits; the first six are the issuing area
    category: str
    issuer: str  # 初始化机构编号, 24 digits
    issued_on: date | None
    valid_to: date | None
    card_number: str  # 卡号
    holder: CardHolder | None = None

    @property
    def generation(self) -> int:
        """1, 2 or 3; 0 where the version says nothing known."""
        return int(self.version[0]) if self.version[:1] in ("1", "2", "3") else 0

    @property
    def issuing_area(self) -> str:
        """The region of the issuer, six digits."""
        return self.card_id[:6]

    @property
    def needs_platform(self) -> bool:
        """Whether name and number come only after the platform's authentication."""
        return self.holder is None

    def __repr__(self) -> str:
        """Say the generation only."""
        return f"SocialSecurityCard({self.generation})"


@dataclass(frozen=True, slots=True, repr=False)
class CardChallenge:
    """Step one: what the platform needs to answer for a card of the third generation. Octets are
    upper-case hex. The order of `as_text` is that of the ministry's two-step interface as public
    drivers show it; unproven with a real platform."""

    area: str
    answer_to_reset: str
    algorithm: str
    card_id: str
    internal_process: str
    internal_random: str
    external_process: str
    external_random: str
    terminal: str

    def as_text(self) -> str:
        """The fields with bars between."""
        return "|".join(
            (
                self.area,
                self.answer_to_reset,
                self.algorithm,
                self.card_id,
                self.internal_process,
                self.internal_random,
                self.external_process,
                self.external_random,
                self.terminal,
            )
        )
