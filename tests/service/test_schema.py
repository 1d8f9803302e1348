"""Requests made up from the OpenAPI document find no server error and no response that it does not describe."""

from __future__ import annotations

from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import ignored_auth

from tests.ui.conftest import Site


def test_every_response_is_described(service: Site) -> None:
    schema = schemathesis.openapi.from_url(f"{service.url}/api/openapi.json")
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) == 8
    for operation in operations:
        _try(operation)


def _try(operation: Any) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def check(case: Any) -> None:
        case.call_and_validate(excluded_checks=[ignored_auth])  # without keys, any key will do

    check()


def test_the_document_has_examples_and_keys(service: Site) -> None:
    document = httpx.get(f"{service.url}/api/openapi.json").json()
    paths = document["paths"]
    assert {"/api/ask", "/api/documents", "/api/search", "/v1/chat/completions", "/v1/models", "/metrics"} <= set(paths)
    assert paths["/api/ask"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    operations = [operation for path in paths.values() for operation in path.values()]
    assert all(operation["summary"] and {"401", "403"} <= set(operation["responses"]) for operation in operations)
