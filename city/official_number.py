"""The official number (办件编号) that the city gives a case: 430702-YJS-26-001873.

Region of the handling organ, 一件事, year, serial. Serials have no gap: they are taken in the
transaction that stores the case. The national 43-character form (实施编码 + date + serial) needs
an item and comes with the sub-cases.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from city.clock import now
from city.numbers import lock_numbers, next_number
from city.tables import organs


def region_of(connection: Connection, organ: str, otherwise: str) -> str:
    """Six digits: where the organ sits, or the terminal where the organ is not known."""
    region = connection.execute(select(organs.c.region).where(organs.c.code == organ)).scalar()
    return str(region or otherwise)[:6]


def next_official_number(connection: Connection, region: str) -> str:
    """The next number of this year. One row of serials for each region and year."""
    year = f"{now():%y}"
    serial = next_number(connection, _row(region, year))
    return f"{region}-YJS-{year}-{serial:06d}"


def lock_serials(connection: Connection, regions: Iterable[str]) -> None:
    """Take hold of the serials of several regions, before any other numbers of a transaction."""
    year = f"{now():%y}"
    lock_numbers(connection, (_row(region, year) for region in regions))


def _row(region: str, year: str) -> str:
    return f"official:{region}:{year}"
