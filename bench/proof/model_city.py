"""A city of dictionaries that answers as the real one does, quick enough for ten thousand seeds.

What it leaves out: request signatures, opening of seals, catalogues. That it answers as the real
city does is tested: the same seeds are played against both and the answers compared.
"""

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlsplit

import msgspec

from core.envelope import EnvelopeType, Header, envelope_from
from core.exchange import (
    BatchReply,
    BatchRequest,
    CaseChange,
    Changes,
    ItemResult,
    ItemStatus,
    MissingBlobs,
    Problem,
    SentItem,
    Terms,
    as_octets,
)
from core.heartbeat import HeartbeatReply
from core.wire import canonical, sha256_hex

JSON = "application/json"
PROBLEM = "application/problem+json"
_BLOB = re.compile(r"/v1/blobs/([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over the wire."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Book:
    """What a city keeps durably. `taken` counts how often an effect was made for each envelope:
    more than one is a doubled case."""

    envelopes: dict[str, str] = field(default_factory=dict)
    headers: dict[str, Header] = field(default_factory=dict)
    places: dict[tuple[str, int, int], str] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, bytes] = field(default_factory=dict)
    changes: list[CaseChange] = field(default_factory=list)
    settled: set[str] = field(default_factory=set)
    nonces: set[str] = field(default_factory=set)  # of batches; of other requests in memory only
    feeds: list[str] = field(default_factory=lambda: ["feed 1"])

    def copy(self) -> "Book":
        """A backup."""
        return Book(**{name: getattr(self, name).copy() for name in self.__dataclass_fields__})


class ModelCity:
    """One city for one terminal and one epoch. `at` is stamped on what it tells."""

    def __init__(self, terminal: str, epoch: int, *, page: int = 200) -> None:
        self.book = Book()
        self.at = "2026-11-22T09:30:00+08:00"
        self.refused: set[str] = set()
        self.forgotten: set[str] = set()  # a planted bug: ids whose keys against doubles expired
        self.ever: set[str] = set()  # all that it ever had durably, envelopes and attachments
        self._nonces: set[str] = set()
        self._terminal = terminal
        self._epoch = epoch
        self._page = page

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request of the terminal."""
        parts = urlsplit(target)
        nonce = headers.get("Signature-Input", "")
        if nonce in self.book.nonces or nonce in self._nonces:
            return problem(401, "nonce-replayed")
        (self.book.nonces if parts.path == "/v1/batches" else self._nonces).add(nonce)
        if (method, parts.path) == ("POST", "/v1/batches"):
            return self._batch(gzip.decompress(body))
        if (method, parts.path) == ("POST", "/v1/heartbeats"):
            return typed(HeartbeatReply(onestop=1, terms=Terms(), city_time=self.at))
        if (method, parts.path) == ("GET", "/v1/changes"):
            asked = parse_qs(parts.query)
            feed = asked.get("feed", [""])[0]
            return self._changes(int(asked["cursor"][0]), int(asked["limit"][0]), feed)
        if (method, parts.path) == ("GET", "/v1/terminals/me/missing-blobs"):
            return typed(MissingBlobs(onestop=1, blobs=self._missing()))
        named = _BLOB.fullmatch(parts.path)
        if named is not None:
            return self._blob(method, named[1], headers, body)
        return problem(404, "")

    def restart(self) -> None:
        """As after a power cut: what was only in memory is gone."""
        self._nonces.clear()

    def restore(self, backup: Book, name: str) -> None:
        """Go back to a backup; the feed gets another name, as the operator's guide says."""
        self.book = backup.copy()
        self.book.feeds.append(name)
        self.restart()

    def move(self, choice: int) -> bool:
        """A clerk moves a case on; False where there is none."""
        cases = [
            header
            for header in self.book.headers.values()
            if header.type is EnvelopeType.APPLICATION_SUBMIT
            and header.id in self.book.settled
            and not self._is_moved(header)
        ]
        if cases:
            cases.sort(key=lambda header: header.subject)
            self._tell(cases[choice % len(cases)], "accepted")
        return bool(cases)

    def _is_moved(self, header: Header) -> bool:
        return any(
            (change.subject, change.state) == (header.subject, "accepted")
            for change in self.book.changes
        )

    def _batch(self, plain: bytes) -> Answer:
        request = msgspec.json.decode(plain, type=BatchRequest)
        results = [self._take(item) for item in as_octets(request.items)]
        heard = {seq for terminal, epoch, seq in self.book.places if epoch == self._epoch}
        highest = max(heard, default=0)
        missing = [seq for seq in range(1, highest) if seq not in heard]
        return typed(
            BatchReply(
                onestop=1,
                results=results,
                have_through=highest,
                missing=missing,
                terms=Terms(),
                city_time=self.at,
            )
        )

    def _take(self, item: SentItem) -> ItemResult:
        book, digest = self.book, sha256_hex(item.envelope)
        header = envelope_from(item.envelope).header
        if item.id in self.refused:
            return _rejected(item.id, "document-undecodable")
        held = None if item.id in self.forgotten else book.envelopes.get(item.id)
        if held is not None:
            if held != digest:
                return _rejected(item.id, "envelope-conflict")
            return ItemResult(
                id=item.id, status=ItemStatus.DUPLICATE, official_no=self._number(header)
            )
        place = (header.terminal, header.epoch, header.seq)
        if book.places.get(place, item.id) != item.id:
            return _rejected(item.id, "terminal-cloned")
        book.envelopes[item.id] = digest
        book.headers[item.id] = header
        book.places[place] = item.id
        book.taken.append(item.id)
        self.forgotten.discard(item.id)
        self.ever.add(item.id)
        if header.type is EnvelopeType.APPLICATION_SUBMIT:
            self._tell(header, "received")
            self._settle(header)
        return ItemResult(id=item.id, status=ItemStatus.STORED, official_no=self._number(header))

    def _number(self, header: Header) -> str:
        """The official number of the case that an envelope is about, where there is one."""
        cases = [
            each.id
            for each in self.book.headers.values()
            if each.type is EnvelopeType.APPLICATION_SUBMIT
        ]
        known = header.subject in cases
        return f"430702-YJS-26-{cases.index(header.subject) + 1:06d}" if known else ""

    def _tell(self, header: Header, state: str) -> None:
        told = self.book.changes
        told.append(
            CaseChange(
                seq=len(told) + 1,
                subject=header.subject,
                state=state,
                official_no=self._number(header),
                at=self.at,
            )
        )

    def _settle(self, header: Header) -> None:
        here = all(one.sha256 in self.book.blobs for one in header.attachments if one.required)
        if here and header.id not in self.book.settled:
            self.book.settled.add(header.id)
            self._tell(header, "materials_complete")

    def _wanted(self) -> dict[str, int]:
        """Every attachment that a stored envelope names, with its size."""
        return {
            one.sha256: one.size
            for header in self.book.headers.values()
            for one in header.attachments
        }

    def _missing(self) -> list[str]:
        missing = [(size, name) for name, size in self._wanted().items()]
        return [name for _, name in sorted(missing) if name not in self.book.blobs]

    def _blob(self, method: str, name: str, headers: Mapping[str, str], body: bytes) -> Answer:
        size = self._wanted().get(name)
        if size is None:
            return problem(404, "attachment-not-wanted")
        held = self.book.blobs.get(name, self.book.parts.get(name, b""))
        if method == "HEAD":
            return Answer(200, headers={"Upload-Offset": str(len(held))})
        if name in self.book.blobs:
            return Answer(200, headers={"Upload-Offset": str(size)})
        if method == "PATCH":
            offset = int(headers["Upload-Offset"])
            if offset != len(held):
                return replace(
                    problem(409, "offset-wrong"),
                    headers={"Content-Type": PROBLEM, "Upload-Offset": str(len(held))},
                )
            body = held + body
        if method == "PATCH" and len(body) < size:
            self.book.parts[name] = body
            return Answer(204, headers={"Upload-Offset": str(len(body))})
        if sha256_hex(body) != name:
            return problem(422, "digest-wrong")
        self.book.blobs[name] = body
        self.ever.add(name)
        for header in list(self.book.headers.values()):
            if any(one.sha256 == name for one in header.attachments):
                self._settle(header)
        return Answer(201, headers={"Upload-Offset": str(size)})

    def _changes(self, cursor: int, limit: int, feed: str) -> Answer:
        own = self.book.feeds[-1]
        restarted = feed not in ("", own) or cursor > len(self.book.changes)
        start = 0 if restarted else cursor
        news = [change for change in self.book.changes if change.seq > start]
        told = news[: min(limit, self._page)]
        return typed(
            Changes(
                onestop=1,
                cursor=told[-1].seq if told else start,
                changes=told,
                more=len(news) > len(told),
                feed=own,
                restarted=restarted,
            )
        )


def typed(message: msgspec.Struct) -> Answer:
    """A typed answer."""
    return Answer(200, canonical(message), {"Content-Type": JSON})


def problem(status: int, slug: str, code: str = "") -> Answer:
    """A problem of the city."""
    body = canonical(Problem(status=status, type=f"urn:onestop:problem:{slug}", code=code))
    return Answer(status, body, {"Content-Type": PROBLEM})


def _rejected(envelope: str, slug: str) -> ItemResult:
    known = Problem(status=409, type=f"urn:onestop:problem:{slug}", code="NET-605")
    return ItemResult(id=envelope, status=ItemStatus.REJECTED, problem=known)
