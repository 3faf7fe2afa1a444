"""A page of two parts: one below the other, or side by side where the screen is wide or low."""

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from kiosk.page import Context, Page
from ui.components.page_title import PageTitle


class TwoPartPage(Page):
    """Put widgets into `lead` and `rest`. In landscape the title stands above `lead`.

    `shares` divide the width; `upright` the free height of portrait. `turned`: in portrait the
    second part stands above the first. `folds_low`: side by side in low position too.
    """

    _parts: QBoxLayout | None = None

    def __init__(
        self,
        context: Context,
        *,
        shares: tuple[int, int] = (1, 1),
        upright: tuple[int, int] = (0, 0),
        turned: bool = False,
        folds_low: bool = True,
    ) -> None:
        self.is_wide = context.is_landscape()
        self._shares, self._upright = shares, upright
        self._turned, self._folds_low = turned, folds_low
        self._beside_title: PageTitle | None = None
        super().__init__(context, bleed=self.is_wide)
        theme = context.theme
        self.lead, self.rest = QVBoxLayout(), QVBoxLayout()
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.rest_holder = QWidget()
        for part, holder in ((self.lead, QWidget()), (self.rest, self.rest_holder)):
            holder.setLayout(part)
            part.setContentsMargins(0, 0, 0, 0)
            part.setSpacing(20)
            self._parts.addWidget(holder)
        self.body.addLayout(self._parts, 1)
        if self.is_wide:
            page = theme.space("page")
            self._parts.setContentsMargins(page, theme.space("l") + 8, page, theme.space("m"))
            self._beside_title = PageTitle(theme, "")
            self.lead.addWidget(self._beside_title)
            self.lead.addSpacing(8)
        self._turn()

    def set_texts(self, title: str, *, crumb: str = "", aside: str = "", hint: str = "") -> None:
        """Show another title, wherever it stands."""
        super().set_texts(title, crumb=crumb, aside=aside, hint=hint)
        if self._beside_title is not None:
            self._beside_title.set_texts(title, crumb=crumb, aside=aside, hint=hint)

    def set_low(self, low: bool) -> None:
        """Leave the title to the frame and use the width, or show the title."""
        super().set_low(low)
        self._turn()

    def is_low(self) -> bool:
        """Whether the page has only the lower half of the screen."""
        return self._low

    def _turn(self) -> None:
        if self._parts is None:
            return
        beside = self.is_wide or (self._low and self._folds_low)
        way = QBoxLayout.Direction.TopToBottom
        if beside:
            way = QBoxLayout.Direction.LeftToRight
        elif self._turned:
            way = QBoxLayout.Direction.BottomToTop
        self._parts.setDirection(way)
        self._parts.setSpacing(self.theme.space("xl") if self.is_wide else 20)
        for place, share in enumerate(self._shares if beside else self._upright):
            self._parts.setStretch(place, share)
