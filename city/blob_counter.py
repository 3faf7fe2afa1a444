"""Taking one upload over the counter: who brings it, what it is, and what is kept of it.

The signature covers Content-Digest and is checked before anything is written; of a PUT that digest
must be the attachment's name. So what a torn upload leaves is kept, to go on from. A request whose
Content-Digest is missing or wrong is read to its end, refused, and leaves nothing.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from city.answers import skew_header, target_of
from city.bodies import content_digest, declared_length, torn
from city.gate import Caller, Credentials, credentials_of, signature_invalid
from city.platform import City
from city.problems import Refusal
from city.staging import Upload
from city.upload_slots import SlotRefused

_GATHERED = 256 * 1024  # octets that go to the disk at once
_DRAINED = 1024 * 1024


class Book(Protocol):
    """Which attachments are wanted from a caller, and what follows when one is here."""

    def size_of(self, terminal: str, sha256: str) -> int | None: ...
    def register(self, terminal: str, sha256: str) -> None: ...


@dataclass(frozen=True, slots=True, repr=False)
class _Visit:
    """One request. `said` is the digest of its body that the signature covers, where that was
    known beforehand; `size` the declared one, None for what nobody waits for."""

    request: Request
    sha256: str
    offset: int | None  # None: a PUT of the whole
    caller: Caller
    credentials: Credentials
    said: str | None
    size: int | None

    def refusal(self) -> Refusal | None:
        """What can be said against it before the body is read."""
        if self.size is None:
            return _unwanted()
        length = declared_length(self.request)
        if length is not None and (self.offset or 0) + length > self.size:
            return _too_large()
        return None

    def done(self, status: int, held: int) -> Response:
        """A good answer: `held` octets are here durably."""
        headers = {"Upload-Offset": str(held), **skew_header(self.credentials)}
        return Response(status_code=status, headers=headers)


class BlobCounter:
    """Takes attachments in, each request by itself."""

    def __init__(self, city: City, book: Book) -> None:
        """`book` is whose attachments are taken here."""
        self._city = city
        self._book = book

    def held(self, caller: Caller, sha256: str) -> int:
        """The octets that are here. A whole one that the book does not know yet is entered first.
        Raises Refusal 404 for one that nobody waits for."""
        if self._book.size_of(caller.terminal, sha256) is None:
            raise _unwanted()
        if self._city.shelf.has(sha256):
            self._book.register(caller.terminal, sha256)
        return self._city.shelf.held(sha256)

    async def take(self, request: Request, sha256: str, offset: int | None) -> Response:
        """A PUT (`offset` None) or a PATCH. Raises Refusal."""
        visit = await self._greet(request, sha256, offset)
        here = await run_in_threadpool(self._city.shelf.has, sha256)
        unproven = offset is None and visit.said is None  # then this is not the named content
        if here or unproven or visit.size is None or visit.refusal() is not None:
            return await self._take_nothing(visit, here)
        try:
            with self._city.slots.place(visit.caller.terminal):
                return await self._take_octets(visit, visit.size)
        except SlotRefused:
            await _drain_some(request)
            raise

    async def _take_octets(self, visit: _Visit, size: int) -> Response:
        if visit.said is not None:
            self._city.gate.remember(visit.credentials)
        upload = await self._open(visit.sha256, visit.offset)
        try:
            actual = await _pour(visit, upload, size)
            self._judge(visit, actual)
        except (Refusal, OSError):
            await run_in_threadpool(upload.go_back)
            raise
        return await self._close(visit, upload, size)

    async def _greet(self, request: Request, sha256: str, offset: int | None) -> _Visit:
        credentials = credentials_of(request.headers)
        caller = await run_in_threadpool(self._city.gate.known, credentials)
        said = sha256 if offset is None else content_digest(request)
        if said is not None and not self._covers(request, caller, credentials, said):
            said = None
        size = await run_in_threadpool(self._book.size_of, caller.terminal, sha256)
        return _Visit(request, sha256, offset, caller, credentials, said, size)

    async def _take_nothing(self, visit: _Visit, here: bool) -> Response:
        """Read to the end all the same: a sender that is cut off in its sentence hears no answer.
        Then say what is wrong, or that the attachment was here already."""
        actual = await _drain(visit.request, self._city.settings.limits.blob)
        if not self._covers(visit.request, visit.caller, visit.credentials, actual):
            raise signature_invalid()
        self._city.gate.remember(visit.credentials)
        refusal = visit.refusal()
        if refusal is not None:
            raise refusal
        if visit.offset is None and actual != visit.sha256:
            raise _wrong_digest()
        assert here
        await run_in_threadpool(self._book.register, visit.caller.terminal, visit.sha256)
        held = await run_in_threadpool(self._city.shelf.held, visit.sha256)
        return visit.done(200, held)

    async def _open(self, sha256: str, offset: int | None) -> Upload:
        if offset is None:
            return await run_in_threadpool(self._city.shelf.begin, sha256)
        upload = await run_in_threadpool(self._city.shelf.resume, sha256)
        if upload.start != offset:
            await run_in_threadpool(upload.go_back)
            raise Refusal(409, "offset-wrong", headers={"Upload-Offset": str(upload.start)})
        return upload

    def _judge(self, visit: _Visit, actual: str) -> None:
        """The digest of what really came, against the signature."""
        if visit.said is not None:
            if actual != visit.said:
                raise _wrong_digest()
        elif self._covers(visit.request, visit.caller, visit.credentials, actual):
            self._city.gate.remember(visit.credentials)
        else:
            raise signature_invalid()

    async def _close(self, visit: _Visit, upload: Upload, size: int) -> Response:
        if visit.offset is not None and upload.size < size:
            return visit.done(204, await run_in_threadpool(upload.keep))
        if not upload.is_right():
            await run_in_threadpool(upload.discard)
            raise _wrong_digest()
        await run_in_threadpool(upload.finish)
        await run_in_threadpool(self._book.register, visit.caller.terminal, visit.sha256)
        return visit.done(201, size)

    def _covers(
        self, request: Request, caller: Caller, credentials: Credentials, digest: str
    ) -> bool:
        return self._city.gate.covers(
            caller, credentials, request.method, target_of(request), digest
        )


def _unwanted() -> Refusal:
    return Refusal(404, "attachment-not-wanted", "no accepted envelope of this terminal names it")


def _wrong_digest() -> Refusal:
    return Refusal(422, "digest-wrong", "the content is not what its name says")


def _too_large() -> Refusal:
    return Refusal(413, "attachment-larger-than-declared")


async def _drain(request: Request, limit: int) -> str:
    """The digest of a body that is not kept."""
    digest = hashlib.sha256()
    size = 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > limit:
                raise Refusal(413, "body-too-large", f"at most {limit} octets")
            digest.update(piece)
    except ClientDisconnect as error:
        raise torn() from error
    return digest.hexdigest()


async def _drain_some(request: Request) -> None:
    """Read what a small body has: then its sender hears the answer. A large one is cut off, because
    reading it would cost what the refusal spares."""
    size = 0
    with suppress(ClientDisconnect):
        async for piece in request.stream():
            size += len(piece)
            if size > _DRAINED:
                return


async def _pour(visit: _Visit, upload: Upload, size: int) -> str:
    """Write the body to the upload; gives the digest of this request's octets alone. What came of
    a torn one is kept where the signature was checked beforehand."""
    digest = hashlib.sha256()
    gathered = bytearray()
    try:
        async for piece in visit.request.stream():
            digest.update(piece)
            gathered += piece
            if upload.size + len(gathered) > size:
                raise _too_large()
            if len(gathered) >= _GATHERED:
                await run_in_threadpool(upload.write, bytes(gathered))
                gathered.clear()
    except ClientDisconnect as error:
        if visit.said is not None:
            await run_in_threadpool(upload.write, bytes(gathered))
            await run_in_threadpool(upload.keep)
        raise torn() from error
    await run_in_threadpool(upload.write, bytes(gathered))
    return digest.hexdigest()
