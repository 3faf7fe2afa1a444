"""Page: one decision, with its title and a body; the same in every arrangement."""

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.components.page_title import PageTitle
from ui.components.stat_band import Figure
from ui.theme import Theme


@dataclass(frozen=True, slots=True)
class PageTexts:
    """What stands above the decision."""

    title: str
    crumb: str = ""
    aside: str = ""
    hint: str = ""


class Page(QWidget):
    """Put things into `body`. In low position the frame shows `texts` and `figures` large in the
    upper half and the page hides its own title. `bleed`: no margins and no title of its own."""

    def __init__(
        self,
        theme: Theme,
        title: str = "",
        *,
        crumb: str = "",
        aside: str = "",
        hint: str = "",
        bleed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.texts = PageTexts(title, crumb, aside, hint)
        self.figures: tuple[Figure, ...] = ()
        self._low = False
        self._own = not bleed
        self._title = PageTitle(theme, title, crumb=crumb, aside=aside, hint=hint)
        self._whole = QVBoxLayout(self)
        self._whole.setSpacing(28)
        self.body = QVBoxLayout()
        self.body.setSpacing(20)
        self._whole.addWidget(self._title)
        self._whole.addLayout(self.body, 1)
        self.set_low(False)

    def set_texts(self, title: str, *, crumb: str = "", aside: str = "", hint: str = "") -> None:
        """Show another title. A page in low position has to be given to the frame again."""
        self.texts = PageTexts(title, crumb, aside, hint)
        self._title.set_texts(title, crumb=crumb, aside=aside, hint=hint)
        self._title.setVisible(self._own and bool(title) and not self._low)

    def set_low(self, low: bool) -> None:
        """Leave the title to the frame, or show it."""
        self._low = low
        edge = self.theme.space("page") if self._own else 0
        top = self.theme.space("l") + 8 if self._own else 0
        self._whole.setContentsMargins(edge, top, edge, self.theme.space("m") if self._own else 0)
        self._title.setVisible(self._own and bool(self.texts.title) and not low)
