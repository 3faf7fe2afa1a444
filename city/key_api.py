"""The routes for keys and certificates: what the city seals and signs with, and who comes in."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from city.answers import let_in, skew_header, typed
from city.bodies import decode, unpack
from city.contract import body_of, json_of, problems, signed
from city.platform import City
from core.exchange import CertificateReply, CertificateRequest, SignedKeyList


def add_key_routes(router: APIRouter, city: City) -> None:
    """All routes of this module for one city."""
    limit = city.settings.limits.small_body

    @router.get(
        "/v1/keys",
        summary="The city's public keys, signed",
        openapi_extra=signed(),
        responses={
            200: json_of(SignedKeyList, "to seal to and to trust, as core.key_list says"),
            **problems(400, 401, 403, 413, 503),
        },
    )
    async def keys(request: Request) -> Response:
        asked = await let_in(request, city.gate, limit)
        return typed(city.keys.told(), skew_header(asked.credentials))

    @router.post(
        "/v1/certificates",
        summary="A new client certificate, also after the last one has expired",
        openapi_extra=signed(**body_of(CertificateRequest)),
        responses={
            200: json_of(CertificateReply, "with terminal and epoch as its name"),
            **problems(400, 401, 403, 413, 415, 422, 503),
        },
    )
    async def certificates(request: Request) -> Response:
        asked = await let_in(request, city.gate, limit)
        wanted = decode(unpack(request, asked.body, limit), CertificateRequest)
        reply = await run_in_threadpool(
            city.enrolment.renew, wanted, asked.caller.terminal, asked.caller.epoch
        )
        return typed(reply, skew_header(asked.credentials))
