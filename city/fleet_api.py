"""Heartbeats from terminals, and what operators see of them: the fleet's page and the metrics."""

import time

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from city.answers import let_in, skew_header, typed
from city.bodies import decode_counts, unpack
from city.clock import now, stamp
from city.contract import body_of, json_of, problems, signed
from city.fleet import read_fleet
from city.fleet_page import FleetPage
from city.platform import City
from core.heartbeat import HeartbeatReply, HeartbeatRequest


def add_fleet_routes(router: APIRouter, city: City) -> None:
    """All routes of this module for one city."""
    _add_heartbeats(router, city)
    _add_operator_routes(router, city)


def _add_heartbeats(router: APIRouter, city: City) -> None:
    limit = city.settings.limits.small_body

    @router.post(
        "/v1/heartbeats",
        summary="How a terminal is",
        openapi_extra=signed(**body_of(HeartbeatRequest)),
        responses={
            200: json_of(HeartbeatReply, "how the city wants to be spoken to"),
            **problems(400, 401, 403, 413, 415, 422, 503),
        },
    )
    async def beat(request: Request) -> Response:
        asked = await let_in(request, city.gate, limit)
        said = decode_counts(unpack(request, asked.body, limit), HeartbeatRequest)
        await run_in_threadpool(city.heartbeats.take, asked.caller, said, int(time.time()))
        terms = city.terms.for_terminal(asked.caller.terminal)
        reply = HeartbeatReply(onestop=1, terms=terms, city_time=stamp(now()))
        return typed(reply, skew_header(asked.credentials))


def _add_operator_routes(router: APIRouter, city: City) -> None:
    page = FleetPage()

    @router.get("/fleet", include_in_schema=False)
    def fleet(request: Request) -> Response:
        city.door.let_in(request)
        moment = now()
        standings = read_fleet(city.store, int(moment.timestamp()))
        return HTMLResponse(page.fill(standings, moment))

    @router.get("/metrics", include_in_schema=False)
    def metrics(request: Request) -> Response:
        city.door.let_in(request)
        media_type = "text/plain; version=0.0.4; charset=utf-8"
        return Response(city.metrics.page(), headers={"Content-Type": media_type})
