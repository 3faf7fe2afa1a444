"""The text of an enrolment's QR code goes both ways, and no other is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.enrolment_text import EnrolmentTextWrong, enrolment_text, read_enrolment_text


@given(st.text(alphabet="23456789ABCDEFGHJKLMNPQRSTUVWXYZ-&=%", min_size=1))
def test_a_code_comes_out_as_it_went_in(code: str) -> None:
    text = enrolment_text("https://city.test:8443/path/", code)
    assert read_enrolment_text(text) == ("https://city.test:8443/path", code)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://city.test/?url=https://a.test&code=A",
        "onestop-enrol:?url=https://a.test",
        "onestop-enrol:?url=file:///etc/passwd&code=A",
        "onestop-enrol:?url=https://a.test&code=A&code=B",
        "onestop-enrol:?url=https://a.test&code=A&more=1",
        "onestop-enrol:?url=https://a.test&code=",
    ],
)
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(EnrolmentTextWrong):
        read_enrolment_text(text)
