"""From what was collected to the document that is signed, with its attachments and its due day."""

from datetime import date, timedelta

import msgspec
from msgspec import UNSET

from core.application import (
    Application,
    Consent,
    Evidence,
    Face,
    Mandate,
    MaterialGiven,
    Page,
    Person,
)
from core.card import IdCard
from core.form_checks import final
from core.mandate import DEFAULT_TERM_DAYS, mandate_text
from core.notice import build_notice, digest
from core.ports import Attachment
from core.session.filling import all_fields
from core.session.handing_in import with_card_copies
from core.session.matter import FaceState, Matter
from core.session.setting import Setting
from core.wire import sha256_hex


def build_application(matter: Matter, setting: Setting, at: str) -> Application:
    """The whole document, signature included. `at` is the moment of signing.

    Without a signature the evidence is left out; its digest binds the rest (shown_sha256).
    """
    matter = with_card_copies(matter, setting)
    unsigned = _unsigned(matter, setting, at)
    if matter.signature is None:
        return unsigned
    evidence = Evidence(
        notice_sha256=_notice_digest(matter, setting),
        document_sha256=unsigned.shown_sha256(),
        signature=_page(matter.signature.picture),
        strokes=_page(matter.signature.strokes),
        signed_at=at,
    )
    return msgspec.structs.replace(unsigned, evidence=evidence)


def attachments_of(matter: Matter) -> tuple[Attachment, ...]:
    """Every page that travels with the document, each plain content once."""
    found: list[Attachment] = [page for given in matter.given for page in given.pages]
    if matter.face is not None:
        found.append(matter.face)
    for signature in (matter.signature, matter.mandate):
        if signature is not None:
            found += [signature.picture, signature.strokes]
    unique = {sha256_hex(attachment.octets): attachment for attachment in found}
    return tuple(unique.values())


def due_day(matter: Matter, setting: Setting) -> date:
    """The promised day when handled from today on; the city's own clock overrides it."""
    plan = setting.plan_of(matter)
    start = setting.calendar.first_worked(setting.today)
    return setting.calendar.add(start, plan.after.days).date


def _unsigned(matter: Matter, setting: Setting, at: str) -> Application:
    plan = setting.plan_of(matter)
    return Application(
        id=matter.id,
        terminal=setting.terminal.code,
        created_at=at,
        channel=setting.channel,
        catalogue_version=setting.catalogue.version,
        catalogue_digest=setting.catalogue.digest,
        package=plan.package.code,
        package_name=plan.package.name,
        subject=(matter.subject or plan.package.subjects[0]).value,
        answers=dict(plan.answers),
        items=[item.code for item in plan.items],
        handling_organ=matter.organ,
        accepting_point=setting.terminal.accepting_point,
        applicant=_applicant(matter, setting),
        mandate=_mandate(matter, setting),
        form=_form(matter, setting),
        materials=[material_given(matter, code, name) for code, name in _names(matter, setting)],
        consents=_consents(matter, setting),
        face=_face(matter),
        fee_fen=plan.fee_fen,
        delivery=matter.delivery,
    )


def _form(matter: Matter, setting: Setting) -> dict[str, str]:
    """Only fields that belong to the plan: an answer that changed leaves none behind."""
    typed = matter.form_map()
    return {
        field.key: final(field, typed[field.key])
        for field in all_fields(matter, setting)
        if typed.get(field.key)
    }


def _applicant(matter: Matter, setting: Setting) -> Person:
    if matter.card is not None:
        return person_of(matter.card)
    typed = matter.form_map()
    by_source = {
        field.from_card: typed.get(field.key, "")
        for field in all_fields(matter, setting)
        if field.from_card
    }
    return Person(
        name=by_source.get("name", ""),
        number=by_source.get("number", ""),
        birth=by_source.get("birth", ""),
        address=by_source.get("address", ""),
        how="typed",
    )


def person_of(card: IdCard) -> Person:
    """The person of a card that was read."""
    return Person(
        name=card.name,
        number=card.number,
        sex=card.sex.value,
        ethnic_code=card.ethnic_code,
        birth=card.birth.isoformat(),
        address=card.latest_address,
        card_valid_to=card.valid_to.isoformat() if card.valid_to else "",
        how="card",
    )


def _mandate(matter: Matter, setting: Setting) -> Mandate | None:
    if matter.mandate is None or matter.agent_card is None or matter.card is None:
        return None
    day = setting.today
    last = day + timedelta(days=DEFAULT_TERM_DAYS)
    text = mandate_words(matter, setting)
    return Mandate(
        agent=person_of(matter.agent_card),
        role="village_agent",
        matter=setting.package_of(matter).name,
        power=setting.words("mandate.power"),
        valid_from=day.isoformat(),
        valid_to=last.isoformat(),
        text_sha256=sha256_hex(text.encode()),
        signature_sha256=sha256_hex(matter.mandate.picture.octets),
    )


def mandate_words(matter: Matter, setting: Setting) -> str:
    """The mandate as the principal reads and signs it."""
    if matter.card is None or matter.agent_card is None:
        return ""
    return mandate_text(
        principal=matter.card,
        agent=matter.agent_card,
        matter=setting.package_of(matter).name,
        start=setting.today,
        words=setting.words,
    )


def _names(matter: Matter, setting: Setting) -> list[tuple[str, str]]:
    return [
        (planned.material.code, planned.material.name)
        for planned in setting.plan_of(matter).materials
    ]


def material_given(matter: Matter, code: str, name: str) -> MaterialGiven:
    given = matter.given_map().get(code)
    if given is None:
        return MaterialGiven(code=code, name=name, how="missing")
    return MaterialGiven(
        code=code,
        name=name,
        how=given.how.value,
        pages=[_page(page) for page in given.pages],
        promised_until=given.promised_until,
        promise_text=given.promise_text,
    )


def _consents(matter: Matter, setting: Setting) -> list[Consent]:
    if matter.consent is None:
        return []
    text = setting.words("consent.face.text")
    return [
        Consent(
            purpose="face",
            given=matter.consent,
            at=matter.consent_at,
            text_sha256=sha256_hex(text.encode()),
        )
    ]


def _face(matter: Matter) -> Face:
    if matter.face is None or matter.face_state not in (FaceState.CAPTURED, FaceState.COMPARED):
        return Face(state=matter.face_state.value, quality=dict(matter.face_quality))
    return Face(
        state=matter.face_state.value,
        quality=dict(matter.face_quality),
        page=_page(matter.face),
        liveness=matter.face_liveness or UNSET,
        comparison=matter.face_comparison or UNSET,
    )


def _page(attachment: Attachment) -> Page:
    return Page(
        sha256=sha256_hex(attachment.octets),
        size=len(attachment.octets),
        media_type=attachment.media_type,
        role=attachment.role,
    )


def _notice_digest(matter: Matter, setting: Setting) -> str:
    plan = setting.plan_of(matter)
    organ = setting.catalogue.organ(matter.organ)
    return digest(build_notice(plan, terminal=setting.terminal, organ=organ))
