"""What the proofs hand in: documents of an invented citizen, made again from their id."""

import hashlib
from dataclasses import dataclass

import msgspec
from uuid_utils import uuid7

from core.application import (
    Application,
    Evidence,
    Face,
    MaterialGiven,
    Page,
    Person,
    Rating,
)
from core.ports import Attachment, CaseView, Terminal
from core.resident_number import check_character
from core.wire import sha256_hex
from sync.records import SqliteRecords

NAME = "测试张三"
NUMBER = "43079919900307123" + check_character("43079919900307123")
ADDRESS = "测试省虚构市不存在街道七号"
PHONE = "13900001234"
PACKAGE = "CD-YJS-0001"
AT = "2026-11-22T09:30:00+08:00"


def new_id() -> str:
    """An id as a room gives it."""
    return str(uuid7())


@dataclass(frozen=True, slots=True)
class Paper:
    """One application to be handed in: `pages` scans of `size` octets each, made from its id."""

    case: str
    pages: int = 2
    size: int = 3000

    def attachments(self) -> tuple[Attachment, ...]:
        """Scans whose octets are this case's own."""
        return tuple(
            Attachment(f"M{number:02d}", "image/jpeg", self._octets(number))
            for number in range(1, self.pages + 1)
        )

    def _octets(self, number: int) -> bytes:
        seed = f"{self.case} {number} {NAME} {NUMBER} ".encode()
        return (seed * (self.size // len(seed) + 1))[: self.size]

    def document(self, terminal: Terminal, receipt_no: str = "") -> Application:
        """The document, as the review page showed it and the citizen signed it."""
        given = [
            Page(sha256=sha256_hex(one.octets), size=len(one.octets), media_type="image/jpeg",
                 role=one.role)
            for one in self.attachments()
        ]  # fmt: skip
        bare = Application(
            id=self.case,
            terminal=terminal.code,
            created_at=AT,
            channel="kiosk",
            catalogue_version="2026.11.1",
            catalogue_digest="0" * 64,
            package=PACKAGE,
            package_name="我要开药店",
            subject="person",
            answers={},
            items=["I1"],
            handling_organ=terminal.accepting_point,
            accepting_point=terminal.accepting_point,
            applicant=Person(name=NAME, number=NUMBER, address=ADDRESS, how="card"),
            form={"phone": PHONE, "address": ADDRESS},
            materials=[
                MaterialGiven(code=page.role, name="测试材料", how="scan", pages=[page])
                for page in given
            ],
            consents=[],
            face=Face(state="declined"),
            fee_fen=0,
            delivery="window",
        )
        evidence = Evidence(
            notice_sha256="0" * 64, document_sha256=bare.shown_sha256(), signed_at=AT
        )
        return msgspec.structs.replace(bare, evidence=evidence, receipt_no=receipt_no)

    def digest(self, terminal: Terminal, receipt_no: str) -> str:
        """What the city must hold: SHA-256 of the document with its receipt number."""
        return sha256_hex(self.document(terminal, receipt_no).to_bytes())

    def submit(self, records: SqliteRecords, terminal: Terminal, draft: str = "") -> CaseView:
        """Hand it in. Raises DiskError."""
        return records.submit(
            self.document(terminal),
            self.attachments(),
            due="2026-12-20",
            materials_all=max(1, self.pages),
            draft=draft,
        )


def a_rating(rating: str, case: str) -> Rating:
    """A rating; its level follows from its id."""
    level = hashlib.sha256(rating.encode()).digest()[0] % 5 + 1
    return Rating(id=rating, case=case, level=level, reasons=[], at=AT)
