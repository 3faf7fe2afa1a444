"""All components on one sheet: `python -m ui.gallery OUT.png [light|dark|contrast] [scale]`."""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.components.before_after import BeforeAfter, Change
from ui.components.button import Button, PrimaryButton, SecondButton, TextLink
from ui.components.card import Card
from ui.components.check_card import CheckCard
from ui.components.chip import Chip
from ui.components.face import Face
from ui.components.field_box import FieldBox
from ui.components.header import LogoMark
from ui.components.material_row import MaterialRow
from ui.components.notice_bar import NoticeBar
from ui.components.option_card import OptionCard
from ui.components.progress_bar import ProgressBar
from ui.components.stat_band import StatBand
from ui.components.stepper import Stepper
from ui.components.text import Text
from ui.components.tile import Tile
from ui.components.timeline import Happening, Timeline
from ui.components.timeout_box import TimeoutBox
from ui.components.toast import Toast
from ui.icons import IconLabel, icon_names
from ui.key import Key, backspace_key
from ui.screenshots import settle
from ui.theme import Theme, house_theme
from ui.words import Words, house_words

SHEET_WIDTH = 2160


class Gallery(QWidget):
    """Two columns of components with their states."""

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__()
        self._theme = theme
        self._words = words
        self.setPalette(theme.widget_palette())
        self.setAutoFillBackground(True)
        self.setStyleSheet(theme.qss())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(56, 40, 56, 56)
        whole.setSpacing(28)
        whole.addLayout(self._title())
        columns = QHBoxLayout()
        columns.setSpacing(72)
        for parts in (self._left_parts(), self._right_parts()):
            column = QVBoxLayout()
            column.setSpacing(16)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
            columns.addLayout(column, 1)
        whole.addLayout(columns, 1)
        self.setFixedWidth(SHEET_WIDTH)

    def _say(self, key: str) -> str:
        return self._words(f"gallery.{key}")

    def _title(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(LogoMark(self._theme, 60))
        row.addWidget(Text(self._theme, self._say("title"), size="h1", bold=True))
        row.addWidget(Text(self._theme, self._say("line"), role="text_2"))
        row.addStretch(1)
        return row

    def _left_parts(self) -> list[QWidget]:
        return [
            self._heading("buttons"),
            self._buttons(),
            self._heading("input"),
            self._fields(),
            self._heading("keys"),
            self._keys(),
            self._heading("ratings"),
            self._faces(),
            self._heading("figures"),
            self._figures(),
            self._heading("icons"),
            self._icons(),
        ]

    def _right_parts(self) -> list[QWidget]:
        return [
            self._steps(),
            self._heading("options"),
            *self._options(),
            self._tiles(),
            self._heading("notices"),
            *self._notices(),
            self._heading("chips"),
            self._chips(),
            self._materials(),
            self._heading("timeout"),
            self._timeout(),
        ]

    def _heading(self, key: str) -> Text:
        heading = Text(self._theme, self._say(key), size="h2", bold=True)
        heading.setContentsMargins(0, 16, 0, 0)
        return heading

    def _buttons(self) -> QWidget:
        theme = self._theme
        busy = SecondButton(theme, self._say("second"))
        busy.set_busy(self._words("ui.busy"))
        unavailable = PrimaryButton(theme, self._say("primary"))
        unavailable.set_offered(False, self._say("reason"))
        pressed = PrimaryButton(theme, self._say("primary"))
        pressed.setDown(True)
        return grid_of(
            3,
            PrimaryButton(theme, self._say("primary"), "arrow_right"),
            pressed,
            SecondButton(theme, self._say("second")),
            SecondButton(theme, self._say("print"), "printer"),
            unavailable,
            busy,
            Button(theme, self._say("good"), kind="lake"),
            SecondButton(theme, self._say("retake"), small=True),
            TextLink(theme, self._say("link"), "chevron_right"),
        )

    def _fields(self) -> QWidget:
        theme, say = self._theme, self._say
        typing = FieldBox(theme, say("focus"), value="1380000")
        typing.set_state("open", say("focus_note"))
        good = FieldBox(theme, say("good"), value=say("good_value"))
        good.set_state("good", say("good_note"))
        wrong = FieldBox(theme, say("wrong"), value="12.5.0")
        wrong.set_state("wrong", say("wrong_note"))
        locked_name = say("locked")
        return grid_of(
            2,
            FieldBox(theme, say("normal"), placeholder=say("normal_hint")),
            typing,
            good,
            wrong,
            FieldBox(
                theme,
                locked_name,
                value=say("locked_value"),
                kind="locked",
                aside=say("locked_aside"),
            ),
            FieldBox(
                theme,
                say("choice"),
                placeholder=say("choice_hint"),
                kind="choice",
                aside=say("choice"),
            ),
        )

    def _keys(self) -> QWidget:
        theme, say = self._theme, self._words
        down = Key(theme, "8")
        down.setDown(True)
        off = Key(theme, "8")
        off.setEnabled(False)
        return row_of(
            Key(theme, "8"),
            down,
            off,
            Key(theme, say("ui.keys.clear"), kind="soft"),
            Key(theme, say("ui.keys.initials"), kind="strong"),
            Key(theme, say("ui.keys.previous"), kind="line"),
            backspace_key(theme, say("ui.keys.backspace")),
        )

    def _faces(self) -> QWidget:
        theme, say = self._theme, self._say
        card = Card(theme, padding=20)
        row = QHBoxLayout()
        for level in (5, 4, 3, 2, 1):
            face = Face(theme, level, say(f"rating{level}"))
            face.setChecked(level == 5)
            row.addWidget(face, 1)
        card.body.addLayout(row)
        ticked = CheckCard(theme, say("reason1"))
        ticked.setChecked(True)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addWidget(row_of(ticked, CheckCard(theme, say("reason2"))))
        return holder

    def _figures(self) -> QWidget:
        theme, say = self._theme, self._say
        figures = [
            ("7", say("item"), say("items")),
            ("25", say("paper"), say("papers")),
            ("38", say("day"), say("days")),
        ]
        changes = [
            Change(say("applications"), "7", "1", say("once")),
            Change(say("papers"), "44", "25", say("paper")),
            Change(say("days"), "50", "38", say("day")),
        ]
        return grid_of(1, StatBand(theme, figures), BeforeAfter(theme, changes))

    def _icons(self) -> QWidget:
        return grid_of(14, *(IconLabel(self._theme, name) for name in icon_names()))

    def _steps(self) -> QWidget:
        stepper = Stepper(self._theme, [self._words(f"ui.step.{n}") for n in range(1, 8)])
        stepper.set_current(3)
        return stepper

    def _options(self) -> list[QWidget]:
        cards = [
            OptionCard(
                self._theme,
                self._words,
                self._say(f"option{n}"),
                self._say(f"meaning{n}"),
                self._say(f"effect{n}"),
            )
            for n in (1, 2)
        ]
        cards[0].setChecked(True)
        return list(cards)

    def _tiles(self) -> QWidget:
        theme, say = self._theme, self._say
        return row_of(
            Tile(theme, "store", say("tile1"), say("tile1_line")),
            Tile(theme, "heart_plus", say("tile2"), say("tile2_line")),
        )

    def _notices(self) -> list[QWidget]:
        theme, say = self._theme, self._say
        return [
            NoticeBar(theme, "offline", say("offline")),
            NoticeBar(theme, "warn", say("warn")),
            NoticeBar(theme, "error", say("error"), say("mend")),
            Toast(theme, say("toast")),
        ]

    def _chips(self) -> QWidget:
        theme, say = self._theme, self._say
        return row_of(
            Chip(theme, say("chip_ok"), "ok", "check"),
            Chip(theme, say("chip_later"), "warn", "clock"),
            Chip(theme, say("chip_blurred"), "error", "warning"),
            Chip(theme, say("chip_missing"), "sunken", "camera"),
            Chip(theme, say("chip_offline"), "offline", "cloud_off"),
            Chip(theme, say("chip_first"), "lake"),
            None,
        )

    def _materials(self) -> QWidget:
        theme, say = self._theme, self._say
        card = Card(theme)
        card.body.addWidget(ProgressBar(theme, [16, 3, 6], say("chip_ok")))
        chip = (say("chip_blurred"), "warn", "warning")
        origin = say("material_origin")
        card.body.addWidget(
            MaterialRow(theme, "03", say("material"), origin, chip, say("retake"), key="03")
        )
        happenings = [
            Happening(say("timeline1"), say("timeline1_line"), done=True),
            Happening(say("timeline2"), say("timeline2_line")),
        ]
        card.body.addWidget(Timeline(theme, happenings))
        return card

    def _timeout(self) -> QWidget:
        box = TimeoutBox(self._theme, self._words)
        box.set_seconds(18)
        box.setMinimumHeight(640)
        return box


def grid_of(columns: int, *widgets: QWidget) -> QWidget:
    """Widgets in rows of `columns`."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(16)
    for place, widget in enumerate(widgets):
        row, column = divmod(place, columns)
        grid.addWidget(widget, row, column, Qt.AlignmentFlag(0))
    return holder


def row_of(*widgets: QWidget | None) -> QWidget:
    """Widgets side by side; None stands for free room."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(16)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return holder


def draw_gallery(path: Path, theme: Theme) -> None:
    """Write the sheet at half size. Needs a QApplication. Raises OSError."""
    gallery = Gallery(theme, house_words())
    gallery.setFixedHeight(gallery.heightForWidth(SHEET_WIDTH))
    gallery.show()
    settle(gallery)
    picture = gallery.grab()
    half = picture.scaledToWidth(SHEET_WIDTH // 2, Qt.TransformationMode.SmoothTransformation)
    gallery.close()
    if not half.save(str(path), "PNG"):
        raise OSError(f"not written: {path.name}")


def main(arguments: list[str]) -> int:
    """Draw the sheet as the command line says."""
    application = QApplication(arguments[:1])
    palette = arguments[2] if len(arguments) > 2 else "light"
    scale = float(arguments[3]) if len(arguments) > 3 else 1.0
    draw_gallery(Path(arguments[1]), house_theme(palette, scale=scale))
    application.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
