"""Slips for the tests of the printer floor."""

from core.ports import Line, Slip

LINK = "https://example.invalid/r/430702261122012810000012"
RARE_NAME = "测试𠮷㐂"  # one character beyond the basic plane, one beyond the printer's font


def receipt() -> Slip:
    """A receipt with every kind of line."""
    return Slip(
        "receipt-0001",
        (
            Line("申请已收下", kind="title"),
            Line("常德市“一件事一次办”"),
            Line(kind="rule"),
            Line("临时编号", "CD0128-11220037-K", kind="pair", bold=True),
            Line("办的事", "我要开药店 · 连锁门店", kind="pair"),
            Line("还要补交：学历证明。最晚 2026 年 12 月 7 日。"),
            Line(kind="feed"),
            Line(LINK, kind="qr"),
            Line("联网后，扫码看进度", kind="small"),
        ),
    )


def slip_of(*lines: Line) -> Slip:
    return Slip("slip", lines)
