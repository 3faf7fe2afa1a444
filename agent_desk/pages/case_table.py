"""The cases in a table: of today, or all of this terminal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_desk.case_search import fits
from agent_desk.case_words import (
    MENDABLE,
    due_cells,
    is_due_soon,
    is_waiting,
    state_mark,
    sync_mark,
    way_words,
)
from agent_desk.context import Book, Context
from agent_desk.figures import short_number
from agent_desk.page import DeskPage, count_text, hint_row
from agent_desk.pages.case_side import CaseSide
from agent_desk.widgets.search_field import SearchField
from core.errors import Code
from core.ports import CaseView
from ui.components import (
    Button,
    Cell,
    Column,
    DataTable,
    NoticeBar,
    Segment,
    SegmentedFilter,
    Text,
)

FILTERS = ("all", "mend", "soon", "waiting", "quarantined")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which page this is: `key` of its words, and the first day that it shows, or None."""

    key: str
    since: Callable[[], date | None]


class CaseTablePage(DeskPage):
    """Filter chips with counts, search, table, and the side panel of the chosen case."""

    def __init__(self, context: Context, scope: Scope) -> None:
        super().__init__(context)
        self._scope = scope
        self._book = Book()
        self._filter = FILTERS[0]
        self._shown: list[CaseView] = []
        self._wide = False
        words, theme = context.words, context.theme
        self._search = SearchField(theme, words("desk.search"), words("desk.key.find.cap"))
        self._search.setObjectName("field:search")
        self._search.edited.connect(lambda _: self._fill())
        self._search.entered.connect(self._focus_table)
        self._search.descended.connect(self._focus_table)
        self._search.setFixedWidth(290)
        self._new = Button(theme, words("desk.new_case"), "plus", kind="lake")
        self._new.setObjectName("action:new_case")
        self._new.clicked.connect(lambda: self.asked.emit("new_case"))
        self.bar.add(self._search)
        self.bar.add(self._new)
        self._filters = SegmentedFilter(theme)
        self._filters.chosen.connect(self._choose_filter)
        self._notice = NoticeBar(theme, "error")
        self._notice.hide()
        self._count = count_text(context)
        self._empty = Text(theme, "", role="text_2", align=Qt.AlignmentFlag.AlignHCenter, wrap=True)
        self._column = QVBoxLayout()
        self._table = self._make_table()
        self._side = CaseSide(context)
        self._side.opened.connect(lambda case: self.asked.emit(f"case:{case}"))
        self._side.mended.connect(lambda: self.asked.emit("outbox"))
        self._lay_out()
        self._fill()

    def set_under_way(self, under_way: bool) -> None:
        """A case that is being taken is gone on with; no second one beside it."""
        words = self.context.words
        if under_way:
            self._new.set_words(words("desk.go_on"), "arrow_right")
        else:
            self._new.set_words(words("desk.new_case"), "plus")

    def show_book(self, book: Book) -> None:
        self._book = book
        self._rows = {str(row["id"]): row for row in book.rows}
        self._notice.setVisible(book.code is not None)
        if book.code is not None:
            self.say_code(book.code, "error")
        self._fill()

    def say_code(self, code: Code, kind: str = "warn") -> None:
        """Say something above the table, until the book is shown anew."""
        title = self.context.words(f"error.{code.value}.title")
        self._notice.set_notice(kind, f"{title}　{code.value}")
        self._notice.show()

    def go_to_search(self) -> None:
        self._search.setFocus()

    def arrive(self) -> None:
        self._table.setFocus()

    def set_wide(self, wide: bool) -> None:
        self._side.set_wide(wide)
        if wide == self._wide:
            return
        self._wide = wide
        old = self._table
        self._table = self._make_table()
        self._column.replaceWidget(old, self._table)
        old.hide()
        old.deleteLater()
        self._fill()

    def cases(self) -> list[CaseView]:
        """The cases that are shown, in order."""
        return list(self._shown)

    def filter_button(self, key: str) -> QWidget:
        """The chip of a filter. Raises KeyError."""
        return self._filters.button(key)

    # ── inside ─────────────────────────────────────────────────────────────────────────────────

    def _lay_out(self) -> None:
        theme = self.context.theme
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(10)
        self._column.addWidget(self._notice)
        self._column.addWidget(self._filters)
        self._column.addWidget(self._table, 1)
        self._column.addWidget(self._empty, 1)
        hints = hint_row(self.context, "choose", "open", "new", "find", end=self._count)
        self._column.addLayout(hints)
        self.body.addLayout(self._column, 1)
        self.body.addWidget(self._side)
        self._table.setPalette(theme.widget_palette())

    def _make_table(self) -> DataTable:
        words = self.context.words
        columns = [
            Column(words("desk.column.number"), 152),
            Column(words("desk.column.applicant"), 74),
            Column(words("desk.column.matter")),
            Column(words("desk.column.way"), 60),
            Column(words("desk.column.state"), 110),
            Column(words("desk.column.due"), 66),
            Column(words("desk.column.left"), 92),
            Column(words("desk.column.materials"), 62, right=True),
            Column(words("desk.column.sync"), 84),
        ]
        if self._wide:
            columns[1:1] = [Column(words("desk.column.official"), 210)]
            columns[-1:-1] = [Column(words("desk.column.taken"), 130)]
        table = DataTable(self.context.theme, columns, words(f"desk.{self._scope.key}.title"))
        table.setObjectName("table:cases")
        table.chosen.connect(self._choose)
        table.opened.connect(lambda row: self.asked.emit(f"case:{self._shown[row].id}"))
        return table

    def _choose_filter(self, key: str) -> None:
        self._filter = key
        self._fill()

    def _in_scope(self) -> list[CaseView]:
        since = self._scope.since()
        return [c for c in self._book.cases if since is None or c.created_at[:10] >= f"{since}"]

    def _passes(self, case: CaseView, key: str) -> bool:
        setting = self.context.setting()
        row = self._rows.get(case.id)
        match key:
            case "mend":
                return case.state in MENDABLE
            case "soon":
                return is_due_soon(case, setting.today, setting.calendar)
            case "waiting":
                return is_waiting(row)
            case "quarantined":
                return row is not None and row["state"] == "quarantined"
            case _:
                return True

    def _fill(self) -> None:
        words, setting = self.context.words, self.context.setting()
        self.bar.set_texts(
            words(f"desk.{self._scope.key}.title"),
            words(
                f"desk.{self._scope.key}.aside",
                date=setting.today.isoformat(),
                weekday=words(f"desk.weekday.{setting.today.weekday()}"),
            ),
        )
        cases = self._in_scope()
        self._show_filters(cases)
        query = self._search.text()
        self._shown = [c for c in cases if self._passes(c, self._filter) and fits(c, query)]
        self._table.set_rows([self._row(case) for case in self._shown])
        self._table.setVisible(bool(self._shown))
        self._empty.setVisible(not self._shown)
        self._empty.setText(words("desk.none_found" if cases else f"desk.{self._scope.key}.none"))
        self._count.setText(words("desk.count", count=len(self._shown)))
        self._choose(self._table.chosen_row())

    def _show_filters(self, cases: list[CaseView]) -> None:
        words = self.context.words
        segments = []
        for key in FILTERS:
            count = sum(self._passes(case, key) for case in cases)
            urgent = key in ("soon", "quarantined") and count > 0
            segments.append(Segment(key, words(f"desk.filter.{key}"), str(count), urgent))
        self._filters.set_segments(segments, self._filter)
        for key in FILTERS:
            self._filters.button(key).setObjectName(f"filter:{key}")

    def _row(self, case: CaseView) -> list[Cell | str]:
        words, setting = self.context.words, self.context.setting()
        row: list[Cell | str] = [
            short_number(case.receipt_no, setting.terminal.code),
            case.name_masked,
            case.package_name,
            Cell(way_words(case, words), role="text_2"),
            state_mark(case.state, words).cell(),
            *due_cells(case, setting.today, setting.calendar, words),
            Cell(f"{case.materials_given}/{case.materials_all}", role="text_2"),
            sync_mark(self._rows.get(case.id), words).cell(),
        ]
        if self._wide:
            nothing = words("desk.nothing")
            row[1:1] = [Cell(case.official_no or nothing, role="text_2")]
            row[-1:-1] = [Cell(case.created_at[5:16].replace("T", " "), role="text_2")]
        return row

    def _choose(self, place: int) -> None:
        case = self._shown[place] if 0 <= place < len(self._shown) else None
        self._side.show_case(case, self._rows.get(case.id) if case else None)

    def _focus_table(self) -> None:
        if self._shown:
            self._table.setFocus()
