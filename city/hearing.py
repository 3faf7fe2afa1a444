"""Which numbers of a terminal's row the city has heard: loss on the way is seen."""

from sqlalchemy import Connection, bindparam, select, union_all, update

from city.tables import conflicts, envelopes, terminals

_TOLD = 1000  # missing numbers in one reply, lowest first


_MINE = (terminals.c.code == bindparam("of_terminal")) & (
    terminals.c.epoch == bindparam("of_epoch")
)
# Locked: a batch of the same terminal at another process is either wholly heard or not yet.
_FLOOR = select(terminals.c.heard_through).where(_MINE).with_for_update()
_RAISE = update(terminals).where(_MINE).values(heard_through=bindparam("mark"))
_HEARD = union_all(
    *(
        select(table.c.seq).where(
            table.c.terminal == bindparam("of_terminal"),
            table.c.epoch == bindparam("of_epoch"),
            table.c.seq > bindparam("floor"),
        )
        for table in (envelopes, conflicts)
    )
)


def hear(connection: Connection, terminal: str, epoch: int) -> tuple[int, list[int]]:
    """The highest seq of a terminal's epoch that was stored or refused on record, and the numbers
    from 1 below it that were never heard. Moves the mark below which nothing is looked at again."""
    mine = {"of_terminal": terminal, "of_epoch": epoch}
    floor = int(connection.execute(_FLOOR, mine).scalar() or 0)
    heard = {int(seq) for seq in connection.execute(_HEARD, {**mine, "floor": floor}).scalars()}
    highest = max(heard, default=floor)
    mark = floor
    while mark + 1 in heard:
        mark += 1
    if mark > floor:
        connection.execute(_RAISE, {**mine, "mark": mark})
    return highest, _gaps(mark, highest, heard)


def _gaps(mark: int, highest: int, heard: set[int]) -> list[int]:
    gaps: list[int] = []
    number = mark + 1
    while number < highest and len(gaps) < _TOLD:
        if number not in heard:
            gaps.append(number)
        number += 1
    return gaps
