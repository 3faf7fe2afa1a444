"""The routes that terminals speak to, but for attachments."""

import asyncio
import time
from contextlib import suppress
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from city.answers import Asked, let_in, skew_header, typed
from city.bodies import decode, read_body, unpack
from city.changes import changes_after
from city.contract import body_of, json_of, link, octets, problems, signed
from city.platform import City
from city.problems import Refusal
from core.catalogue_time import HEADER as CATALOGUE_TIME
from core.exchange import (
    BatchReply,
    BatchRequest,
    Changes,
    EnrolmentReply,
    EnrolmentRequest,
    MissingBlobs,
    SignedManifest,
    as_octets,
)
from core.revocations import SignedRevocations

Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256, lower-case hex")]
_LAST = 2**31 - 1
LONGEST_WAIT_S = 25
_FEED = "the `feed` of the answer that the cursor is from"
_WAIT = "seconds to wait for news where there is none yet"


def add_terminal_routes(router: APIRouter, city: City) -> None:
    """All routes of this module for one city."""
    _add_enrolments(router, city)
    _add_batches(router, city)
    _add_feeds(router, city)
    _add_revocations(router, city)
    _add_catalogue(router, city)


async def _asked(request: Request, city: City) -> Asked:
    return await let_in(request, city.gate, city.settings.limits.small_body)


def _add_enrolments(router: APIRouter, city: City) -> None:
    @router.post(
        "/v1/enrolments",
        summary="Enrol a terminal with a one-time code",
        openapi_extra=body_of(EnrolmentRequest),
        responses={
            200: json_of(EnrolmentReply, "who the terminal is from now on"),
            **problems(400, 403, 413, 415, 422, 503),
        },
    )
    async def enrol(request: Request) -> Response:
        body = await read_body(request, city.settings.limits.small_body)
        plain = unpack(request, body, city.settings.limits.small_body)
        return typed(await run_in_threadpool(city.enrolment.enrol, decode(plain, EnrolmentRequest)))


def _add_batches(router: APIRouter, city: City) -> None:
    limits = city.settings.limits
    admission = city.admission

    def take(asked: Asked, request: Request) -> BatchReply:
        start = time.thread_time()
        batch = decode(unpack(request, asked.body, limits.batch_plain), BatchRequest)
        if len(batch.items) > limits.batch_items:
            raise Refusal(413, "too-many-items", f"at most {limits.batch_items}")
        city.metrics.batch_items.observe(len(batch.items))
        items = BatchRequest(items=as_octets(batch.items))
        reply = city.intake.receive(asked.caller, asked.credentials.nonce, items)
        city.load.worked(time.thread_time() - start)
        return reply

    @router.post(
        "/v1/batches",
        summary="Hand in envelopes, each once and for ever",
        openapi_extra=signed(**body_of(BatchRequest)),
        responses={
            200: json_of(BatchReply, "what became of each envelope"),
            **problems(400, 401, 403, 413, 415, 422, 503),
        },
    )
    async def receive(request: Request) -> Response:
        with admission.entry():
            body = await read_body(request, limits.batch_body)
            async with admission.turn():
                asked = await let_in(request, city.gate, limits.batch_body, body)
                reply = await run_in_threadpool(take, asked, request)
        return typed(reply, skew_header(asked.credentials))


def _add_feeds(router: APIRouter, city: City) -> None:
    @router.get(
        "/v1/terminals/me/missing-blobs",
        summary="Attachments that cases of this terminal wait for",
        openapi_extra=signed(),
        responses={
            200: json_of(
                MissingBlobs,
                "smallest first",
                {"held": link("head_v1_blobs__sha256__head", sha256="/blobs/0")},
            ),
            **problems(400, 401, 403, 413, 503),
        },
    )
    async def missing(request: Request) -> Response:
        asked = await _asked(request, city)
        terminal = asked.caller.terminal
        blobs = await run_in_threadpool(city.uploads.missing, terminal)
        terms = city.terms.for_terminal(terminal, wants_slots=bool(blobs))
        found = MissingBlobs(onestop=1, blobs=blobs, terms=terms)
        return typed(found, skew_header(asked.credentials))

    @router.get(
        "/v1/changes",
        summary="What became of this terminal's cases",
        openapi_extra=signed(),
        responses={
            200: json_of(
                Changes,
                "changes after the cursor, in the order of commits",
                {
                    "next": link("changes_v1_changes_get", cursor="/cursor", feed="/feed", wait=0),
                    "page": link("progress_c__case_id__get", case_id="/changes/0/subject"),
                },
            ),
            **problems(400, 401, 403, 413, 422, 503),
        },
    )
    async def changes(
        request: Request,
        cursor: Annotated[int, Query(ge=0, le=_LAST)] = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 200,
        feed: Annotated[str, Query(max_length=32, description=_FEED)] = "",
        wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT_S, description=_WAIT)] = 0,
    ) -> Response:
        asked = await _asked(request, city)
        terminal = asked.caller.terminal

        async def ask() -> Changes:
            return await run_in_threadpool(changes_after, city.store, terminal, cursor, limit, feed)

        if not wait:
            found = await ask()
        else:
            async with city.bell.listening(terminal) as rung:
                found = await ask()
                if not found.changes and not found.restarted:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(rung.wait(), wait)
                    found = await ask()
        return typed(found, skew_header(asked.credentials))


def _tagged(
    request: Request,
    asked: Asked,
    found: tuple[str, msgspec.Struct] | None,
    slug: str,
    more: dict[str, str] | None = None,
) -> Response:
    """A signed thing with its digest as ETag; 304 where the asker has it, 404 where none is."""
    if found is None:
        raise Refusal(404, slug)
    etag = f'"{found[0]}"'
    headers = {"ETag": etag, **skew_header(asked.credentials), **(more or {})}
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if etag in known or f"W/{etag}" in known:
        return Response(status_code=304, headers=headers)
    return typed(found[1], headers)


def _add_revocations(router: APIRouter, city: City) -> None:
    @router.get(
        "/v1/revocations",
        summary="The newest signed revocation list",
        openapi_extra=signed(),
        responses={
            200: json_of(SignedRevocations, "with its ETag"),
            304: {"description": "nothing is new since If-None-Match"},
            **problems(400, 401, 403, 404, 413, 503),
        },
    )
    async def revocations(request: Request) -> Response:
        asked = await _asked(request, city)
        found = await run_in_threadpool(city.revocations.newest)
        return _tagged(request, asked, found, "no-revocations-yet")


def _add_catalogue(router: APIRouter, city: City) -> None:
    @router.get(
        "/v1/catalogue/manifest",
        summary="The newest signed manifest",
        openapi_extra=signed(),
        responses={
            200: json_of(SignedManifest, "with its ETag"),
            304: {"description": "nothing is new since If-None-Match"},
            **problems(400, 401, 403, 404, 413, 503),
        },
    )
    async def manifest(request: Request) -> Response:
        asked = await _asked(request, city)
        found = await run_in_threadpool(city.catalogue.newest)
        time = {CATALOGUE_TIME: city.catalogue.time_of(found[1])} if found else {}
        return _tagged(request, asked, found, "no-catalogue-yet", time)

    @router.get(
        "/v1/catalogue/files/{sha256}",
        summary="A file of a published catalogue",
        openapi_extra=signed(),
        responses={200: octets("the file"), **problems(400, 401, 403, 404, 413, 422, 503)},
    )
    async def file(request: Request, sha256: Digest) -> Response:
        asked = await _asked(request, city)
        found = await run_in_threadpool(city.catalogue.file, sha256)
        if found is None:
            raise Refusal(404, "no-such-file")
        return Response(
            found, headers=skew_header(asked.credentials), media_type="application/octet-stream"
        )
