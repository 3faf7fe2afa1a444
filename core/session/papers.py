"""The paper of a page: which slip a printer gets for a state."""

from datetime import datetime

from core.notice import Notice, build_notice, qr_text
from core.notice_slip import to_slip
from core.ports import Slip
from core.session.effects import Paper
from core.session.matter import Matter
from core.session.setting import Setting
from core.session.states import ReadingNotice, Received, State
from core.slips import Promised, receipt_slip


def slip_of(state: State, paper: Paper, setting: Setting, at: datetime, online: bool) -> Slip:
    """The slip. Raises ValueError for a state that has no such paper."""
    match state, paper:
        case ReadingNotice(), Paper.NOTICE:
            notice = notice_of(state.matter, setting, at, online)
            link = qr_text(notice, setting.terminal.public_url)
            return to_slip(notice, setting.words, qr=link)
        case Received(), Paper.RECEIPT:
            return receipt_slip(
                state.case,
                terminal=setting.terminal,
                words=setting.words,
                promised=promised_of(state, setting),
                code=state.fault,
            )
        case _:
            raise ValueError(f"no {paper.value} for {type(state).__name__}")


def notice_of(matter: Matter, setting: Setting, at: datetime, online: bool) -> Notice:
    """The one-time notice of a matter as it stands, with the day when it would be done."""
    plan = setting.plan_of(matter)
    names = {organ.code: organ.name for organ in setting.catalogue.organs}
    return build_notice(
        plan,
        terminal=setting.terminal,
        organ=setting.catalogue.organ(matter.organ),
        online=online,
        at=at,
        due=setting.calendar.add(setting.calendar.first_worked(setting.today), plan.after.days),
        organ_names={item.organ: names.get(item.organ, item.organ) for item in plan.items},
    )


def promised_of(state: Received, setting: Setting) -> tuple[Promised, ...]:
    """What was promised, by name."""
    names = {m.code: m.name for m in setting.catalogue.package(state.package).materials}
    return tuple(Promised(names.get(code, code), until) for code, until, _ in state.promised)
