"""What the failures of the link are called, and what an answer that is none points at."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from urllib3 import exceptions

from core.errors import Code, LinkError

LONGEST_WAIT_S = 3600.0
# OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED
_DATE_ERRORS = {9, 10}
# X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH: somebody else sits at the
# city's address, as the login page of a hotel's network does
_NAME_ERRORS = {62, 64}


@contextmanager
def transport_errors() -> Iterator[None]:
    """Map urllib3's exceptions to LinkError."""
    try:
        yield
    except (exceptions.HTTPError, OSError) as error:
        raise LinkError(_code_of(error), type(error).__name__) from error


def looks_like_a_page(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether what is no answer of ours is what networks show that want a login first: another
    address, a page, or 511 (RFC 6585). `headers` have names in lower case."""
    if status == 511 or 300 <= status < 304 or status in (307, 308):
        return True
    return "html" in headers.get("content-type", "").lower() or body.lstrip()[:1] == b"<"


def retry_after(headers: Mapping[str, str], now: datetime) -> float:
    """The seconds that Retry-After asks for (RFC 9110 section 10.2.3), within an hour; 0 for none.
    A date counts from the answer's own Date, so that a terminal's wrong clock does no harm."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit():
        return min(float(told[:9]), LONGEST_WAIT_S)
    until = http_date(told)
    if until is None:
        return 0.0
    since = http_date(headers.get("date", "")) or now
    return min(max((until - since).total_seconds(), 0.0), LONGEST_WAIT_S)


def http_date(text: str) -> datetime | None:
    """A date of HTTP, or None for what is none."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _code_of(error: Exception) -> Code:
    certificate = _certificate_error(error)
    if certificate is not None:
        return _code_of_certificate(certificate.verify_code)
    if isinstance(error, exceptions.InvalidHeader):
        return Code.CITY_NONSENSE
    if isinstance(error, exceptions.ProxyError | exceptions.ProxySchemeUnknown):
        return Code.PROXY_REFUSES
    return Code.CITY_UNREACHABLE


def _code_of_certificate(reason: int) -> Code:
    if reason in _DATE_ERRORS:
        return Code.CITY_CLOCK
    return Code.CITY_PORTAL if reason in _NAME_ERRORS else Code.CITY_CERTIFICATE


def _certificate_error(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """The failed check of a certificate somewhere below, as urllib3 wraps it."""
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
