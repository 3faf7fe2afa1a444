"""The routes for sealed attachments: how much is here, the whole, and the rest."""

from typing import Annotated

from fastapi import APIRouter, Header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from city.answers import let_in, skew_header
from city.blob_counter import BlobCounter
from city.contract import body_of, problems, signed
from city.platform import City
from city.terminal_api import Digest

_REFUSED = problems(400, 401, 403, 404, 409, 413, 422, 503)
_OFFSET = {"Upload-Offset": {"schema": {"type": "integer"}, "description": "octets held durably"}}


def add_blob_routes(router: APIRouter, city: City) -> None:
    """The routes for a terminal's own attachments."""
    add_blob_routes_at(router, city, BlobCounter(city, city.uploads), "/v1/blobs")


def add_blob_routes_at(
    router: APIRouter, city: City, counter: BlobCounter, path: str, whose: str = ""
) -> None:
    """All routes of this module below a path; `whose` stands in their summaries."""

    @router.head(
        path + "/{sha256}",
        summary=f"How much of an attachment{whose} the city holds",
        response_class=Response,
        openapi_extra=signed(),
        responses={
            200: {"description": "wanted", "headers": _OFFSET},
            **problems(401, 403, 404, 413, 422, 503),
        },
    )
    async def head(request: Request, sha256: Digest) -> Response:
        asked = await let_in(request, city.gate, city.settings.limits.small_body)
        held = await run_in_threadpool(counter.held, asked.caller, sha256)
        headers = {"Upload-Offset": str(held), **skew_header(asked.credentials)}
        return Response(status_code=200, headers=headers)

    @router.put(
        path + "/{sha256}",
        summary=f"A whole sealed attachment{whose}",
        response_class=Response,
        status_code=201,
        openapi_extra=signed(**body_of(None)),
        responses={
            201: {"description": "it is here now, durably", "headers": _OFFSET},
            200: {"description": "it was here already", "headers": _OFFSET},
            **_REFUSED,
        },
    )
    async def put(request: Request, sha256: Digest) -> Response:
        return await counter.take(request, sha256, None)

    @router.patch(
        path + "/{sha256}",
        summary=f"Go on from an offset with an attachment{whose}",
        response_class=Response,
        status_code=201,
        openapi_extra=signed(**body_of(None, required=False)),  # an empty piece changes nothing
        responses={
            201: {"description": "it is whole now, durably", "headers": _OFFSET},
            200: {"description": "it was here already", "headers": _OFFSET},
            204: {"description": "this piece is here; more is to come", "headers": _OFFSET},
            **_REFUSED,
        },
    )
    async def patch(
        request: Request,
        sha256: Digest,
        upload_offset: Annotated[int, Header(ge=0, le=2**40, description="where it goes on")],
    ) -> Response:
        return await counter.take(request, sha256, upload_offset)
