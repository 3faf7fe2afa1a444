"""A planted bug: a city that makes its own ids, so that what is sent again is there twice.

python -m bench.proof.forgetful_city serve …: the real city but for the rule that R2 and R3 show.
"""

import secrets
import sys
from dataclasses import replace

import msgspec
from sqlalchemy import Connection, select
from uuid_utils import uuid7

from city import intake
from city.__main__ import main
from city.checking import Sound
from city.tables import envelopes
from core.application import Application
from core.exchange import ItemResult


def forget() -> None:
    """Take the permanent id away: what comes again is a case of its own."""
    store = intake.Intake._put

    def put(self: intake.Intake, connection: Connection, one: Sound) -> ItemResult:
        held = select(envelopes.c.id).where(envelopes.c.id == one.header.id)
        if connection.execute(held).first() is not None:
            one = _another(one)
        return msgspec.structs.replace(store(self, connection, one), id=one.item.id)

    intake.Intake._put = put  # type: ignore[method-assign]


def _another(one: Sound) -> Sound:
    """The same document as if it had never come."""
    document = msgspec.structs.replace(one.document, id=str(uuid7()))
    header = msgspec.structs.replace(
        one.header,
        id=str(uuid7()),
        subject=document.id if isinstance(document, Application) else one.header.subject,
        seq=secrets.randbelow(2**30) + 1_000_000,
        attachments=[],
    )
    return replace(one, header=header, inner=header, document=document)


if __name__ == "__main__":
    forget()
    sys.exit(main())
