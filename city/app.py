"""The city's web application: its routes, its problems, its headers and its contract."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, FastAPI
from sqlalchemy import select
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from city.answers import typed
from city.blob_api import add_blob_routes
from city.carried_api import add_carried_routes
from city.contract import Health, describe, json_of, problems
from city.fleet_api import add_fleet_routes
from city.key_api import add_key_routes
from city.metrics import CountRequests
from city.platform import City
from city.problems import answer_problems
from city.public_pages import add_page_routes
from city.tables import counters
from city.terminal_api import add_terminal_routes

SECURITY: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'"
        ),
        "Cache-Control": "no-store",
    }
)


class SecurityHeaders:
    """Adds to every answer what keeps browsers from guessing, framing and keeping."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def create_app(city: City) -> FastAPI:
    """The application of one city; the city is closed with it."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        city.close()

    app = FastAPI(docs_url=None, redoc_url=None, lifespan=lifespan, redirect_slashes=False)
    # Onto the app's own router: then the answer to a wrong method can name the right ones.
    add_terminal_routes(app.router, city)
    add_blob_routes(app.router, city)
    add_carried_routes(app.router, city)
    add_fleet_routes(app.router, city)
    add_key_routes(app.router, city)
    add_page_routes(app.router, city)
    _add_health_route(app.router, city)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(CountRequests, metrics=city.metrics)
    answer_problems(app)
    app.openapi = _described_once(app)  # type: ignore[method-assign]
    return app


def _described_once(app: FastAPI) -> Callable[[], dict[str, Any]]:
    kept: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not kept:
            kept.update(describe(app))
        return kept

    return openapi


def _add_health_route(router: APIRouter, city: City) -> None:
    @router.get(
        "/healthz",
        summary="Whether the city runs and its database answers",
        responses={200: json_of(Health, "it does"), **problems(503)},
    )
    def health() -> Response:
        with city.store.reading() as connection:
            connection.execute(select(counters.c.name).limit(1)).all()
        return typed(Health())
