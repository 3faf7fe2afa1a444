"""A kiosk page under a title: one column, or in landscape the title at the left of the choice."""

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.page import Context, Page
from ui.components.page_title import PageTitle


class TitledPage(Page):
    """`main` takes what is chosen, `side` what stands beside it; in portrait, and with larger text,
    they are one column.
    `besides` is left out in low position, where the frame shows the figures itself."""

    besides: tuple[QWidget, ...] = ()

    shares = (4, 7)  # of the width, for side and main
    gap = 56  # between them

    def __init__(self, context: Context, *, folds: bool = True) -> None:
        self._beside_title: PageTitle | None = None
        self.is_wide = context.is_landscape() and folds and context.theme.scale <= 1
        super().__init__(context, bleed=self.is_wide)
        self.main: QBoxLayout = self.body
        self.side: QBoxLayout = self.body
        if self.is_wide:
            self._fold()

    def set_texts(self, title: str, *, crumb: str = "", aside: str = "", hint: str = "") -> None:
        """Show another title, wherever it stands."""
        super().set_texts(title, crumb=crumb, aside=aside, hint=hint)
        if self._beside_title is not None:
            self._beside_title.set_texts(title, crumb=crumb, aside=aside, hint=hint)

    def set_low(self, low: bool) -> None:
        """Leave the title and what stands beside the choice to the frame, or show them."""
        super().set_low(low)
        for widget in self.besides:
            widget.setVisible(not low)

    def _fold(self) -> None:
        theme = self.context.theme
        columns = QHBoxLayout()
        columns.setContentsMargins(theme.space("page"), 40, theme.space("page"), theme.space("m"))
        columns.setSpacing(self.gap)
        self._beside_title = PageTitle(theme, "")
        self.side = QVBoxLayout()
        self.side.setSpacing(20)
        self.side.addWidget(self._beside_title)
        self.main = QVBoxLayout()
        self.main.setSpacing(20)
        columns.addLayout(self.side, self.shares[0])
        columns.addLayout(self.main, self.shares[1])
        self.body.addLayout(columns, 1)
