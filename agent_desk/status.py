"""The status bar: network, queue, quarantine at the left; reader, catalogue, clock at the right."""

from datetime import datetime

from agent_desk.context import Context
from agent_desk.figures import age_words, size_words
from core.device_report import Condition
from core.diagnosis import Area, Diagnosis
from core.ports import QueueView
from core.session.states import Session
from ui.components import StatusPart

_TOLD = (Area.NETWORK, Area.QUEUE)  # by the left side


def left_parts(queue: QueueView, now: datetime, context: Context) -> list[StatusPart]:
    """Network and since when; what waits; what is broken (never hidden)."""
    words = context.words
    key = "desk.status.online" if queue.online else "desk.status.offline"
    since = age_words(queue.since, now, words)
    link = StatusPart(
        "link",
        words(key, age="" if queue.online else since).strip(),
        icon="cloud" if queue.online else "cloud_off",
        role="ok" if queue.online else "offline",
        bold=True,
    )
    if queue.count:
        waits = words(
            "desk.status.waits",
            count=queue.count,
            size=size_words(queue.octets),
            age=age_words(queue.oldest, now, words),
        )
    else:
        waits = words("desk.status.nothing_waits")
    parts = [link, StatusPart("queue", waits, bold=bool(queue.count))]
    broken = words("desk.status.quarantined", count=queue.quarantined)
    if queue.quarantined:
        parts.append(StatusPart("broken", broken, "warning", "error", bold=True))
    else:
        parts.append(StatusPart("broken", broken))
    if queue.closed is not None:
        closed = words("desk.status.closed", code=queue.closed.value)
        parts.append(StatusPart("closed", closed, "warning", "error", bold=True))
    return parts


def right_parts(
    session: Session, now: datetime, context: Context, diagnosis: Diagnosis | None = None
) -> list[StatusPart]:
    """Reader, the other devices, catalogue, clock."""
    words = context.words
    if session.reader_fault is not None:
        text = words(f"error.{session.reader_fault.value}.title")
        reader = StatusPart("reader", text, "warning", "warn")
    elif session.card_reader:
        reader = StatusPart("reader", words("desk.status.card_lies"), "id_card", "lake")
    else:
        reader = StatusPart("reader", words("desk.status.reader"))
    version = words("desk.status.catalogue", version=context.setting().catalogue.version)
    return [
        reader,
        *_devices(diagnosis, context),
        StatusPart("catalogue", version),
        StatusPart("clock", f"{now:%H:%M}", bold=True),
    ]


def _devices(diagnosis: Diagnosis | None, context: Context) -> list[StatusPart]:
    """How the doctor found machines and services; nothing before its first look. The network and
    the queue have parts of their own."""
    if diagnosis is None:
        return []
    words = context.words
    for condition, role in ((Condition.BAD, "error"), (Condition.WARN, "warn")):
        count = sum(one.area not in _TOLD for one in diagnosis.of(condition))
        if count:
            text = words(f"desk.status.devices_{condition.value}", count=count)
            return [StatusPart("devices", text, "warning", role)]
    return [StatusPart("devices", words("desk.status.devices_well"))]
