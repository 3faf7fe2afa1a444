"""Small catalogue rows for tests: everything that a row needs, and what the test says."""

from datetime import date
from typing import Any

from core.catalogue import (
    Fee,
    Field,
    FieldGroup,
    Item,
    LifeEvent,
    Mark,
    Material,
    Option,
    Organ,
    Package,
    Promise,
    Question,
    Source,
    Step,
    Subject,
)

SOURCE = Source(text="测试", mark=Mark.RECONSTRUCTED)
DAY = date(2026, 11, 23)
STEPS = [Step(name="受理", shared=True), Step(name="审查", shared=False)]


def an_item(code: str, *materials: str, **rest: Any) -> Item:
    """An item that needs these materials and takes 5 days."""
    days = rest.pop("days", 5)
    plain: dict[str, Any] = {
        "name": f"事项 {code}",
        "organ": "GA",
        "kind": "permit",
        "basis": "测试",
        "result": "证",
        "days_before": days,
        "days_promised": days,
        "days_legal": 20,
        "steps": STEPS,
        "valid_from": date(2020, 1, 1),
        "source": SOURCE,
    }
    return Item(code=code, materials=list(materials), **{**plain, **rest})


def a_material(code: str, **rest: Any) -> Material:
    """A document."""
    return Material(code=code, name=f"材料 {code}", **rest)


def a_question(code: str, *options: Option, **rest: Any) -> Question:
    """A question with options."""
    return Question(code=code, text=f"问 {code}？", options=list(options), source=SOURCE, **rest)


def a_fee(fen: int, **rest: Any) -> Fee:
    """A fee row that has always been in force."""
    plain: dict[str, Any] = {"name": "登记费", "basis": "测试", "valid_from": date(2000, 1, 1)}
    return Fee(fen=fen, source=SOURCE, **{**plain, **rest})


def a_package(
    items: list[Item],
    materials: list[Material],
    questions: list[Question] | None = None,
    promise: int | None = None,
    **rest: Any,
) -> Package:
    """A package of these rows with one form field."""
    field = Field(key="name", label="姓名", items=[items[0].code])
    plain: dict[str, Any] = {
        "code": "T-1",
        "name": "测试一件事",
        "summary": "测试",
        "life_event": LifeEvent.BUSINESS,
        "department": "测试",
        "subjects": [Subject.PERSON, Subject.ENTERPRISE],
        "valid_from": date(2020, 1, 1),
        "groups": [FieldGroup(title="基本信息", fields=[field])],
        "handled_by": ["GA"],
        "place": "窗口",
        "delivery": ["窗口领取"],
        "source": SOURCE,
        "promise": None if promise is None else Promise(days=promise, source=SOURCE),
    }
    return Package(items=items, materials=materials, questions=questions or [], **{**plain, **rest})


def an_organ(code: str, region: str, level: int, parent: str = "") -> Organ:
    """An organ."""
    return Organ(code=code, name=code, region=region, level=level, parent=parent, source=SOURCE)
