"""The notice as a QR code, to be taken along on a phone."""

from PySide6.QtWidgets import QWidget

from core.session.matter import Matter
from kiosk.page import Context


class CodePanel(QWidget):
    def __init__(self, context: Context, matter: Matter) -> None:
        super().__init__()
