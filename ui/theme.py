"""The theme: tokens with a palette, a mode and a text scale chosen; given to every widget."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QPalette

from ui.tokens import Tokens, read_tokens

# Elder mode has its own type, space and targets; everything else it shares with the kiosk.
_SHARED_MODE = {"elder": "kiosk"}


@dataclass(frozen=True, slots=True)
class Theme:
    """`palette` light, dark or contrast; `mode` kiosk, elder or desk; `scale` 1.0–2.0 of the text;
    `still` turns all motion off (少动)."""

    tokens: Tokens
    palette: str = "light"
    mode: str = "kiosk"
    scale: float = 1.0
    still: bool = False

    def hex(self, role: str) -> str:
        """#RRGGBB of a colour role. Raises KeyError."""
        return self.tokens.colours(self.palette)[role]

    def color(self, role: str) -> QColor:
        """The colour of a role. Raises KeyError."""
        return QColor(self.hex(role))

    def px(self, size: str) -> int:
        """A type size in px, with the text scale. Raises KeyError."""
        return round(self.tokens.type[self.mode][size] * self.scale)

    def space(self, name: str) -> int:
        """A distance: xs, s, m, l, xl, xxl or page."""
        return self.tokens.space[self.mode][name]

    def radius(self, name: str) -> int:
        """A corner: field, button, card, chip or full."""
        return self.tokens.radius[self._shared][name]

    def border(self, name: str) -> int:
        """A line width: hairline, control, selected or focus."""
        return self.tokens.border[self._shared][name]

    def target(self, name: str) -> int:
        """The smallest size of something touchable. Raises KeyError where a mode has none."""
        return self.tokens.target[self.mode][name]

    def frame(self, name: str, form: str = "") -> int:
        """A height or width of the fixed furniture; `form` is landscape, low or the mode."""
        return self.tokens.frame[form or self.mode][name]

    def icon(self, name: str) -> int:
        """An icon size s, m, l or xl, growing with the text."""
        sizes = self.tokens.icon[self._shared]
        assert isinstance(sizes, dict)
        return round(sizes[name] * self.scale)

    def motion(self, name: str) -> int:
        """A duration in ms; 0 when the person wants less motion."""
        length = self.tokens.motion[name]
        assert isinstance(length, int)
        return 0 if self.still else length

    def font(self, size: str = "body", *, bold: bool = False) -> QFont:
        """The house font in one of the two weights."""
        return self.font_px(self.px(size), bold=bold)

    def font_px(self, pixels: int, *, bold: bool = False) -> QFont:
        """The house font at a size in px."""
        font = QFont()
        font.setFamilies(self.tokens.meta.font_family)
        font.setPixelSize(pixels)
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        return font

    def widget_palette(self) -> QPalette:
        """A QPalette for the plain Qt widgets inside our own."""
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: "paper",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "surface",
            QPalette.ColorRole.AlternateBase: "sunken",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.Button: "surface",
            QPalette.ColorRole.ButtonText: "lake",
            QPalette.ColorRole.Highlight: "lake",
            QPalette.ColorRole.HighlightedText: "on_lake",
            QPalette.ColorRole.PlaceholderText: "text_3",
            QPalette.ColorRole.ToolTipBase: "toast",
            QPalette.ColorRole.ToolTipText: "on_toast",
        }
        for role, name in roles.items():
            palette.setColor(role, self.color(name))
        return palette

    def qss(self) -> str:
        """The style sheet for the plain Qt widgets; our own components paint themselves."""
        colour = self.tokens.colours(self.palette)
        return f"""
QToolTip {{ background: {colour["toast"]}; color: {colour["on_toast"]};
  border: none; padding: {self.space("xs")}px; font-size: {self.px("small")}px; }}
QTableView {{ background: {colour["surface"]}; color: {colour["text"]};
  border: none; gridline-color: {colour["line"]}; outline: none; }}
QHeaderView {{ background: {colour["sunken"]}; border: none; }}
QHeaderView::section {{ background: {colour["sunken"]}; color: {colour["text_2"]};
  border: none; border-bottom: {self.border("hairline")}px solid {colour["line"]};
  padding: 0 {self.space("m")}px; font-size: {self.px("small")}px; font-weight: bold; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {colour["line_strong"]}; border-radius: 5px;
  min-height: 40px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {colour["line_strong"]}; border-radius: 5px;
  min-width: 40px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: none; border: none; width: 0; height: 0; }}
QMenu {{ background: {colour["surface"]}; color: {colour["text"]};
  border: {self.border("hairline")}px solid {colour["line_strong"]}; padding: 4px 0; }}
QMenu::item {{ padding: {self.space("xs")}px {self.space("l")}px; }}
QMenu::item:selected {{ background: {colour["lake_soft"]}; color: {colour["lake"]}; }}
"""

    @property
    def is_contrast(self) -> bool:
        """True in the high-contrast palette, where soft fills are black and need borders."""
        return self.palette == "contrast"

    @property
    def _shared(self) -> str:
        return _SHARED_MODE.get(self.mode, self.mode)


def house_theme(
    palette: str = "light", mode: str = "kiosk", scale: float = 1.0, *, still: bool = False
) -> Theme:
    """A theme over the tokens that ship."""
    return Theme(read_tokens(), palette, mode, scale, still)
