"""A text that somebody may pay by: issued by the city, signed by it, and never made here.

`Payable` verifies the city's signature while it is made, so there is no other way to have one.
"""

from datetime import datetime

import msgspec

from core.errors import Code, PaymentError
from core.payable_form import asks_for_money, read_emv
from core.sealing import Trusted, sign, verify_trusted
from core.wire import canonical

# One key of the city signs several things: what is signed says which it is.
_DOMAIN = b"onestop/pay-order/1\0"


class PayOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the city asks a payer for. `amount_fen` in fen, `text` what the code says, `expires_at`
    an ISO time with offset, `terminal` who may show it."""

    schema: str = "pay_order/1"
    id: str
    terminal: str
    amount_fen: int
    text: str
    expires_at: str


class SignedPayOrder(msgspec.Struct, frozen=True, kw_only=True):
    """`order` is the canonical bytes of PayOrder."""

    order: bytes
    signature: bytes


def sign_pay_order(order: PayOrder, private_key: bytes) -> SignedPayOrder:
    """The city's side."""
    octets = canonical(order)
    return SignedPayOrder(order=octets, signature=sign(private_key, _DOMAIN + octets))


class Payable:
    """A payable text with its amount. Read-only; prints no text."""

    __slots__ = ("_order",)

    def __init__(self, signed: SignedPayOrder, city: Trusted, terminal: str, now: datetime) -> None:
        """Raises PaymentError(PAYABLE_WRONG): not signed by the city, for another terminal, over,
        no form of a payable text, EMV checksum wrong, or another amount than the order's."""
        if not verify_trusted(city, signed.signature, _DOMAIN + signed.order):
            raise _refusal("signature")
        try:
            order = msgspec.json.decode(signed.order, type=PayOrder)
            until = datetime.fromisoformat(order.expires_at)
            is_over = until <= now
        except (ValueError, TypeError, msgspec.MsgspecError):
            raise _refusal("shape") from None
        if order.schema != "pay_order/1" or canonical(order) != signed.order:
            raise _refusal("shape")
        if order.terminal != terminal:
            raise _refusal("terminal")
        if is_over:
            raise _refusal("expired")
        _check_text(order)
        self._order = order

    @property
    def text(self) -> str:
        """What the code says."""
        return self._order.text

    @property
    def amount_fen(self) -> int:
        """How much, in fen."""
        return self._order.amount_fen

    @property
    def order_id(self) -> str:
        """The city's order."""
        return self._order.id

    @property
    def expires_at(self) -> str:
        """Until when it may be shown."""
        return self._order.expires_at

    def __repr__(self) -> str:
        return f"Payable({self._order.id}, {self._order.amount_fen} fen)"


def _check_text(order: PayOrder) -> None:
    if order.amount_fen <= 0 or not asks_for_money(order.text):
        raise _refusal("form")
    if not order.text.startswith("0002"):
        return
    try:
        emv = read_emv(order.text)
    except ValueError as reason:
        raise _refusal(f"emv {reason}") from None
    if emv.amount_fen is not None and emv.amount_fen != order.amount_fen:
        raise _refusal("emv amount differs")


def _refusal(reason: str) -> PaymentError:
    return PaymentError(Code.PAYABLE_WRONG, reason)
