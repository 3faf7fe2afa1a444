"""The states of a case (办件) and which may follow which (行政许可法 art. 29–45, domain notes [R]).

Intake gives `received`; verified attachments give `materials_complete`. Everything after that is
a decision of a person: nothing says accepted by itself.
"""

from collections.abc import Collection
from enum import StrEnum
from types import MappingProxyType


class CaseState(StrEnum):
    """Where a case stands, as the feed and the progress page say it."""

    RECEIVED = "received"  # 已收件
    MATERIALS_COMPLETE = "materials_complete"  # every attachment is here and is what was signed
    MATERIALS_UNREADABLE = "materials_unreadable"  # here, but cannot be opened or is another one
    ACCEPTED = "accepted"  # 受理, art. 32 (5)
    SUPPLEMENT_ONCE = "supplement_once"  # 一次告知补正, art. 32 (4)
    NOT_REQUIRED = "not_required"  # art. 32 (1)
    NOT_COMPETENT = "not_competent"  # art. 32 (2)
    DEFICIT_ACCEPTED = "deficit_accepted"  # 容缺受理
    REVIEWING = "reviewing"
    SPECIAL_PROCEDURE = "special_procedure"  # art. 45
    GRANTED = "granted"  # art. 38
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    CERTIFICATE_MADE = "certificate_made"
    DELIVERED = "delivered"
    RATED = "rated"
    ARCHIVED = "archived"


_S = CaseState
_ENDINGS = frozenset({_S.WITHDRAWN, _S.TERMINATED})
_ANSWERS = frozenset({_S.ACCEPTED, _S.DEFICIT_ACCEPTED, _S.NOT_REQUIRED, _S.NOT_COMPETENT})

FOLLOWERS: MappingProxyType[CaseState, frozenset[CaseState]] = MappingProxyType(
    {
        _S.RECEIVED: frozenset(
            {_S.MATERIALS_COMPLETE, _S.MATERIALS_UNREADABLE, _S.NOT_REQUIRED, _S.NOT_COMPETENT}
        )
        | _ENDINGS,
        _S.MATERIALS_UNREADABLE: frozenset({_S.SUPPLEMENT_ONCE, _S.NOT_REQUIRED, _S.NOT_COMPETENT})
        | _ENDINGS,
        _S.MATERIALS_COMPLETE: _ANSWERS | {_S.SUPPLEMENT_ONCE} | _ENDINGS,
        _S.SUPPLEMENT_ONCE: _ANSWERS | _ENDINGS,
        _S.DEFICIT_ACCEPTED: frozenset({_S.ACCEPTED, _S.REVIEWING}) | _ENDINGS,
        _S.ACCEPTED: frozenset({_S.REVIEWING}) | _ENDINGS,
        _S.REVIEWING: frozenset({_S.SPECIAL_PROCEDURE, _S.GRANTED, _S.REFUSED}) | _ENDINGS,
        _S.SPECIAL_PROCEDURE: frozenset({_S.REVIEWING}) | _ENDINGS,
        _S.GRANTED: frozenset({_S.CERTIFICATE_MADE}),
        _S.CERTIFICATE_MADE: frozenset({_S.DELIVERED}),
        _S.DELIVERED: frozenset({_S.RATED, _S.ARCHIVED}),
        _S.RATED: frozenset({_S.ARCHIVED}),
        _S.REFUSED: frozenset({_S.RATED, _S.ARCHIVED}),
        _S.NOT_REQUIRED: frozenset({_S.ARCHIVED}),
        _S.NOT_COMPETENT: frozenset({_S.ARCHIVED}),
        _S.WITHDRAWN: frozenset({_S.ARCHIVED}),
        _S.TERMINATED: frozenset({_S.ARCHIVED}),
        _S.ARCHIVED: frozenset(),
    }
)

# decided or ended: a later word of the applicant is a person's task
FINAL = frozenset(
    {
        _S.NOT_REQUIRED, _S.NOT_COMPETENT, _S.GRANTED, _S.REFUSED, _S.WITHDRAWN, _S.TERMINATED,
        _S.CERTIFICATE_MADE, _S.DELIVERED, _S.RATED, _S.ARCHIVED,
    }
)  # fmt: skip
# nobody has looked at the materials yet
UNTOUCHED = frozenset({_S.RECEIVED, _S.MATERIALS_COMPLETE, _S.MATERIALS_UNREADABLE})

CITY_ONLY = frozenset({_S.RECEIVED, _S.MATERIALS_COMPLETE, _S.MATERIALS_UNREADABLE})


def is_allowed(now: CaseState, then: CaseState, history: Collection[str]) -> bool:
    """Whether a case may go on from one state to another. What is missing is told once and whole
    (art. 32 (4)): a second `supplement_once` is refused for ever."""
    if then is CaseState.SUPPLEMENT_ONCE and then in history:
        return False
    return then in FOLLOWERS[now]
