"""Hypothesis strategies for cards of nobody: every kind, with all that fits on it."""

from datetime import date

from hypothesis import strategies as st

from core.card import CardKind, IdCard, Sex
from core.resident_number import check_character

_WRITING = st.characters(
    codec="utf-16-le", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"
)
_LATIN = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ ,.'-", min_size=1)
_DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
_PORTRAITS = st.one_of(
    st.just(b""),
    st.binary(min_size=8, max_size=40).map(lambda head: (b"WLf\0" + head).ljust(1024, b"\x55")),
)


def _fits(units: int, *, empty: bool = True) -> st.SearchStrategy[str]:
    """Text of at most so many UTF-16 units that does not end in the padding."""
    return (
        st.text(_WRITING, max_size=units)
        .map(lambda text: text.rstrip(" "))
        .filter(lambda text: len(text.encode("utf-16-le")) <= 2 * units and (empty or bool(text)))
    )


def _chinese_or_latin(latin_units: int) -> st.SearchStrategy[str]:
    chinese = _fits(15, empty=False).filter(lambda text: not text.isascii())
    latin = _LATIN.map(lambda text: text[:latin_units].strip(" ")).filter(bool)
    return st.one_of(chinese, latin)


@st.composite
def _numbers(draw: st.DrawFn) -> str:
    birth = draw(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
    first17 = (
        f"{draw(st.sampled_from(('430799', '990000')))}{birth:%Y%m%d}{draw(st.integers(0, 999)):03}"
    )
    return first17 + check_character(first17)


_NAMES = {
    CardKind.CITIZEN: _fits(15, empty=False),
    CardKind.HMT_RESIDENT: _fits(15, empty=False),
    CardKind.FOREIGNER_2017: _chinese_or_latin(60),
    CardKind.FOREIGNER_2023: _chinese_or_latin(46),
}


# What a layout has beside the fields of all, with how many characters of it fit.
EXTRA = {
    CardKind.CITIZEN: {},
    CardKind.HMT_RESIDENT: {"pass_number": 9, "issue_count": 2},
    CardKind.FOREIGNER_2017: {"nation": 3, "version": 2},
    CardKind.FOREIGNER_2023: {"renewals": 2, "nation": 3, "old_number": 3},
}


def _extra(kind: CardKind) -> st.SearchStrategy[dict[str, str]]:
    """The further fields of a layout, full or empty."""
    fields = {
        name: st.text("ABCXYZ0123456789", max_size=length) for name, length in EXTRA[kind].items()
    }
    return st.fixed_dictionaries(fields)


@st.composite
def id_cards(draw: st.DrawFn) -> IdCard:
    """Any card that one of the four layouts can carry."""
    kind = draw(st.sampled_from(CardKind))
    resident = kind in (CardKind.CITIZEN, CardKind.HMT_RESIDENT)
    permit_2017 = kind is CardKind.FOREIGNER_2017
    permit = st.from_regex(r"[A-Z]{3}[0-9]{12}", fullmatch=True)
    authority = _fits(15) if resident else _fits(4) if permit_2017 else st.just("")
    name = draw(_NAMES[kind])
    longest = {CardKind.FOREIGNER_2017: 60, CardKind.FOREIGNER_2023: 46}.get(kind, 0)
    both = st.one_of(st.just(""), _LATIN.map(lambda text: text[:longest].strip(" ")))
    return IdCard(
        kind=kind,
        name=name,
        sex=draw(st.sampled_from(Sex)),
        ethnic_code=f"{draw(st.integers(1, 99)):02}" if kind is CardKind.CITIZEN else "",
        birth=draw(_DAYS),
        address=draw(_fits(35)) if resident else "",
        number=draw(permit if permit_2017 else _numbers()),
        authority=draw(authority),
        valid_from=draw(_DAYS),
        valid_to=draw(st.one_of(st.none(), _DAYS)),
        portrait=draw(_PORTRAITS),
        latin_name=draw(both) if longest and not name.isascii() else "",
        **draw(_extra(kind)),
    )
