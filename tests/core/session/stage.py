"""A setting and a few people for tests of the session. Nobody here is real."""

from datetime import date
from pathlib import Path

from core.card import CardKind, IdCard, Sex
from core.catalogue import Catalogue
from core.catalogue_reading import make_manifest, read_catalogue
from core.ports import Attachment, CardNews, CaseView, ReaderState, Terminal
from core.resident_number import check_character
from core.session import events as ev
from core.session.matter import Signature
from core.session.setting import Setting
from core.workdays import read_calendar

RESOURCES = Path(__file__).parents[3] / "resources"
TODAY = date(2026, 11, 23)
AT = "2026-11-23T23:06:00+08:00"
JOURNEY = "01930000-0000-7000-8000-000000000001"
RATING = "01930000-0000-7000-8000-000000000002"


def shipped_catalogue() -> Catalogue:
    folder = RESOURCES / "catalogue"
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.toml")
    }
    manifest = make_manifest(files, "2026.11.1", 1, TODAY, date(2027, 11, 23))
    return read_catalogue(files, manifest)


def plain_words(key: str, **gaps: object) -> str:
    """Words that show what they were asked for."""
    return f"{key} {sorted(gaps.items())}" if gaps else key


def make_setting(catalogue: Catalogue, *, is_mandated: bool = False) -> Setting:
    return Setting(
        catalogue=catalogue,
        terminal=Terminal(
            code="CD0128",
            epoch=1,
            region="430702012000",
            place="测试街道自助区",
            accepting_point="CD-430702-JD",
            public_url="http://127.0.0.1",
        ),
        today=TODAY,
        calendar=read_calendar((RESOURCES / "holidays.toml").read_bytes()),
        words=plain_words,
        is_mandated=is_mandated,
        channel="agent_desk" if is_mandated else "kiosk",
    )


def card(name: str = "测试张三", serial: int = 1, birth: date = date(1980, 1, 1)) -> IdCard:
    first = f"430799{birth:%Y%m%d}{serial:03d}"
    return IdCard(
        kind=CardKind.CITIZEN,
        name=name,
        sex=Sex.MALE,
        ethnic_code="01",
        birth=birth,
        address="测试市测试区测试路 1 号",
        number=first + check_character(first),
        authority="测试市公安局",
        valid_from=date(2020, 1, 1),
        valid_to=date(2040, 1, 1),
    )


def lies_there(reader: str = "R0") -> ev.CardChanged:
    return ev.CardChanged(CardNews(ReaderState.CARD_PRESENT, reader, 1))


def taken_away(reader: str = "R0") -> ev.CardChanged:
    return ev.CardChanged(CardNews(ReaderState.EMPTY, reader, 1))


def picture(role: str, octets: bytes = b"\xff\xd8picture") -> Attachment:
    return Attachment(role, "image/jpeg", octets)


def signature(text: bytes = b"drawn") -> Signature:
    return Signature(
        Attachment("signature", "image/png", text),
        Attachment("strokes", "application/json", b"[" + text + b"]"),
    )


def case(id_: str = JOURNEY) -> CaseView:
    return CaseView(
        id=id_,
        receipt_no="CD0128-261123-100001-X",
        official_no="",
        package="CD-YJS-0002",
        package_name="失业登记",
        name_masked="测**",
        channel="kiosk",
        state="pending",
        created_at=AT,
        updated_at=AT,
        due="2026-11-30",
        materials_given=1,
        materials_all=1,
        size=1,
        mandated=False,
    )
