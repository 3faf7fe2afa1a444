"""What a resident identity card says, and whether it may be used today."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import Code
from core.resident_number import check_character_is_right


class CardKind(StrEnum):
    """The layout of the card, told by the type letter at offset 248 of the text block."""

    CITIZEN = "citizen"
    HMT_RESIDENT = "hmt_resident"  # 港澳台居民居住证, letter J
    FOREIGNER_2017 = "foreigner_2017"  # letter I
    FOREIGNER_2023 = "foreigner_2023"  # letter Y


class Sex(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


@dataclass(frozen=True, slots=True, repr=False)
class IdCard:
    """One card as read. `valid_to` is None for 长期; `portrait` is the raw WLT block or empty.

    What a layout does not have is empty. `latin_name` stands beside a Chinese name; where there is
    no Chinese one, `name` is the Latin one.
    """

    kind: CardKind
    name: str
    sex: Sex
    ethnic_code: str
    birth: date
    address: str
    number: str
    authority: str
    valid_from: date
    valid_to: date | None
    portrait: bytes = b""
    appended_address: str = ""  # 追加住址, kept beside the text block
    pass_number: str = ""  # 通行证号码 (J)
    issue_count: str = ""  # 签发次数 (J), two digits
    latin_name: str = ""  # (I, Y)
    nation: str = ""  # three letters, ISO 3166 (I, Y)
    version: str = ""  # of the permit (I), two digits
    renewals: str = ""  # 换证次数 (Y), two digits
    old_number: str = ""  # 既往版本号码关联项 (Y): what links the number of an earlier permit

    @property
    def latest_address(self) -> str:
        """Where the person is registered now: the appended address is the newer one."""
        return self.appended_address or self.address

    def __repr__(self) -> str:
        """Say the kind only: a card in a log line would be a person in a log line."""
        return f"IdCard({self.kind.value})"


def fault_of(card: IdCard, today: date) -> Code | None:
    """Why the card cannot be used on this day, or None (居民身份证法 art. 5, GB 11643)."""
    if card.kind is not CardKind.FOREIGNER_2017 and not check_character_is_right(card.number):
        return Code.CARD_NUMBER_WRONG
    if card.valid_to is not None and today > card.valid_to:
        return Code.CARD_EXPIRED
    if today < card.valid_from:
        return Code.CARD_NOT_YET_VALID
    return None
