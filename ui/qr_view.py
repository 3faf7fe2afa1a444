"""QrView: a QR code, black on white in every theme."""

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from qrcode import QRCode  # type: ignore[attr-defined,unused-ignore]
from qrcode.constants import ERROR_CORRECT_M

from core.payable import Payable
from core.payable_form import asks_for_money

QUIET_ZONE = 4  # modules, ISO/IEC 18004
SMALLEST = 150  # px; a code that is the main thing of a page needs 300
_BLACK = QColor(0, 0, 0)
_WHITE = QColor(255, 255, 255)

Matrix = tuple[tuple[bool, ...], ...]


def qr_matrix(shown: str | Payable) -> Matrix:
    """The modules of a code without its quiet zone. Raises ValueError when the text is too long,
    and for a text that asks for money: that is shown as a Payable only, which the city signed."""
    if isinstance(shown, str) and asks_for_money(shown):
        raise ValueError("a payable text comes from the city only")
    text = shown if isinstance(shown, str) else shown.text
    code = QRCode(border=0, error_correction=ERROR_CORRECT_M)
    code.add_data(text.encode("utf-8"))
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.get_matrix())


def paint_qr(painter: QPainter, rect: QRectF, matrix: Matrix) -> None:
    """Paint a code with its quiet zone into a square of a printed page."""
    count = len(matrix) + 2 * QUIET_ZONE
    module = rect.width() / count
    painter.fillRect(rect, _WHITE)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                left = rect.left() + (x + QUIET_ZONE) * module
                top = rect.top() + (y + QUIET_ZONE) * module
                painter.fillRect(QRectF(left, top, module, module), _BLACK)


class QrView(QWidget):
    """At least `size` px wide with its quiet zone; a module is a whole number of px, so that the
    edges stay sharp. `name` says what the code opens."""

    def __init__(
        self,
        shown: str | Payable,
        *,
        size: int = 300,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if size < SMALLEST:
            raise ValueError("too small to be read from a screen")
        self._wanted = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(shown, name)

    def set_text(self, shown: str | Payable, name: str = "") -> None:
        """Show another code."""
        self._matrix = qr_matrix(shown)
        self._module = -(-self._wanted // (len(self._matrix) + 2 * QUIET_ZONE))
        self.setAccessibleName(name)
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        side = self._module * (len(self._matrix) + 2 * QUIET_ZONE)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), _WHITE)
        for y, row in enumerate(self._matrix):
            for x, dark in enumerate(row):
                if dark:
                    left, top = (x + QUIET_ZONE) * self._module, (y + QUIET_ZONE) * self._module
                    painter.fillRect(QRect(left, top, self._module, self._module), _BLACK)
