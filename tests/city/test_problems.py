"""Whatever goes wrong, the answer is a problem of ours, and never a traceback."""

import httpx
import msgspec
import pytest

from city.settings import database_in
from core.exchange import Problem
from tests.city.conftest import alter
from tests.city.field_terminal import FieldTerminal
from tests.city_process import CityProcess


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/nothing/here", 404),
        ("GET", "/docs", 404),
        ("GET", "/healthz/", 404),
        ("DELETE", "/v1/batches", 405),
        ("GET", "/v1/batches", 405),
        ("POST", "/healthz", 405),
        ("POST", "/v1/enrolments", 422),
        ("POST", "/v1/batches", 401),
        ("GET", "/v1/changes", 401),
        ("GET", "/v1/changes?limit=0", 422),
        ("GET", "/v1/terminals/me/missing-blobs", 401),
        ("GET", "/v1/catalogue/manifest", 401),
        ("GET", "/v1/catalogue/files/" + "0" * 64, 401),
        ("GET", "/v1/catalogue/files/x", 422),
        ("PUT", "/v1/blobs/" + "0" * 64, 401),
        ("PATCH", "/v1/blobs/" + "0" * 64, 422),
        ("GET", "/c/" + "x" * 65, 422),
    ],
)
def test_every_refusal_is_a_problem(city: CityProcess, method: str, path: str, status: int) -> None:
    answer = httpx.request(method, city.url + path, trust_env=False)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = msgspec.json.decode(answer.content, type=Problem)
    assert problem.status == status
    assert problem.title
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in answer.headers


@pytest.mark.parametrize(
    ("path", "size"), [("/v1/enrolments", 17 * 1024), ("/v1/batches", 1024 * 1024 + 1)]
)
def test_a_body_beyond_the_limit_is_refused(terminal: FieldTerminal, path: str, size: int) -> None:
    assert terminal.ask("POST", path, b" " * size).status_code == 413
    pieces = (b" " * 1024 for _ in range(size // 1024 + 1))
    headers = terminal.signature("POST", path)
    with FieldTerminal(str(terminal.http.base_url)) as other:
        try:
            answer = other.http.post(path, content=pieces, headers=headers)
        except httpx.WriteError:
            return  # refused before all of it was sent
        assert answer.status_code == 413


def test_the_answer_to_a_wrong_method_names_the_right_ones(city: CityProcess) -> None:
    answer = httpx.options(city.url + "/v1/blobs/" + "0" * 64, trust_env=False)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "HEAD, PATCH, PUT")


def test_another_coding_is_refused(terminal: FieldTerminal) -> None:
    answer = terminal.ask("POST", "/v1/batches", b"{}", {"Content-Encoding": "br"})
    assert answer.status_code == 415
    broken = terminal.ask("POST", "/v1/batches", b"{}", {"Content-Encoding": "gzip"})
    assert broken.status_code == 400


def test_a_database_that_does_not_answer_is_a_503_and_not_a_traceback(
    city_process: CityProcess,
) -> None:
    city_process.start()
    if city_process.database_url:
        alter(city_process, "DROP TABLE counters")
    else:
        database_in(city_process.data).write_bytes(b"this is no database" * 1000)
    answer = httpx.get(city_process.url + "/healthz", trust_env=False)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert msgspec.json.decode(answer.content, type=Problem).type.endswith("store-unavailable")
    assert "Traceback" not in city_process.log.read_text()


def test_the_city_says_that_it_is_well(city: CityProcess) -> None:
    answer = httpx.get(city.url + "/healthz", trust_env=False)
    assert answer.json() == {"onestop": 1, "status": "ok"}
