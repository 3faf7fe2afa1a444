"""The contract as OpenAPI: complete, and made of the types that are spoken."""

import json
from typing import Any

import httpx
import msgspec
import pytest

from core.exchange import BatchRequest
from tests.city_process import CityProcess


@pytest.fixture(scope="module")
def document(city: CityProcess) -> dict[str, Any]:
    answer = httpx.get(city.url + "/openapi.json", trust_env=False)
    found: dict[str, Any] = answer.json()
    return found


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [found for value in part.values() for found in _references(value)]
    if isinstance(part, list):
        return [found for value in part for found in _references(value)]
    return []


def test_every_reference_leads_to_a_schema(document: dict[str, Any]) -> None:
    found = _references(document)
    assert "#/components/schemas/BatchRequest" in found
    for reference in found:
        name = reference.removeprefix("#/components/schemas/")
        assert name in document["components"]["schemas"], reference


def test_every_route_of_the_exchange_is_described(document: dict[str, Any]) -> None:
    spoken = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert spoken == {
        ("post", "/v1/enrolments"),
        ("get", "/v1/keys"),
        ("post", "/v1/certificates"),
        ("post", "/v1/batches"),
        ("head", "/v1/blobs/{sha256}"),
        ("put", "/v1/blobs/{sha256}"),
        ("patch", "/v1/blobs/{sha256}"),
        ("post", "/v1/carried/batches"),
        ("head", "/v1/carried/blobs/{sha256}"),
        ("put", "/v1/carried/blobs/{sha256}"),
        ("patch", "/v1/carried/blobs/{sha256}"),
        ("get", "/v1/terminals/me/missing-blobs"),
        ("get", "/v1/changes"),
        ("get", "/v1/revocations"),
        ("post", "/v1/heartbeats"),
        ("get", "/v1/catalogue/manifest"),
        ("get", "/v1/catalogue/files/{sha256}"),
        ("get", "/healthz"),
        ("get", "/c/{case_id}"),
        ("get", "/n/{package}"),
    }


def test_every_refusal_is_described_as_a_problem(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                if status >= "400" and not path.startswith(("/c/", "/n/")):
                    assert list(answer["content"]) == ["application/problem+json"], (method, path)


def test_the_schema_is_the_type_that_is_decoded(document: dict[str, Any]) -> None:
    (_,), schemas = msgspec.json.schema_components(
        [BatchRequest], ref_template="#/components/schemas/{name}"
    )
    for name, schema in schemas.items():
        told = document["components"]["schemas"][name]
        assert {**told, "properties": schema["properties"]} == schema
        assert set(told["properties"]) == set(schema["properties"])


def test_the_command_line_prints_the_same_contract(
    city_process: CityProcess, document: dict[str, Any]
) -> None:
    printed = city_process.run("openapi")
    assert json.loads(printed.stdout) == document
