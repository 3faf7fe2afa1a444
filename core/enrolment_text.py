"""What the QR code of an enrolment says: where the city is, and the one-time code."""

from urllib.parse import parse_qs, urlencode, urlsplit

_SCHEME = "onestop-enrol"


class EnrolmentTextWrong(ValueError):
    """A text is not one of an enrolment."""


def enrolment_text(url: str, code: str) -> str:
    """`onestop-enrol:?url=…&code=…`."""
    return f"{_SCHEME}:?" + urlencode({"url": url.rstrip("/"), "code": code})


def read_enrolment_text(text: str) -> tuple[str, str]:
    """The city's address and the code. Raises EnrolmentTextWrong."""
    parts = urlsplit(text.strip())
    try:
        fields = parse_qs(parts.query, strict_parsing=True)
    except ValueError as error:
        raise EnrolmentTextWrong from error
    if parts.scheme != _SCHEME or fields.keys() != {"url", "code"}:
        raise EnrolmentTextWrong
    (url, *more), (code, *others) = fields["url"], fields["code"]
    if more or others or urlsplit(url).scheme not in ("http", "https"):
        raise EnrolmentTextWrong
    return url.rstrip("/"), code
