"""The notice as a QR code, to be taken along on a phone."""

from PySide6.QtCore import Qt

from core.notice import build_notice, qr_text
from core.session.matter import Matter
from kiosk.page import Context
from ui.components.card import Card
from ui.components.text import Text
from ui.qr_view import QrView

_SIZE = 420


class CodePanel(Card):
    """Holds package, day and a digest of the answers; nothing about a person."""

    def __init__(self, context: Context, matter: Matter) -> None:
        super().__init__(context.theme, padding=context.theme.space("m"))
        words, setting = context.words, context.setting()
        notice = build_notice(
            setting.plan_of(matter),
            terminal=setting.terminal,
            organ=setting.catalogue.organ(matter.organ),
        )
        caption = words("notice.panel.code_caption")
        text = qr_text(notice, setting.terminal.public_url)
        code = QrView(text, size=_SIZE, name=words("ui.qr.name", caption=caption))
        code.setObjectName("code:notice")
        centre = Qt.AlignmentFlag.AlignHCenter
        self.body.addWidget(code, 0, centre)
        self.body.addWidget(Text(context.theme, caption, bold=True, wrap=True, align=centre))
