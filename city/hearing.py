"""Which numbers of a terminal's row the city has heard: loss on the way is seen."""

from sqlalchemy import Connection, select, update

from city.tables import conflicts, envelopes, terminals

_TOLD = 1000  # missing numbers in one reply, lowest first


def hear(connection: Connection, terminal: str, epoch: int) -> tuple[int, list[int]]:
    """The highest seq of a terminal's epoch that was stored or refused on record, and the numbers
    from 1 below it that were never heard. Moves the mark below which nothing is looked at again."""
    mine = (terminals.c.code == terminal) & (terminals.c.epoch == epoch)
    # Locked: a batch of the same terminal at another process is either wholly heard or not yet.
    marked = select(terminals.c.heard_through).where(mine).with_for_update()
    floor = int(connection.execute(marked).scalar() or 0)
    heard = {
        int(seq)
        for table in (envelopes, conflicts)
        for seq in connection.execute(
            select(table.c.seq).where(
                table.c.terminal == terminal, table.c.epoch == epoch, table.c.seq > floor
            )
        ).scalars()
    }
    highest = max(heard, default=floor)
    mark = floor
    while mark + 1 in heard:
        mark += 1
    if mark > floor:
        connection.execute(update(terminals).where(mine).values(heard_through=mark))
    return highest, _gaps(mark, highest, heard)


def _gaps(mark: int, highest: int, heard: set[int]) -> list[int]:
    gaps: list[int] = []
    number = mark + 1
    while number < highest and len(gaps) < _TOLD:
        if number not in heard:
            gaps.append(number)
        number += 1
    return gaps
