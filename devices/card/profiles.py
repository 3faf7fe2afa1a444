"""How PC/SC readers give an identity card: each family in its own way, and none by a standard."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NoReturn

from core.errors import CardError, Code
from devices.card.apdu import Connection
from devices.card.pages import read_blob


def _refuse(connection: Connection) -> NoReturn:
    raise CardError(Code.CARD_UNKNOWN, "this reader gives no identity cards")


# A profile gives the 1284 bytes of text and portrait. `none`: readers for other cards only.
PROFILES: Mapping[str, Callable[[Connection], bytes]] = MappingProxyType(
    {"pages": read_blob, "none": _refuse}
)
