"""What a scanned code is: told by its form alone, before anything is done with it.

A code comes from anybody. It may lead nowhere but to our own city, and what we do not know is
handed on as unknown. Objects that name a case or a licence do not print what they hold.
"""

from dataclasses import dataclass
from typing import assert_never
from urllib.parse import unquote, urlsplit
from uuid import UUID

from core import receipt_number, unified_code, unit_number
from core.errors import Code
from core.licence_number import read_licence_number
from core.payable_form import asks_for_money
from core.payer_code import PayerCode, means_of

LONGEST = 4096  # characters; a QR code of version 40 holds 4,296


@dataclass(frozen=True, slots=True, repr=False)
class ReceiptScanned:
    """A receipt number of ours (临时编号), check character right, written as on paper."""

    number: str


@dataclass(frozen=True, slots=True, repr=False)
class CaseLinkScanned:
    """The code of a receipt: the city's page of one case. The id cannot be guessed."""

    case_id: str


@dataclass(frozen=True, slots=True)
class CityLinkScanned:
    """Another page of our city: its path and query, nothing before it."""

    path: str


@dataclass(frozen=True, slots=True, repr=False)
class LicenceScanned:
    """An e-licence identifier (电子证照标识, GB/T 36904). A wrong check character is told and
    refuses nothing: licences in use have one."""

    identifier: str
    check_fits: bool


@dataclass(frozen=True, slots=True, repr=False)
class OrganisationScanned:
    """A unified social credit code (GB 32100), as business licences carry it."""

    code: str


@dataclass(frozen=True, slots=True, repr=False)
class UnitScanned:
    """A real-estate unit number (不动产单元号, GB/T 37346)."""

    number: str


@dataclass(frozen=True, slots=True)
class PaymentScanned:
    """A payer's code. Whoever takes it wipes it."""

    code: PayerCode


@dataclass(frozen=True, slots=True)
class DemandScanned:
    """A code that asks for money, from somewhere else: never followed, never shown on."""


@dataclass(frozen=True, slots=True)
class ForeignLinkScanned:
    """A link that leads away from our city: it is not followed."""


@dataclass(frozen=True, slots=True)
class UnknownScanned:
    """Anything else. `length` in characters; the text is not kept."""

    length: int


ScannedCode = (
    ReceiptScanned
    | CaseLinkScanned
    | CityLinkScanned
    | LicenceScanned
    | OrganisationScanned
    | UnitScanned
    | PaymentScanned
    | DemandScanned
    | ForeignLinkScanned
    | UnknownScanned
)


def refusal_of(found: ScannedCode) -> Code | None:
    """What to say to whoever shows a code where receipts are looked for; None for a receipt."""
    match found:
        case ReceiptScanned() | CaseLinkScanned():
            return None
        case PaymentScanned():
            return Code.CODE_NOTHING_TO_PAY
        case DemandScanned() | ForeignLinkScanned():
            return Code.CODE_FOREIGN
        case CityLinkScanned() | LicenceScanned() | OrganisationScanned():
            return Code.CODE_UNKNOWN
        case UnitScanned() | UnknownScanned():
            return Code.CODE_UNKNOWN
        case _:
            assert_never(found)


def recognise(text: str, public_url: str) -> ScannedCode:
    """What a text is. `public_url` is where receipts of our city lead (core.ports.Terminal).

    A payment code comes first: 18 digits that begin with 10–15 could also be a resident number or
    an organ's credit code, and only one of the readings can cost somebody money.
    """
    plain = text.strip()
    if not plain or len(plain) > LONGEST:
        return UnknownScanned(len(plain))
    if means_of(plain) is not None:
        return PaymentScanned(PayerCode(plain))
    if asks_for_money(plain):
        return DemandScanned()
    if "://" in plain[:12]:
        return _link(plain, public_url)
    return _number(plain)


def _number(text: str) -> ScannedCode:
    upper = text.upper()
    if receipt_number.is_right(upper):
        return ReceiptScanned(receipt_number.written(upper))
    licence = read_licence_number(upper)
    if licence is not None:
        return LicenceScanned(upper, licence.check_is_right)
    if unified_code.is_right(upper):
        return OrganisationScanned(upper)
    if len(upper) == unit_number.LENGTH and unit_number.first_fault(upper) is None:
        return UnitScanned(upper)
    return UnknownScanned(len(text))


def _link(text: str, public_url: str) -> ScannedCode:
    path = _path_below(text, public_url)
    if path is None:
        return ForeignLinkScanned()
    kind, _, rest = path.lstrip("/").partition("/")
    if kind != "c":
        return CityLinkScanned(path)
    try:
        return CaseLinkScanned(str(UUID(rest)))
    except ValueError:
        return ForeignLinkScanned()


def _path_below(text: str, public_url: str) -> str | None:
    """Path and query of a link below the city's address, or None. Nothing that two readers of
    addresses may understand in two ways is taken."""
    if not text.isascii() or not text.isprintable() or set(text) & set(' \\"<>^`{|}@'):
        return None
    try:
        link, home = urlsplit(text), urlsplit(public_url)
        same = (link.scheme, link.hostname, _port(link.port, link.scheme)) == (
            home.scheme, home.hostname, _port(home.port, home.scheme)
        )  # fmt: skip
    except ValueError:
        return None
    base = home.path.rstrip("/")
    path = link.path
    below = path.startswith(f"{base}/") and ".." not in unquote(path) and "//" not in path
    if not same or not home.hostname or not below or link.fragment:
        return None
    return path[len(base) :] + (f"?{link.query}" if link.query else "")


def _port(port: int | None, scheme: str) -> int | None:
    return port if port is not None else {"https": 443, "http": 80}.get(scheme)
