"""When the city last said that the catalogue is the newest: the freeze of an old one is noticed."""

from datetime import date, datetime
from pathlib import Path

from core.catalogue_time import CatalogueAge, age_of, read_time
from core.errors import Code
from core.sealing import Trusted
from sync.database import FILE_NAME, Database, open_database, set_setting
from sync.device_log import Event, tell
from sync.report import Report

CONFIRMED = "catalogue_confirmed"
_AGE = "catalogue_age"
_EXPIRES = "catalogue_expires"
_CODES = {
    CatalogueAge.EXPIRED: Code.CATALOGUE_EXPIRED,
    CatalogueAge.UNCONFIRMED: Code.CATALOGUE_STALE,
}


def note_confirmation(database: Database, field: str, trusted: Trusted, sequence: int) -> bool:
    """Take the signed time of an answer; False where it says that there is a newer catalogue than
    the one that was shown, `sequence`: somebody shows an old one. Raises DiskError."""
    said = read_time(field, trusted)
    if said is None:
        return True  # an older city, or somebody who cannot sign: time will tell
    if said.sequence > sequence:
        return False
    known = last_confirmed(database)
    at = datetime.fromisoformat(said.at)
    if said.sequence == sequence and (known is None or at > known):
        with database.write() as db:
            set_setting(db, CONFIRMED, said.at)
    return True


def last_confirmed(database: Database) -> datetime | None:
    """When the city last confirmed the newest catalogue here; before the first time when it was
    taken, None for the shipped one. Raises DiskError."""
    kept = database.setting(CONFIRMED)
    if kept:
        return datetime.fromisoformat(kept)
    row = database.row("SELECT taken_at FROM catalogue ORDER BY sequence DESC LIMIT 1")
    return datetime.fromisoformat(row["taken_at"]) if row else None


def confirmed_day(folder: Path) -> date:
    """The last day on which the city confirmed a catalogue to this terminal: it is not earlier
    today. Raises DiskError."""
    if not (folder / FILE_NAME).exists():
        return date.min
    database = open_database(folder)
    try:
        confirmed = last_confirmed(database)
    finally:
        database.close()
    return confirmed.date() if confirmed else date.min


def age_now(database: Database, now: datetime) -> CatalogueAge:
    """How the newest catalogue of the city stands; the shipped one is as good as the program.
    Raises DiskError."""
    confirmed, expires = last_confirmed(database), database.setting(_EXPIRES)
    if confirmed is None or not expires:
        return CatalogueAge.GOOD
    return age_of(datetime.fromisoformat(expires).date(), confirmed, now)


def judge(database: Database, expires: str, now: datetime, report: Report) -> None:
    """Look at the newest catalogue after a pass of its lane: what limits or worries is in the
    report, and logged once when it changes. `expires` is its ISO date. Raises DiskError."""
    if database.setting(_EXPIRES) != expires:
        with database.write() as db:
            set_setting(db, _EXPIRES, expires)
    age = age_now(database, now)
    report.catalogue_code = report.catalogue_code or _CODES.get(age)
    if age.value != database.setting(_AGE, CatalogueAge.GOOD.value):
        with database.write() as db:
            set_setting(db, _AGE, age.value)
        tell(Event.CATALOGUE_AGES, code=_CODES.get(age), kind=age.value)
