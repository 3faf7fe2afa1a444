"""The cards of the one-time notice: items, what to bring and pay, what works when."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.page import Context
from kiosk.pages.notice_sheet import NoticeSheet, Pair
from kiosk.widgets.fact_row import FactRow
from kiosk.widgets.paged_list import PagedList
from kiosk.widgets.point_card import PointCard
from ui.components.button import TextLink
from ui.components.card import Card
from ui.components.rule import Rule
from ui.components.text import Text
from ui.icons import IconLabel
from ui.theme import Theme

_ITEMS_AT_ONCE = 4  # in large text
_EDGE = 28


def changes_card(context: Context, sheet: NoticeSheet) -> Card:
    """The figures below each other, for larger text."""
    theme = context.theme
    card = Card(theme, padding=_EDGE)
    for change in sheet.changes:
        row = QHBoxLayout()
        row.addWidget(Text(theme, change.caption, role="text_2"))
        row.addStretch(1)
        figures = f"{change.before} → {change.after}" if change.before else change.after
        row.addWidget(Text(theme, f"{figures} {change.unit}".rstrip(), role="lake", bold=True))
        card.body.addLayout(row)
    return card


def items_card(context: Context, sheet: NoticeSheet, *, padding: int = _EDGE) -> Card:
    """The items with their organs; they turn pages where the room is short."""
    theme = context.theme
    card = Card(theme, padding=padding)
    head = QHBoxLayout()
    head.addWidget(Text(theme, sheet.heading, size="h2", bold=True))
    head.addStretch(1)
    head.addWidget(Text(theme, sheet.order, size="small", role="text_2"))
    card.body.addLayout(head)
    items = PagedList(theme, context.words, gap=0)
    items.set_rows([FactRow(theme, fact) for fact in sheet.items])
    card.body.addWidget(items)
    return card


def item_blocks(context: Context, sheet: NoticeSheet) -> list[QWidget]:
    """The items in cards of a few, for large text: they page, nothing shrinks."""
    theme = context.theme
    blocks: list[QWidget] = []
    for start in range(0, len(sheet.items), _ITEMS_AT_ONCE):
        card = Card(theme, padding=_EDGE)
        if not start:
            card.body.addWidget(Text(theme, sheet.heading, size="h2", bold=True, wrap=True))
            card.body.addWidget(Text(theme, sheet.order, size="small", role="text_2", wrap=True))
        for fact in sheet.items[start : start + _ITEMS_AT_ONCE]:
            card.body.addWidget(FactRow(theme, fact))
        blocks.append(card)
    return blocks


def materials_card(context: Context, sheet: NoticeSheet) -> Card:
    """The materials by name, where few items leave the room; more of each is in its own list."""
    theme = context.theme
    card = Card(theme, padding=24)
    heading = context.words("notice.panel.materials", count=len(sheet.material_rows))
    card.body.addWidget(Text(theme, heading, size="h2", bold=True))
    rows = PagedList(theme, context.words, gap=0)
    rows.set_rows([FactRow(theme, replace(fact, line="")) for fact in sheet.material_rows])
    card.body.addWidget(rows)
    return card


def facts_card(context: Context, sheet: NoticeSheet, open_list: Callable[[str], None]) -> Card:
    """Materials, fees and result; `open_list` is told `materials` or `fees`."""
    theme, words = context.theme, context.words
    card = Card(theme)
    card.body.setContentsMargins(_EDGE, 12, _EDGE, 12)
    card.body.setSpacing(6)
    rows = (
        ("documents", "material", sheet.materials, bool(sheet.material_rows)),
        ("yen", "fee", sheet.fees, bool(sheet.fee_rows)),
        ("pin", "result", Pair(sheet.result), False),
    )
    for place, (icon, name, pair, has_list) in enumerate(rows):
        if place:
            card.body.addWidget(Rule(theme))
        row = QHBoxLayout()
        row.setSpacing(theme.space("s"))
        row.addWidget(IconLabel(theme, icon, "lake", "s"))
        row.addWidget(Text(theme, words(f"notice.{name}_row"), role="text_2"))
        if has_list:
            row.addSpacing(8)
            row.addWidget(_link(theme, f"{name}s", words(f"notice.{name}_list"), open_list))
        row.addLayout(_values(theme, pair), 1)
        card.body.addLayout(row)
    return card


def ways_row(context: Context) -> QWidget:
    """What works now, and what follows by itself; other words with and without network."""
    theme, words = context.theme, context.words
    link = "online" if context.queue().online else "offline"
    now = PointCard(
        theme,
        "ok",
        "check_circle",
        words(f"notice.now.{link}"),
        [words(f"notice.now.{point}") for point in ("one", "two", f"three_{link}")],
    )
    later = PointCard(
        theme,
        "lake" if link == "online" else "offline",
        "cloud",
        words(f"notice.later.{link}"),
        [words(f"notice.later.{point}") for point in ("one", "two", "three")],
    )
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(20)
    row.addWidget(now, 1)
    row.addWidget(later, 1)
    return holder


def _link(theme: Theme, name: str, text: str, open_list: Callable[[str], None]) -> TextLink:
    link = TextLink(theme, text, "chevron_right")
    link.setObjectName(f"link:{name}")
    link.clicked.connect(lambda: open_list(name))
    return link


def _values(theme: Theme, pair: Pair) -> QVBoxLayout:
    right = Qt.AlignmentFlag.AlignRight
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addStretch(1)
    column.addWidget(Text(theme, pair.value, bold=True, wrap=True, align=right))
    if pair.line:
        line = Text(theme, pair.line, size="small", role="text_2", wrap=True, align=right)
        column.addWidget(line)
    column.addStretch(1)
    return column
