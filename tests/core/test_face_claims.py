"""A document says of a face what was done, and cannot say more."""

import msgspec
import pytest
from msgspec import UNSET

from core.application import Comparison, Face, Liveness, Page
from core.wire import canonical

PAGE = Page(sha256="0" * 64, size=1, media_type="image/jpeg", role="face")
NUMBERS = Comparison(
    verdict="same", score="0.7000", threshold="0.3630", threshold_source="t", model_sha256="0" * 64
)
MOVED = Liveness(result="passed", challenges=["turn_left"])
# What a terminal wrote before there was a comparison.
OLD = b'{"page":null,"quality":{"sharp":"90.00"},"state":"captured_not_compared"}'


@pytest.mark.parametrize(
    "claim",
    [
        {"state": "captured_compared", "page": PAGE},
        {"state": "captured_not_compared", "page": PAGE, "comparison": NUMBERS},
        {"state": "declined", "comparison": NUMBERS},
        {"state": "declined", "liveness": MOVED},
        {"state": "captured_compared", "comparison": NUMBERS},
    ],
)
def test_a_claim_without_what_it_stands_on_is_no_document(claim: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"comparison|face"):
        Face(**claim)  # type: ignore[arg-type]
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(claim), type=Face)


def test_a_comparison_comes_home_with_its_numbers() -> None:
    face = Face(state="captured_compared", page=PAGE, comparison=NUMBERS, liveness=MOVED)
    again = msgspec.json.decode(canonical(face), type=Face)
    assert again == face
    assert isinstance(again.liveness, Liveness)
    assert again.liveness.iso_30107 == "not_tested"


def test_documents_made_before_keep_their_bytes() -> None:
    face = msgspec.json.decode(OLD, type=Face)
    assert (face.liveness, face.comparison) == (UNSET, UNSET)
    assert canonical(face) == OLD
