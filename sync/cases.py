"""What the terminal itself still knows of a case: masked, nothing of the form."""

from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database as SqliteDatabase

from core.application import Application
from core.ports import CaseView
from sync.case_notes import notes_of
from sync.database import insert_row, rows

LOCAL_STATES = ("pending", "sending", "stored", "complete", "quarantined")
_COLUMNS = (
    "id, receipt_no, official_no, package, package_name, name_masked, channel, state, created_at,"
    " updated_at, due, materials_given, materials_all, size, mandated, promised,"
    " EXISTS (SELECT 1 FROM outbox WHERE subject = cases.id AND type = 'application.withdraw')"
    "  AS withdrawal_asked"
)


def masked_name(name: str) -> str:
    """The first character and two stars, whatever the length (测**)."""
    return name[:1] + "**"


def add_case(
    db: SqliteDatabase,
    application: Application,
    *,
    owner: str,
    due: str,
    materials_all: int,
    size: int,
    now: str,
    now_ms: int,
) -> None:
    """Add the masked view of an application that has its receipt number. `owner` is a keyed
    digest, `size` the sealed octets."""
    insert_row(
        db,
        "cases",
        {
            "id": application.id,
            "owner": owner,
            "receipt_no": application.receipt_no,
            "package": application.package,
            "package_name": application.package_name,
            "name_masked": masked_name(application.applicant.name),
            "channel": application.channel,
            "state": "pending",
            "created_at": application.created_at,
            "created_ms": now_ms,
            "updated_at": now,
            "due": due,
            "materials_given": _given(application),
            "materials_all": materials_all,
            "size": size,
            "mandated": int(application.mandate is not None),
            "promised": _promised(application),
        },
    )
    _remember(db, application.id, "pending", now)


def count_materials(db: SqliteDatabase, case: str, application: Application) -> None:
    """An amended application may hand in other materials."""
    db.execute(
        "UPDATE cases SET materials_given = ?, promised = ? WHERE id = ?",
        [_given(application), _promised(application), case],
    )


def keep_promise(db: SqliteDatabase, case: CaseView, codes: Iterable[str]) -> None:
    """Materials are handed in later: those that were promised are open no more."""
    left = [code for code in case.promised if code not in set(codes)]
    db.execute(
        "UPDATE cases SET materials_given = materials_given + ?, promised = ? WHERE id = ?",
        [len(case.promised) - len(left), " ".join(left), case.id],
    )


def _promised(application: Application) -> str:
    return " ".join(each.code for each in application.materials if each.how == "promise")


def _given(application: Application) -> int:
    return sum(material.how != "promise" for material in application.materials)


def move_case(db: SqliteDatabase, case: str, state: str, at: str, official_no: str = "") -> bool:
    """Give a case a state; False where it is not ours or nothing changes. A state of the city is
    never overwritten by one of the terminal's own."""
    found = rows(db, "SELECT state, official_no FROM cases WHERE id = ?", [case])
    if not found:
        return False
    known = found[0]
    renamed = bool(official_no) and official_no != known["official_no"]
    if renamed:
        db.execute("UPDATE cases SET official_no = ? WHERE id = ?", [official_no, case])
    if state == known["state"]:
        return renamed
    if state in LOCAL_STATES and known["state"] not in LOCAL_STATES:
        return renamed
    db.execute("UPDATE cases SET state = ?, updated_at = ? WHERE id = ?", [state, at, case])
    _remember(db, case, state, at)
    return True


def find_case(db: SqliteDatabase, case: str) -> CaseView | None:
    """One case."""
    found = select_cases(db, "WHERE id = ?", [case])
    return found[0] if found else None


def select_cases(db: SqliteDatabase, tail: str, parameters: list[Any]) -> list[CaseView]:
    """Cases by the tail of a SELECT, with their histories and notes."""
    return [_view(db, row) for row in rows(db, f"SELECT {_COLUMNS} FROM cases {tail}", parameters)]


def _view(db: SqliteDatabase, row: dict[str, Any]) -> CaseView:
    history = rows(
        db, "SELECT state, at FROM case_history WHERE case_id = ? ORDER BY number", [row["id"]]
    )
    known = row | {key: bool(row[key]) for key in ("mandated", "withdrawal_asked")}
    known["promised"] = tuple(row["promised"].split())
    return CaseView(
        **known,
        history=tuple((entry["state"], entry["at"]) for entry in history),
        notes=notes_of(db, row["id"]),
    )


def _remember(db: SqliteDatabase, case: str, state: str, at: str) -> None:
    db.execute(
        "INSERT OR IGNORE INTO case_history (case_id, state, at) VALUES (?, ?, ?)",
        [case, state, at],
    )
