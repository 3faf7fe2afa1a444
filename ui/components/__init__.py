"""Everything that windows are made of; one widget a file."""

from ui.components.action_bar import Action, ActionBar
from ui.components.before_after import BeforeAfter, Change
from ui.components.button import Button, PrimaryButton, SecondButton, TextLink
from ui.components.candidate_row import CandidateRow
from ui.components.card import Card
from ui.components.check_card import CheckCard
from ui.components.chip import Chip
from ui.components.data_table import Cell, Column, DataTable
from ui.components.dock import Dock, DockItem, Rail
from ui.components.elided import ElidedLabel
from ui.components.error_panel import ErrorPanel, IconCircle, NumberDot
from ui.components.face import Face
from ui.components.field_box import FieldBox, FieldKind, FieldState
from ui.components.focus_ring import FocusRing
from ui.components.header import Header, LogoMark
from ui.components.info_band import InfoBand
from ui.components.key_hint import KeyCap, KeyHint
from ui.components.material_row import MaterialRow
from ui.components.notice_bar import NoticeBar
from ui.components.option_card import OptionCard
from ui.components.page_title import PageTitle
from ui.components.pager import Pager
from ui.components.pair_row import PairRow
from ui.components.paragraph import Paragraph
from ui.components.progress_bar import ProgressBar
from ui.components.rule import Rule
from ui.components.search_box import SearchBox
from ui.components.segmented_filter import Segment, SegmentedFilter
from ui.components.side_nav import NavItem, SideNav
from ui.components.stat_band import Figure, StatBand
from ui.components.status_bar import StatusBar, StatusPart
from ui.components.stepper import Stepper
from ui.components.text import Text
from ui.components.tile import BigTile, IconSquare, Tile
from ui.components.timeline import Happening, Timeline
from ui.components.timeout_box import TimeoutBox
from ui.components.toast import Toast

__all__ = [
    "Action",
    "ActionBar",
    "BeforeAfter",
    "BigTile",
    "Button",
    "CandidateRow",
    "Card",
    "Cell",
    "Change",
    "CheckCard",
    "Chip",
    "Column",
    "DataTable",
    "Dock",
    "DockItem",
    "ElidedLabel",
    "ErrorPanel",
    "Face",
    "FieldBox",
    "FieldKind",
    "FieldState",
    "Figure",
    "FocusRing",
    "Happening",
    "Header",
    "IconCircle",
    "IconSquare",
    "InfoBand",
    "KeyCap",
    "KeyHint",
    "LogoMark",
    "MaterialRow",
    "NavItem",
    "NoticeBar",
    "NumberDot",
    "OptionCard",
    "PageTitle",
    "Pager",
    "PairRow",
    "Paragraph",
    "PrimaryButton",
    "ProgressBar",
    "Rail",
    "Rule",
    "SearchBox",
    "SecondButton",
    "Segment",
    "SegmentedFilter",
    "SideNav",
    "StatBand",
    "StatusBar",
    "StatusPart",
    "Stepper",
    "Text",
    "TextLink",
    "Tile",
    "Timeline",
    "TimeoutBox",
    "Toast",
]
