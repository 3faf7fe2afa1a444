"""What the tests of this floor are made of: a clock, an enrolled terminal, fake applications."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec

from core import sealing
from core.application import (
    Application,
    Consent,
    Evidence,
    Face,
    MaterialGiven,
    Page,
    Person,
    Rating,
)
from core.followups import MaterialAdded, Withdrawal
from core.ports import Attachment, CaseView, Terminal
from core.resident_number import check_character
from core.wire import sha256_hex
from sync.identity import TerminalIdentity, save_identity
from sync.records import SqliteRecords

NAME = "测试张三"
NUMBER = "43079919900307123" + check_character("43079919900307123")
ADDRESS = "测试省虚构市不存在街道七号"
PHONE = "13900001234"
SMALL_RESERVE = 50_000


@dataclass
class SetClock:
    """A clock that is set by hand; its seconds that never run backwards are the real ones."""

    moment: datetime = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=8)))

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class CityKeys:
    """The private halves, as only the city has them."""

    seal: tuple[bytes, bytes] = field(default_factory=sealing.new_seal_keys)
    catalogue: tuple[bytes, bytes] = field(default_factory=sealing.new_signing_keys)


def enrolled(folder: Path, keys: CityKeys, url: str = "http://127.0.0.1:9") -> TerminalIdentity:
    """An enrolled terminal, with its identity on the disk."""
    private, _ = sealing.new_signing_keys()
    identity = TerminalIdentity(
        terminal=Terminal("CD0128", 1, "430702012000", "测试自助区", "T-ORGAN", "https://a.test/c"),
        private_key=private,
        city_url=url,
        suite=sealing.HPKE_SUITE,
        seal_key_id=sealing.key_id(keys.seal[1]),
        seal_public_key=keys.seal[1],
        catalogue_public_key=keys.catalogue[1],
    )
    save_identity(folder, identity)
    return identity


def open_records(folder: Path, identity: TerminalIdentity, clock: SetClock) -> SqliteRecords:
    """Records with a small reserve."""
    return SqliteRecords(folder, identity, clock, reserve_octets=SMALL_RESERVE)


def case_id(number: int) -> str:
    """An id in the form of a UUIDv7."""
    return f"01936000-0000-7000-8000-{number:012x}"


def pages(number: int, size: int = 3000) -> list[Attachment]:
    """A scan and a signature, with content of their own."""
    scan = f"scan of {NAME} {number} ".encode() * (size // 20 + 1)
    return [
        Attachment("M01", "image/jpeg", scan[:size]),
        Attachment("signature", "image/png", b"strokes %d" % number),
    ]


def an_application(number: int = 1, attachments: list[Attachment] | None = None) -> Application:
    """An application of a fake citizen that names its attachments."""
    given = [
        Page(sha256=sha256_hex(one.octets), size=len(one.octets), media_type="x", role=one.role)
        for one in (pages(number) if attachments is None else attachments)
    ]
    bare = Application(
        id=case_id(number),
        terminal="CD0128",
        created_at="2026-11-22T09:30:00+08:00",
        channel="kiosk",
        catalogue_version="2026.11.1",
        catalogue_digest="0" * 64,
        package="open_pharmacy",
        package_name="我要开药店",
        subject="person",
        answers={},
        items=["I1"],
        handling_organ="T-ORGAN",
        accepting_point="T-ORGAN",
        applicant=Person(name=NAME, number=NUMBER, address=ADDRESS, how="card"),
        form={"phone": PHONE, "address": ADDRESS},
        materials=[
            MaterialGiven(code="M01", name="平面图", how="scan", pages=given[:1]),
            MaterialGiven(code="M02", name="证明", how="promise", promised_until="2026-12-06"),
        ],
        consents=[
            Consent(
                purpose="apply", given=True, at="2026-11-22T09:29:00+08:00", text_sha256="0" * 64
            )
        ],
        face=Face(state="declined"),
        fee_fen=0,
        delivery="window",
    )
    return with_evidence(bare, given)


def with_evidence(bare: Application, given: list[Page]) -> Application:
    """The application with the picture of a signature over what was shown."""
    evidence = Evidence(
        notice_sha256="0" * 64,
        document_sha256=bare.shown_sha256(),
        signature=given[1] if len(given) > 1 else None,
        signed_at="2026-11-22T09:29:30+08:00",
    )
    return Application(
        **{name: getattr(bare, name) for name in bare.__struct_fields__} | {"evidence": evidence}
    )


def submit(
    records: SqliteRecords, number: int = 1, *, size: int = 3000, draft: str = ""
) -> CaseView:
    """Submit the fake application of this number."""
    attachments = pages(number, size)
    return records.submit(
        an_application(number, attachments),
        attachments,
        due="2026-12-20",
        materials_all=2,
        draft=draft,
    )


def an_amendment(number: int = 1, attachments: list[Attachment] | None = None) -> Application:
    """The same application with another phone number."""
    amended = an_application(number, attachments)
    form = {**amended.form, "phone": "13900005678"}
    given = [page for material in amended.materials for page in material.pages]
    bare = msgspec.structs.replace(amended, form=form, evidence=None)
    return with_evidence(bare, given)


def a_person() -> Person:
    """The fake citizen."""
    return Person(name=NAME, number=NUMBER, how="card")


def a_withdrawal(number: int = 1, letter: int = 1) -> Withdrawal:
    """The case with this number is taken back."""
    at = "2026-11-23T10:00:00+08:00"
    return Withdrawal(id=case_id(700_000 + letter), case=case_id(number), at=at, person=a_person())


def an_addition(number: int, octets: bytes, letter: int = 1) -> MaterialAdded:
    """The promised proof, one page."""
    page = Page(sha256=sha256_hex(octets), size=len(octets), media_type="x", role="M02")
    return MaterialAdded(
        id=case_id(800_000 + letter),
        case=case_id(number),
        at="2026-11-24T10:00:00+08:00",
        person=a_person(),
        materials=[MaterialGiven(code="M02", name="证明", how="scan", pages=[page])],
    )


def a_rating(number: int = 1) -> Rating:
    """A rating of the case with this number."""
    return Rating(
        id=case_id(900_000 + number),
        case=case_id(number),
        level=5,
        reasons=[],
        at=datetime(2026, 11, 22, 1, 40, tzinfo=UTC).isoformat(),
    )
