"""One of every component, for tests that ask the same of all of them."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from resources.hanzi import matches
from ui import components as c
from ui.camera_view import CameraView, DocumentView
from ui.keyboard import Keyboard, NumberPad
from ui.qr_view import QrView
from ui.signature_pad import SignaturePad
from ui.theme import Theme
from ui.words import Words

Maker = Callable[[Theme, Words], QWidget]


def action_bar(theme: Theme, _say: Words) -> QWidget:
    bar = c.ActionBar(theme)
    bar.set_actions([c.Action("back", "返回"), c.Action("go", "提交申请", "primary")])
    return bar


def header(theme: Theme, say: Words) -> QWidget:
    top = c.Header(theme, say("ui.name"), "测试街道")
    top.set_network(False, "未联网")
    top.set_clock("23:06")
    return top


def side_nav(theme: Theme, say: Words) -> QWidget:
    items = [c.NavItem("today", "list", "今日办件", "Alt+1")]
    nav = c.SideNav(theme, say("ui.name"), say("ui.desk_name"), items, lock_name="锁定")
    nav.set_person("测试李四", "测试村代办员")
    return nav


def status_bar(theme: Theme, _say: Words) -> QWidget:
    bar = c.StatusBar(theme)
    part = c.StatusPart("net", "未联网", "cloud_off", "offline")
    bar.set_parts([part], [c.StatusPart("clock", "16:42")], online=False)
    return bar


def error_panel(theme: Theme, say: Words) -> QWidget:
    return c.ErrorPanel(
        theme,
        say,
        icon="id_card",
        title="身份证没有读完",
        line="没有留下记录。",
        steps=[("重新平放", "人像面朝上")],
        code="CARD-104",
        other="换个办法",
    )


KIOSK: dict[str, Maker] = {
    "primary_button": lambda t, s: c.PrimaryButton(t, "提交申请", "arrow_right"),
    "second_button": lambda t, s: c.SecondButton(t, "打印须知", "printer"),
    "small_button": lambda t, s: c.SecondButton(t, "重新拍", small=True),
    "text_link": lambda t, s: c.TextLink(t, "修改"),
    "option_card": lambda t, s: c.OptionCard(t, s, "连锁门店", "已有总部", "需要章程"),
    "tile": lambda t, s: c.Tile(t, "store", "开店", "开药店"),
    "big_tile": lambda t, s: c.BigTile(t, "document", "办事情", "养老"),
    "chip": lambda t, s: c.Chip(t, "已齐", "ok", "check"),
    "notice_bar": lambda t, s: c.NoticeBar(t, "error", "有 1 处不对", "去改"),
    "toast": lambda t, s: c.Toast(t, "草稿已保存。"),
    "stepper": lambda t, s: c.Stepper(t, [s(f"ui.step.{n}") for n in range(1, 8)]),
    "header": header,
    "dock": lambda t, s: c.Dock(t, [c.DockItem("home", "home", "首页")]),
    "rail": lambda t, s: c.Rail(t, [c.DockItem("home", "home", "首页")]),
    "action_bar": action_bar,
    "page_title": lambda t, s: c.PageTitle(t, "由谁来开？", crumb="开药店", hint="选一个"),
    "stat_band": lambda t, s: c.StatBand(t, [("7", "个", "事项")]),
    "before_after": lambda t, s: c.BeforeAfter(t, [c.Change("材料", "44", "25", "份")]),
    "check_card": lambda t, s: c.CheckCard(t, "不用提交证明"),
    "progress_bar": lambda t, s: c.ProgressBar(t, [16, 3, 6], "16 份已齐"),
    "field_box": lambda t, s: c.FieldBox(t, "手机号码"),
    "field_choice": lambda t, s: c.FieldBox(t, "学历", kind="choice"),
    "material_row": lambda t, s: c.MaterialRow(
        t, "01", "执照", "复印件", ("要拍", "sunken", "camera"), "去拍照"
    ),
    "face": lambda t, s: c.Face(t, 5, "非常满意"),
    "timeout_box": lambda t, s: c.TimeoutBox(t, s),
    "error_panel": error_panel,
    "paragraph": lambda t, s: c.Paragraph(t, "最晚 **12 月 7 日**补交。"),
    "info_band": lambda t, s: c.InfoBand(t, "id_card", "办过的事", "查进度", action="看办件"),
    "pair_row": lambda t, s: c.PairRow(t, "门店", "测试药房", link="修改"),
    "pager": lambda t, s: c.Pager(t, s, 4, 2),
    "search_box": lambda t, s: c.SearchBox(t, "要办什么事？", clear_name="清空"),
    "search_way": lambda t, s: c.SearchBox(t, "要办什么事？", action="查找事项"),
    "timeline": lambda t, s: c.Timeline(t, [c.Happening("已收件", "今天", True)]),
    "candidate_row": lambda t, s: c.CandidateRow(t, "我要开药店", hits=[1, 2]),
    "number_pad": lambda t, s: NumberPad(t, s),
    "keyboard": lambda t, s: Keyboard(t, s, matches, ("hanzi", "letters"), with_next=True),
    "qr_view": lambda t, s: QrView("https://example.invalid", name="扫码看进度"),
    "camera_view": lambda t, s: CameraView(t, s),
    "document_view": lambda t, s: DocumentView(t, s),
    "signature_pad": lambda t, s: SignaturePad(t, s),
}
DESK: dict[str, Maker] = {
    "button": lambda t, s: c.Button(t, "拍补正材料", "camera", kind="primary"),
    "segmented_filter": lambda t, s: c.SegmentedFilter(t, [c.Segment("all", "全部", "42")]),
    "data_table": lambda t, s: c.DataTable(t, [c.Column("编号", 90), c.Column("事项")], "办件"),
    "key_hint": lambda t, s: c.KeyHint(t, "F2", "新收"),
    "side_nav": side_nav,
    "status_bar": status_bar,
    "elided": lambda t, s: c.ElidedLabel(t, "一段很长很长的话"),
    "field_box": lambda t, s: c.FieldBox(t, "开户行", kind="choice"),
    "option_card": lambda t, s: c.OptionCard(t, s, "连锁门店", "已有总部"),
    "check_card": lambda t, s: c.CheckCard(t, "我已看过"),
}
