"""Text laid out in lines of a width, for widgets that paint their own words."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QTextCharFormat, QTextLayout, QTextOption


def format_at(place: int, char_format: QTextCharFormat) -> QTextLayout.FormatRange:
    """A format for one character."""
    span = QTextLayout.FormatRange()
    span.start = place
    span.length = 1
    span.format = char_format
    return span


def lay_text(
    text: str, font: QFont, width: float, formats: Sequence[QTextLayout.FormatRange] = ()
) -> QTextLayout:
    """The text in as many lines as it needs, the first at y = 0; no text takes no height."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(list(formats))
    layout.beginLayout()
    top = 0.0
    while text and (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1.0))
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout
