"""The painted lake of the first page with its two lines; upright it also leads to one's cases."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.session.events import MyCasesTouched
from kiosk.page import Context
from ui.components.button import SecondButton
from ui.components.text import Text
from ui.icons import IconLabel
from ui.scene import LakeScene


class Hero(LakeScene):
    """Words stand in the sky, and on the deep water below where it is painted dark."""

    def __init__(
        self, context: Context, *, upright: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(context.theme, "landscape" if upright else "portrait", parent=parent)
        theme, words = context.theme, context.words
        column = QVBoxLayout(self)
        edge = theme.space("page")
        column.setContentsMargins(edge, edge, edge, 28)
        column.setSpacing(16)
        shape = "_upright" if upright else ""
        title = Text(
            theme, words(f"idle.title{shape}"), size="display", role="lake_deep", bold=True
        )
        column.addWidget(title)
        column.addWidget(Text(theme, words(f"idle.line{shape}"), wrap=not upright))
        column.addStretch(1)
        if upright:
            self._add_my_cases(context, column)

    def _add_my_cases(self, context: Context, column: QVBoxLayout) -> None:
        theme, words = context.theme, context.words
        role = "on_lake" if theme.palette == "light" else "text"
        column.addWidget(IconLabel(theme, "id_card", role), 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Text(theme, words("idle.mine"), role=role, bold=True, wrap=True))
        show = SecondButton(theme, words("idle.show_mine"), small=True)
        show.setObjectName("link:my_cases")
        show.clicked.connect(lambda: context.tell(MyCasesTouched()))
        column.addWidget(show)
