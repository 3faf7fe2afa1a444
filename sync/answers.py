"""What comes back over the wire: read within bounds, with failures of the link named."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import requests
import urllib3

from core.errors import Code, LinkError
from core.ports import Clock

_PIECE = 65_536
# OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED
_DATE_ERRORS = {9, 10}


@contextmanager
def transport_errors() -> Iterator[None]:
    """Map requests' and urllib3's exceptions to LinkError."""
    try:
        yield
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise LinkError(_code_of(error), type(error).__name__) from error


def read_body(response: requests.Response, limit: int, deadline: float, clock: Clock) -> bytes:
    """The whole body. More than `limit` octets or a trickle beyond `deadline` (monotonic seconds)
    is a failure of the link. Raises LinkError and what `transport_errors` maps."""
    pieces: list[bytes] = []
    size = 0
    while piece := response.raw.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise LinkError(Code.CITY_NONSENSE, "the answer has no end")
        if clock.monotonic() > deadline:
            raise LinkError(Code.CITY_UNREACHABLE, "the answer trickles")
    promised = response.headers.get("Content-Length", "")
    if response.request.method != "HEAD" and promised.isdigit() and size < int(promised):
        raise LinkError(Code.CITY_UNREACHABLE, "the answer is cut")
    return b"".join(pieces)


def _code_of(error: BaseException) -> Code:
    certificate = _certificate_error(error)
    if certificate is not None:
        dated = certificate.verify_code in _DATE_ERRORS
        return Code.CITY_CLOCK if dated else Code.CITY_NONSENSE
    if isinstance(error, requests.exceptions.InvalidHeader | urllib3.exceptions.InvalidHeader):
        return Code.CITY_NONSENSE
    return Code.CITY_UNREACHABLE


def _certificate_error(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """The failed check of a certificate somewhere below, as requests and urllib3 wrap it."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        if isinstance(current, ssl.SSLCertVerificationError):
            return current
        reason = getattr(current, "reason", None)
        waiting += [current.__cause__, current.__context__]
        waiting += [item for item in (*current.args, reason) if isinstance(item, BaseException)]
    return None
