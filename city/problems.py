"""What the city answers when it does not do what was asked: problem+json (RFC 9457)."""

import logging
from http import HTTPStatus

import msgspec
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from city.store import TransactionLost
from core.errors import Code
from core.exchange import Problem

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger("city")


class Refusal(Exception):
    """The request is refused. `slug` is the machine's name of the reason; `detail` never holds
    personal data; `headers` go out with the answer."""

    def __init__(
        self,
        status: int,
        slug: str,
        detail: str = "",
        *,
        code: Code | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(slug)
        self.status = status
        self.problem = problem(status, slug, detail, code)
        self.headers = headers or {}


def problem(status: int, slug: str, detail: str = "", code: Code | None = None) -> Problem:
    """A problem of ours. The type is a URN, so that it needs no page to exist."""
    return Problem(
        type=f"urn:onestop:problem:{slug}" if slug else "about:blank",
        title=slug.replace("-", " ") if slug else HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code.value if code else "",
    )


def _answer(body: Problem, headers: dict[str, str] | None = None) -> Response:
    return Response(
        msgspec.json.encode(body), body.status, headers=headers or {}, media_type=MEDIA_TYPE
    )


def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return _answer(error.problem, error.headers)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_methods_of(request)))
    return _answer(problem(error.status_code, ""), headers)


def _methods_of(request: Request) -> set[str]:
    """All methods of a path; the framework names those of the first route that fits."""
    return {
        method
        for route in request.app.routes
        if isinstance(route, Route) and route.path_regex.match(request.url.path)
        for method in route.methods or ()
    }


def _invalid(_: Request, error: Exception) -> Response:
    """Name the places that are wrong, not the values: a value may be personal."""
    assert isinstance(error, RequestValidationError)
    places = "; ".join(
        ".".join(str(part) for part in fault["loc"]) + f": {fault['type']}"
        for fault in error.errors()
    )
    return _answer(problem(HTTPStatus.UNPROCESSABLE_ENTITY, "request-invalid", places[:500]))


def _store_down(_: Request, error: Exception) -> Response:
    _log.error("the database does not answer: %s", type(error).__name__)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return _answer(problem(status, "store-unavailable"), {"Retry-After": "5"})


def _disk_down(_: Request, error: Exception) -> Response:
    assert isinstance(error, OSError)
    _log.error("the disk does not answer: errno %s", error.errno)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return _answer(problem(status, "store-unavailable"), {"Retry-After": "5"})


def _unexpected(_: Request, error: Exception) -> Response:
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _answer(problem(status, "unexpected", code=Code.UNEXPECTED))


def answer_problems(app: FastAPI) -> None:
    """Make every error of an app a problem, never a traceback."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(SQLAlchemyError, _store_down)
    app.add_exception_handler(TransactionLost, _store_down)
    app.add_exception_handler(OSError, _disk_down)
    app.add_exception_handler(Exception, _unexpected)
