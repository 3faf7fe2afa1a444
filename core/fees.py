"""What the items cost: dated rows, each on its own day and under its own answers. Money is fen."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.catalogue import Fee, Item
from core.plan import FeeLine
from core.situation import holds


def fee_lines(
    items: Sequence[Item], answers: Mapping[str, str], day: date, certificates: int = 1
) -> tuple[FeeLine, ...]:
    """All fee rows that apply, also those of 0 fen: they say on what basis nothing is paid.

    `certificates` is the number of certificates that are issued; fewer than 1 counts as 1.
    """
    return tuple(
        FeeLine(item.code, fee.name, amount_of(fee, certificates), fee.basis, fee.payer)
        for item in items
        for fee in item.fees
        if is_in_force(fee.valid_from, fee.valid_to, day) and holds(fee.when, answers)
    )


def amount_of(fee: Fee, certificates: int) -> int:
    """The amount of one row in fen (发改价格规〔2016〕2559号: the first certificate is inside the
    case fee, each further one costs its making; some cases pay for the making of all)."""
    count = max(certificates, 1)
    if fee.per == "copy":
        return fee.fen * count
    if fee.per == "certificate":
        return fee.fen + fee.extra_certificate_fen * (count - 1)
    return fee.fen


def is_in_force(first: date, last: date | None, day: date) -> bool:
    """Whether a row is valid on a day; both ends belong to it."""
    return first <= day and (last is None or day <= last)
