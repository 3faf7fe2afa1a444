"""The routes for relays: a terminal with a link hands on what another one sealed."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from city.answers import let_in, skew_header, typed
from city.blob_api import add_blob_routes_at
from city.blob_counter import BlobCounter
from city.bodies import decode, unpack
from city.contract import body_of, json_of, problems, signed
from city.platform import City
from city.problems import Refusal
from core.bundle import CarriedReply, CarriedRequest
from core.exchange import as_octets

_AT_ONCE = 2  # batches of one relay under way: it may not crowd out others


class RelayPlaces:
    """How many batches of each relay may be under way; decided before any database work."""

    def __init__(self, most: int = _AT_ONCE) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()
        self._line = threading.Lock()

    @contextmanager
    def place(self, relay: str) -> Iterator[None]:
        """A place for one batch of a relay. Raises Refusal 503 when it has no more."""
        with self._line:
            if self._taken[relay] >= self._most:
                raise Refusal(503, "too-many-batches", headers={"Retry-After": "5"})
            self._taken[relay] += 1
        try:
            yield
        finally:
            with self._line:
                self._taken[relay] -= 1
                if not self._taken[relay]:
                    del self._taken[relay]


def add_carried_routes(router: APIRouter, city: City) -> None:
    """All routes of this module for one city."""
    _add_batches(router, city)
    counter = BlobCounter(city, city.carried_uploads)
    add_blob_routes_at(router, city, counter, "/v1/carried/blobs", " that a relay carries")


def _add_batches(router: APIRouter, city: City) -> None:
    limits = city.settings.limits
    places = RelayPlaces()

    @router.post(
        "/v1/carried/batches",
        summary="Hand in envelopes of another terminal, as its bundle lists them",
        openapi_extra=signed(**body_of(CarriedRequest)),
        responses={
            200: json_of(CarriedReply, "how the bundle stands, signed for its terminal"),
            **problems(400, 401, 403, 413, 415, 422, 503),
        },
    )
    async def carry(request: Request) -> Response:
        asked = await let_in(request, city.gate, limits.batch_body)
        with places.place(asked.caller.terminal):
            plain = unpack(request, asked.body, limits.batch_plain)
            carried = decode(plain, CarriedRequest)
            if len(carried.items) > limits.batch_items:
                raise Refusal(413, "too-many-items", f"at most {limits.batch_items}")
            items = as_octets(carried.items)
            reply = await run_in_threadpool(city.carried.take, carried.manifest, items)
            return typed(reply, skew_header(asked.credentials))
