"""Enrolment: a one-time code shown by a new terminal becomes its name, epoch and public key."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from city.authority import Authority, RequestRefused
from city.clock import now, stamp
from city.keys import CityKeys
from city.problems import Refusal
from city.store import Store
from city.tables import enrolment_codes, terminals
from core.errors import Code
from core.exchange import (
    CertificateReply,
    CertificateRequest,
    EnrolmentReply,
    EnrolmentRequest,
)
from core.sealing import HPKE_SUITE, SM_SUITE, is_signing_key

CODE_LIFE = timedelta(hours=24)
LAST_EPOCH = 9  # the receipt number has one digit for it
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is mistaken on paper; 5 bits each
_CODE_LENGTH = 20
_TERMINAL = re.compile(r"[A-Z]{2}[0-9]{4}")
_REGION = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Place:
    """Which terminal a code is for and where it stands. `region` has 12 digits."""

    terminal: str
    region: str
    place: str
    accepting_point: str

    def faults(self) -> list[str]:
        """What is wrong with it, as names of the fields."""
        wrong = []
        if not _TERMINAL.fullmatch(self.terminal):
            wrong.append("terminal")
        if not _REGION.fullmatch(self.region):
            wrong.append("region")
        if not 0 < len(self.place) <= 120:
            wrong.append("place")
        if not 0 < len(self.accepting_point) <= 64:
            wrong.append("accepting point")
        return wrong


def _digest(code: str) -> str:
    """Codes have 100 random bits: a bare hash of one cannot be guessed back."""
    plain = "".join(letter for letter in code.upper() if letter in _LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()


def make_code(store: Store, place: Place, suite: str = HPKE_SUITE) -> str:
    """A new code, in groups of four, for a terminal of one suite. Only its hash is kept."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    moment = now()

    def work(connection: Connection) -> None:
        connection.execute(
            insert(enrolment_codes).values(
                code_sha256=_digest(code),
                terminal=place.terminal,
                region=place.region,
                place=place.place,
                accepting_point=place.accepting_point,
                suite=suite,
                created_at=stamp(moment),
                expires_at=stamp(moment + CODE_LIFE),
            )
        )

    store.write(work)
    return "-".join(code[start : start + 4] for start in range(0, _CODE_LENGTH, 4))


def _offered(request: EnrolmentRequest) -> dict[str, bytes]:
    """The terminal's public signing key by suite."""
    offered = {HPKE_SUITE: request.public_key}
    if request.sm2_public_key:
        offered[SM_SUITE] = request.sm2_public_key
    return offered


def count_enrolled(store: Store) -> int:
    """Terminals that may speak."""
    speaking = select(func.count()).select_from(terminals).where(terminals.c.retired_at.is_(None))
    with store.reading() as connection:
        return int(connection.execute(speaking).scalar_one())


def _refusal(slug: str) -> Refusal:
    return Refusal(403, slug, code=Code.CITY_REFUSES_TERMINAL)


class Enrolment:
    """Takes new terminals in."""

    def __init__(self, store: Store, keys: CityKeys, public_url: str) -> None:
        self._store = store
        self._keys = keys
        self._authority = Authority(keys.folder / "keys")
        self._public_url = public_url

    def enrol(self, request: EnrolmentRequest) -> EnrolmentReply:
        """Use a code. The same code with the same key gives the same answer, because the first
        answer may have been lost on the way; with another key it is refused. Raises Refusal."""
        if not all(is_signing_key(key) for key in _offered(request).values()):
            raise Refusal(422, "public-key-invalid", "no Ed25519 or SM2 key")
        row, epoch = self._store.write(lambda connection: self._use(connection, request))
        seal_key = self._keys.seal_key(row.suite)
        return EnrolmentReply(
            terminal=row.terminal,
            epoch=epoch,
            region=row.region,
            place=row.place,
            accepting_point=row.accepting_point,
            public_url=self._public_url,
            suite=row.suite,
            seal_key_id=seal_key.id,
            seal_public_key=seal_key.public,
            catalogue_public_key=self._keys.catalogue_public,
            certificate=self._certificate(request.csr, row.terminal, epoch) if request.csr else "",
            city_ca=self._authority.bundle(),
        )

    def renew(self, request: CertificateRequest, terminal: str, epoch: int) -> CertificateReply:
        """A new certificate for a terminal that the gate let in. Raises Refusal."""
        return CertificateReply(
            onestop=1,
            certificate=self._certificate(request.csr, terminal, epoch),
        )

    def _certificate(self, csr: bytes, terminal: str, epoch: int) -> str:
        try:
            return self._authority.issue(csr, terminal, epoch)
        except RequestRefused as error:
            raise Refusal(422, "csr-invalid", "a PKCS#10 request with a P-256 key") from error

    def _use(self, connection: Connection, request: EnrolmentRequest) -> tuple[Row[Any], int]:
        digest = _digest(request.code)
        row = connection.execute(
            select(enrolment_codes).where(enrolment_codes.c.code_sha256 == digest).with_for_update()
        ).first()
        if row is None:
            raise _refusal("enrolment-code-unknown")
        key = _offered(request).get(row.suite)
        if key is None:
            raise _refusal("enrolment-suite-not-offered")
        if row.used_at is not None:
            if row.used_by != key:
                raise _refusal("enrolment-code-used")
            return row, int(row.epoch)
        moment = now()
        if moment > datetime.fromisoformat(row.expires_at):
            raise _refusal("enrolment-code-expired")
        epoch = self._take_over(connection, row, key, stamp(moment))
        connection.execute(
            update(enrolment_codes)
            .where(enrolment_codes.c.code_sha256 == digest)
            .values(used_at=stamp(moment), used_by=key, epoch=epoch)
        )
        return row, epoch

    def _take_over(self, connection: Connection, row: Row[Any], key: bytes, at: str) -> int:
        """A new epoch for the terminal; the ones before it may not speak any more."""
        mine = terminals.c.code == row.terminal
        last = connection.execute(select(func.max(terminals.c.epoch)).where(mine)).scalar()
        epoch = int(last or 0) + 1
        if epoch > LAST_EPOCH:
            raise _refusal("terminal-epochs-used-up")
        connection.execute(
            update(terminals).where(mine, terminals.c.retired_at.is_(None)).values(retired_at=at)
        )
        connection.execute(
            insert(terminals).values(
                code=row.terminal,
                epoch=epoch,
                region=row.region,
                place=row.place,
                accepting_point=row.accepting_point,
                public_key=key,
                enrolled_at=at,
                heard_through=0,
            )
        )
        return epoch
