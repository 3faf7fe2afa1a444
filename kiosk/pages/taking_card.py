"""Everything is wiped; a card still lies on the reader."""

from PySide6.QtCore import Qt

from core.session.states import TakingCard
from kiosk.page import Context, Page
from ui.components.error_panel import IconCircle
from ui.components.info_band import InfoBand
from ui.components.text import Text


class TakingCardPage(Page):
    """It ends by itself when the card is taken."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        theme, words = context.theme, context.words
        centre = Qt.AlignmentFlag.AlignHCenter
        self.body.addStretch(2)
        self.body.addWidget(IconCircle(theme, "id_card", "warn", 220), 0, centre)
        title = Text(theme, words("taking.title"), size="display", bold=True, align=centre)
        self.body.addWidget(title)
        line = Text(theme, words("taking.line"), role="text_2", align=centre, wrap=True)
        self.body.addWidget(line)
        self.body.addSpacing(28)
        self.body.addWidget(InfoBand(theme, "lock", words("taking.wiped")))
        self.body.addStretch(3)

    def show_state(self, state: TakingCard) -> None:
        """There is nothing of a person to show."""
