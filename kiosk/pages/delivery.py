"""取结果: how the result is handed over, chosen from what the package offers."""

from core.session import events as ev
from core.session.states import ChoosingDelivery
from kiosk.page import Context
from kiosk.widgets.list_row import Entry
from kiosk.widgets.paged_list import PagedList
from kiosk.widgets.radio_row import RadioRow
from kiosk.widgets.titled_page import TitledPage
from ui.components.action_bar import Action


class DeliveryPage(TitledPage):
    """Reached from the review, and leads back to it."""

    step = 6

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        words = context.words
        self._state: ChoosingDelivery | None = None
        self._list = PagedList(context.theme, words)
        self.set_texts(words("delivery.title"), hint=words("delivery.hint"))
        self.main.addWidget(self._list)
        self.main.addStretch(1)
        self.side.addStretch(1)

    def show_state(self, state: ChoosingDelivery) -> None:
        """Show the ways; a touch only moves the mark."""
        is_new, self._state = self._state is None, state
        ways = self.context.setting().package_of(state.matter).delivery
        if is_new:
            self._list.set_rows([self._row(way) for way in ways])
        for row, way in zip(self._list.rows(), ways, strict=True):
            assert isinstance(row, RadioRow)
            row.setChecked(way == state.chosen)

    def offers(self) -> list[Action]:
        words = self.context.words
        chosen = self._state is not None and bool(self._state.chosen)
        back = Action("back", words("handling.back"))
        reason = words("delivery.nothing")
        take = words("delivery.take")
        return [back, Action("confirm", take, "primary", "check", enabled=chosen, reason=reason)]

    def act(self, key: str) -> None:
        self.context.tell(ev.Confirmed() if key == "confirm" else ev.BackTouched())

    def _row(self, way: str) -> RadioRow:
        row = RadioRow(self.context.theme, Entry(way), name=f"option:{way}")
        row.clicked.connect(lambda _=False: self.context.tell(ev.OptionTouched(way)))
        return row
