"""Frames of SAM_V: against the published ones, and through noise, splits and joints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.samv_frames import PREAMBLE, FrameParser, encode_frame

bodies = st.binary(min_size=2, max_size=300)


@pytest.mark.parametrize(
    ("body", "frame"),
    [
        ("10FF", "AAAAAA9669000310FFEC"),
        ("11FF", "AAAAAA9669000311FFED"),
        ("12FF", "AAAAAA9669000312FFEE"),
        ("2001", "AAAAAA966900032001 22"),
        ("2002", "AAAAAA966900032002 21"),
        ("3001", "AAAAAA966900033001 32"),
        ("3003", "AAAAAA966900033003 30"),
        ("00009F00000000", "AAAAAA9669000800009F0000000097"),
        ("00009000" + "00", "AAAAAA966900060000900000" + "96"),
    ],
)
def test_frames_are_the_published_ones(body: str, frame: str) -> None:
    assert encode_frame(bytes.fromhex(body)) == bytes.fromhex(frame)


def test_text_and_photo_take_1295_octets_on_the_wire() -> None:
    assert len(encode_frame(bytes(3) + bytes(1284))) == 1295


@given(st.lists(bodies, max_size=5), st.data())
def test_frames_are_found_however_they_were_split_and_joined(
    sent: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(encode_frame(body) for body in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    parser, heard = FrameParser(), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        heard += parser.feed(stream[start:end])
    assert heard == sent
    assert parser.damaged == 0


@given(bodies, st.binary(max_size=60).filter(lambda noise: 0xAA not in noise), bodies)
def test_noise_between_frames_is_dropped(first: bytes, noise: bytes, second: bytes) -> None:
    parser = FrameParser()
    stream = noise + encode_frame(first) + noise + encode_frame(second) + noise
    assert parser.feed(stream) == [first, second]


@given(bodies, bodies, st.integers(1, 400))
def test_a_frame_that_broke_off_hides_the_next_for_the_patience_only(
    broken: bytes, whole: bytes, kept: int
) -> None:
    half = encode_frame(broken)[: min(kept, len(broken) + 7)]
    parser = FrameParser()
    heard = parser.feed(half + encode_frame(whole))
    assert whole in heard + parser.give_up()


@given(bodies, st.integers(0, 10_000), st.integers(1, 255))
def test_a_frame_with_one_wrong_octet_is_never_given(body: bytes, at: int, flip: int) -> None:
    frame = bytearray(encode_frame(body))
    frame[len(PREAMBLE) + at % (len(frame) - len(PREAMBLE))] ^= flip
    parser = FrameParser()
    heard = parser.feed(bytes(frame)) + parser.give_up()
    assert body not in heard
    assert parser.damaged > 0


@given(st.binary(max_size=2000))
def test_arbitrary_octets_never_break_the_parser(octets: bytes) -> None:
    parser = FrameParser()
    parser.feed(octets)
    parser.give_up()
    assert parser.feed(encode_frame(b"\x00\x00\x90")) == [b"\x00\x00\x90"]


@pytest.mark.parametrize("body", [b"", b"\x00", bytes(4096)])
def test_a_body_that_no_frame_carries_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="2 to 4095"):
        encode_frame(body)
