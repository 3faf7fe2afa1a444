"""Lists: the packages of a life event, the departments, the packages of a department."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from core.catalogue import Package
from core.session.events import BackTouched, DepartmentTouched, PackageChosen
from core.session.states import Browsing
from kiosk.page import Context
from kiosk.pages.offer import departments, entry_of, offered
from kiosk.widgets.list_row import Entry, ListRow
from kiosk.widgets.notice_line import NoticeLine
from kiosk.widgets.paged_list import PagedList
from kiosk.widgets.titled_page import TitledPage
from ui.components.action_bar import Action

_LEAST = 144


class BrowsePage(TitledPage):
    """One list, turned page by page."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._state = Browsing()
        self._list = PagedList(context.theme, context.words)
        self._nothing = NoticeLine(
            context.theme, "info", context.words("browse.nothing_line"), "lake"
        )
        self.main.addWidget(self._list)
        self.main.addWidget(self._nothing)
        self.main.addStretch(1)
        if self.is_wide:
            self.side.addStretch(1)

    def show_state(self, state: Browsing) -> None:
        """Show the list that the state asks for."""
        self._state = state
        packages = offered(self.context.setting())
        words = self.context.words
        rows: list[QWidget]
        if state.life_event is not None:
            packages = [each for each in packages if each.life_event is state.life_event]
            title = words(f"life.{state.life_event.value}")
            self.set_texts(title, crumb=words("browse.life_crumb"), hint=words("browse.hint"))
            rows = self._package_rows(packages)
        elif state.department:
            packages = [each for each in packages if each.department == state.department]
            title = words("browse.department", name=state.department)
            self.set_texts(title, crumb=words("browse.crumb"), hint=words("browse.hint"))
            rows = self._package_rows(packages)
        else:
            hint = words("browse.departments_hint")
            self.set_texts(words("browse.departments"), crumb=words("browse.crumb"), hint=hint)
            rows = self._department_rows(packages)
        self._list.set_rows(rows)
        self._nothing.setVisible(not rows)

    def offers(self) -> list[Action]:
        """Only back: a touch on a row leads on."""
        words = self.context.words
        back = Action("back", words("browse.back" if self._state.department else "browse.home"))
        if self._state.life_event is None:
            return [back]
        return [back, Action("departments", words("browse.crumb"))]

    def act(self, key: str) -> None:
        self.context.tell(DepartmentTouched() if key == "departments" else BackTouched())

    def _package_rows(self, packages: Sequence[Package]) -> list[QWidget]:
        context, setting = self.context, self.context.setting()
        rows: list[QWidget] = []
        for package in packages:
            entry = entry_of(package, setting, context.words)
            row = ListRow(context.theme, entry, name=f"package:{package.code}", least=_LEAST)
            row.clicked.connect(lambda _=False, code=package.code: self._choose(code))
            rows.append(row)
        return rows

    def _department_rows(self, packages: Sequence[Package]) -> list[QWidget]:
        theme, words = self.context.theme, self.context.words
        rows: list[QWidget] = []
        for name, count in departments(packages).items():
            entry = Entry(name, words("row.packages", count=count))
            row = ListRow(theme, entry, name=f"department:{name}", least=_LEAST)
            row.clicked.connect(lambda _=False, name=name: self._open(name))
            rows.append(row)
        return rows

    def _choose(self, code: str) -> None:
        self.context.tell(PackageChosen(code, self.context.new_id()))

    def _open(self, department: str) -> None:
        self.context.tell(DepartmentTouched(department))
