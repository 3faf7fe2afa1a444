"""ScrollColumn: a column that may be longer than the page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Theme


class ScrollColumn(QScrollArea):
    """Put things into `body`; the bar shows only where it is needed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setStyleSheet(theme.qss() + "QScrollArea { background: transparent; }")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, theme.space("m"), 0)  # clear of the bar
        self.body.setSpacing(theme.space("s"))
        self.setWidget(inside)
        inside.setAutoFillBackground(False)  # setWidget turns it on
        self.viewport().setAutoFillBackground(False)
