"""Scans come out whole however a line delivers their octets."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scan_frame import LONGEST, FrameRule, ScanFrames
from core.scan_text import text_of

FRAMED = FrameRule(prefix=b"\x02", suffix=b"\x03")
PAUSED = FrameRule(ends=())
SCANS = st.lists(
    st.binary(min_size=1, max_size=30).filter(lambda b: not set(b) & {2, 3, 10, 13}), max_size=6
)
ENDS = st.sampled_from([b"\r", b"\n", b"\r\n", b"\n\r\n"])


def cut(octets: bytes, places: list[int]) -> list[bytes]:
    """The octets in pieces."""
    marks = sorted({place % (len(octets) + 1) for place in places} | {0, len(octets)})
    return [octets[a:b] for a, b in itertools.pairwise(marks)]


@given(SCANS, ENDS, st.lists(st.integers(0, 500), max_size=12), st.booleans())
def test_scans_are_cut_where_they_end_in_any_pieces(
    scans: list[bytes], end: bytes, places: list[int], framed: bool
) -> None:
    frames = ScanFrames(FRAMED if framed else FrameRule())
    stream = b"".join((b"\x02%b\x03" % one if framed else one) + end for one in scans)
    found = [scan for piece in cut(stream, places) for scan in frames.take(piece)]
    assert found == scans
    assert frames.quiet() == []


@given(st.lists(st.binary(max_size=60)))
def test_noise_never_fails_and_is_never_kept(pieces: list[bytes]) -> None:
    frames = ScanFrames(FRAMED)
    for piece in pieces:
        for scan in frames.take(piece):
            assert scan
    assert len(frames._open) <= LONGEST


def test_without_an_end_a_pause_ends_a_scan() -> None:
    frames = ScanFrames(PAUSED)
    assert frames.take(b"CD01") == frames.take(b"28") == []
    assert frames.quiet() == [b"CD0128"]
    assert frames.quiet() == []


def test_where_an_end_should_come_a_torn_scan_is_dropped() -> None:
    frames = ScanFrames(FrameRule())
    frames.take(b"CD01")
    assert frames.quiet() == []
    assert frames.take(b"28\r") == [b"28"]


@pytest.mark.parametrize("piece", [b"CD0128\r", b"\x02CD0128\r", b"CD0128\x03\r", b"\x02\x03\r"])
def test_a_scan_without_its_frame_is_not_ours(piece: bytes) -> None:
    assert ScanFrames(FRAMED).take(piece) == []


def test_a_scan_that_is_too_long_is_dropped_to_its_end_and_the_next_one_is_read() -> None:
    frames = ScanFrames(FrameRule())
    assert frames.take(b"x" * (LONGEST + 1)) == []
    assert frames.take(b"y\rCD0128\r") == [b"CD0128"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_is_read_in_either_encoding(encoding: str) -> None:
    assert text_of("测试张三，办件进度".encode(encoding)) == "测试张三，办件进度"
    assert text_of(b"\xff\xff")
