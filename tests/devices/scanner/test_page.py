"""A page is taken only when it can be read, and fits the line afterwards."""

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.errors import Code, MaterialError
from devices.camera.picture import Picture
from devices.scanner.covering import is_covered
from devices.scanner.image_file import picture_size
from devices.scanner.page import JPEG, PDF, PNG, PreparedPage, prepare_page
from devices.scanner.paper_edges import find_corners, straighten
from devices.scanner.training_page import CORNERS, photograph
from tests.devices.scanner.pages import (
    blank_photo,
    blurred,
    file_of,
    flat_page,
    photo,
    shaken,
    signed_photo,
    with_hand,
)

CLIPS = Path(__file__).parents[3] / "resources" / "clips"
BUDGET = 300


def refusal(octets: bytes, media_type: str = JPEG, budget: int = BUDGET) -> Code:
    with pytest.raises(MaterialError) as caught:
        prepare_page(octets, media_type, budget)
    return caught.value.code


def pixels_of(page: PreparedPage) -> Picture:
    decoded = cv2.imdecode(np.frombuffer(page.octets, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    return np.asarray(decoded, np.uint8)


def test_the_corners_of_a_photographed_page_are_found() -> None:
    corners = find_corners(photo())
    assert corners is not None
    assert np.abs(corners - np.array(CORNERS)).max() < 6


def test_a_photographed_page_is_laid_flat_under_its_budget() -> None:
    page = prepare_page((CLIPS / "training_page.jpg").read_bytes(), JPEG, BUDGET)
    assert page.is_straightened
    assert (page.media_type, len(page.octets) <= BUDGET * 1024) == (JPEG, True)
    assert 1.25 < page.height / page.width < 1.55
    picture = pixels_of(page)
    assert picture.shape[:2] == (page.height, page.width)
    assert picture[5:60, 5:60].mean() > 180  # paper in the corner, not desk


def test_the_text_of_a_flattened_page_lies_where_it_was_written() -> None:
    laid, _ = straighten(photo())
    wanted = cv2.resize(flat_page(), (300, 424), interpolation=cv2.INTER_AREA)
    got = cv2.resize(laid, (300, 424), interpolation=cv2.INTER_AREA)
    likeness = cv2.matchTemplate(got[20:400, 20:280], wanted[26:394, 26:274], cv2.TM_CCOEFF_NORMED)
    assert float(likeness.max()) > 0.8


@pytest.mark.parametrize(("ending", "media_type"), [(".jpg", JPEG), (".png", PNG)])
def test_a_page_that_fills_the_picture_is_kept_as_it_is(ending: str, media_type: str) -> None:
    page = prepare_page(file_of(flat_page(), ending), media_type, BUDGET)
    assert not page.is_straightened
    assert (page.width, page.height) == (1240, 1754)
    assert page.media_type == JPEG


@pytest.mark.parametrize("picture", [blank_photo(), np.zeros((900, 700, 3), np.uint8)])
def test_a_blank_page_and_a_covered_lens_are_blank(picture: Picture) -> None:
    assert refusal(file_of(picture)) is Code.MATERIAL_BLANK


def test_a_page_with_only_one_short_line_is_not_blank() -> None:
    assert prepare_page(file_of(signed_photo()), JPEG, BUDGET).is_straightened


def test_a_dark_photo_of_a_page_is_still_taken() -> None:
    dark = np.asarray(photo() * 0.35, np.uint8)
    assert prepare_page(file_of(dark), JPEG, BUDGET).is_straightened


@pytest.mark.parametrize(
    "picture", [blurred(photo(), 3.5), blurred(signed_photo(), 3.5), shaken(photo(), 21)]
)
def test_a_page_out_of_focus_or_shaken_is_blurred(picture: Picture) -> None:
    assert refusal(file_of(picture)) is Code.MATERIAL_BLURRED


TONES = [(120, 150, 200), (90, 120, 170), (60, 85, 130), (170, 190, 230), (40, 60, 100)]


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("reach", [0.25, 0.5])
def test_a_hand_of_any_tone_on_the_page_is_said(tone: tuple[int, int, int], reach: float) -> None:
    assert refusal(file_of(with_hand(photo(), tone, reach))) is Code.MATERIAL_COVERED


def lit(picture: Picture, gains: tuple[float, float, float]) -> Picture:
    """Under a lamp of another colour."""
    return np.asarray(np.clip(picture * np.array(gains), 0, 255), np.uint8)


@pytest.mark.parametrize(
    "picture",
    [
        photo(),
        flat_page(),
        signed_photo(),
        lit(photo(), (0.75, 0.95, 1.05)),
        lit(photo(), (1.1, 0.95, 0.8)),
        lit(photo(), (0.35, 0.35, 0.35)),
        np.ascontiguousarray(np.rot90(photo())),
        with_hand(photo(), TONES[0], reach=0.10),  # a thumb that holds the paper
    ],
)
def test_a_page_without_a_hand_on_its_words_is_not_called_covered(picture: Picture) -> None:
    assert not is_covered(picture)


@pytest.mark.parametrize("budget", [60, 120, 400])
def test_a_detailed_page_is_made_to_fit_any_sensible_budget(budget: int) -> None:
    big = np.asarray(cv2.resize(photo(), (3000, 4000)), np.uint8)
    page = prepare_page(file_of(big), JPEG, budget)
    assert len(page.octets) <= budget * 1024
    assert max(page.width, page.height) <= 2400


def test_what_cannot_be_made_small_and_stay_readable_is_too_large() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1400, 1000, 3), np.uint8)
    assert refusal(file_of(noise), budget=20) is Code.MATERIAL_TOO_LARGE


def test_a_picture_that_claims_to_be_gigantic_is_refused_before_it_is_decoded() -> None:
    octets = bytearray(file_of(flat_page(), ".png"))
    octets[16:24] = (60_000).to_bytes(4, "big") * 2
    assert picture_size(bytes(octets)) == (60_000, 60_000)
    assert refusal(bytes(octets), PNG) is Code.MATERIAL_TOO_LARGE


def test_where_it_was_taken_does_not_leave_the_terminal() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET PLACE"
    octets = io.BytesIO()
    Image.fromarray(flat_page()).save(octets, "JPEG", exif=exif)
    assert b"SECRET PLACE" in octets.getvalue()
    page = prepare_page(octets.getvalue(), JPEG, BUDGET)
    assert b"SECRET PLACE" not in page.octets
    assert b"Exif" not in page.octets


def test_a_photo_taken_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by a quarter to see it upright
    octets = io.BytesIO()
    Image.fromarray(np.rot90(flat_page())).save(octets, "JPEG", exif=exif)
    page = prepare_page(octets.getvalue(), JPEG, BUDGET)
    assert page.height > page.width


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
@pytest.mark.parametrize(("ending", "media_type"), [(".jpg", JPEG), (".png", PNG)])
def test_a_torn_file_is_unreadable(ending: str, media_type: str, share: float) -> None:
    octets = file_of(flat_page(), ending)
    assert refusal(octets[: int(len(octets) * share)], media_type) is Code.MATERIAL_UNREADABLE


@pytest.mark.parametrize("media_type", ["image/gif", "text/html", "", "application/zip"])
def test_other_kinds_of_file_are_unreadable(media_type: str) -> None:
    assert refusal(file_of(flat_page()), media_type) is Code.MATERIAL_UNREADABLE


def test_an_icon_is_not_a_page() -> None:
    assert refusal(file_of(flat_page()[:100, :100])) is Code.MATERIAL_UNREADABLE


def test_a_pdf_is_kept_to_the_octet() -> None:
    octets = b"%PDF-1.7\n" + bytes(500) + b"\n%%EOF\n"
    page = prepare_page(octets, PDF, BUDGET)
    assert (page.octets, page.media_type, page.width, page.height) == (octets, PDF, 0, 0)


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"%PDF-1.7\n torn", Code.MATERIAL_UNREADABLE),
        (b"no pdf %%EOF", Code.MATERIAL_UNREADABLE),
        (b"%PDF-1.7\n" + bytes(400 * 1024) + b"%%EOF", Code.MATERIAL_TOO_LARGE),
    ],
)
def test_a_pdf_that_is_torn_or_too_large_is_refused(octets: bytes, code: Code) -> None:
    assert refusal(octets, PDF) is code


def test_a_page_is_not_seen_in_a_desk_without_one() -> None:
    desk = photograph(Image.new("RGB", (1240, 1754), (100, 130, 90)))
    picture, is_straightened = straighten(desk[:, :140])
    assert not is_straightened
    assert np.array_equal(picture, desk[:, :140])


def test_a_page_half_out_of_the_picture_is_not_cut_to_what_is_seen() -> None:
    assert find_corners(photo()[:700]) is None


def test_a_prepared_page_does_not_print_itself() -> None:
    assert "PreparedPage object" in repr(prepare_page(b"%PDF-1.7 %%EOF", PDF, 1))


STARTS = st.sampled_from(
    [b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4"]
)
ENDS = st.sampled_from([b"", b"\xff\xd9", b"IEND\xaeB`\x82", b"%%EOF"])


@settings(max_examples=300, deadline=None)
@given(STARTS, st.binary(max_size=200), ENDS, st.sampled_from([JPEG, PNG]))
def test_garbage_is_always_a_material_error(
    start: bytes, middle: bytes, end: bytes, media_type: str
) -> None:
    with pytest.raises(MaterialError):
        prepare_page(start + middle + end, media_type, BUDGET)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1 << 30), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_file_with_wrong_octets_gives_a_page_or_a_material_error(
    changes: list[tuple[int, int]],
) -> None:
    octets = bytearray(small_file())
    for place, value in changes:
        octets[place % len(octets)] = value
    try:
        page = prepare_page(bytes(octets), JPEG, BUDGET)
    except MaterialError:
        return
    assert page.media_type == JPEG


def small_file() -> bytes:
    return file_of(np.asarray(cv2.resize(flat_page(), (310, 438)), np.uint8))
