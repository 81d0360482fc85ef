"""schemathesis makes requests from the published OpenAPI description, and the answers are what it describes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import serving
from fetching import fetch
from hypothesis import HealthCheck, Phase, given, settings

from imrkg.serve import selfdescription

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed: pip install 'imrkg[test]'")
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi import checks  # noqa: E402

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
METHODS = {"get", "head", "post", "options"}
DOCUMENT = json.loads(selfdescription.openapi())
OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations()]


def examples(operation: Any) -> int:
    """Return how many requests to make: few where an answer takes a second (pictures, dumps) or has no body."""
    if operation.method.upper() != "GET" or operation.path.startswith(("/pictures/{picture}.", "/download/")):
        return 4
    return 15


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving.running("--timeout", "30") as url:
        yield url


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_answers_are_as_described(server: str, operation: Any) -> None:
    @settings(
        max_examples=examples(operation),
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(case=operation.as_strategy())
    def every(case: Any) -> None:
        answer = case.call(base_url=server, timeout=60, allow_redirects=False)
        case.validate_response(answer, checks=CHECKS)

    every()


def test_the_description_is_the_one_of_the_server(server: str) -> None:
    assert json.loads(fetch(f"{server}/openapi.json").text) == DOCUMENT


def test_the_description_names_every_operation(server: str) -> None:
    """No path answers with a method that the description leaves out, or the other way round."""
    assert DOCUMENT["openapi"].startswith("3.1")
    assert len(OPERATIONS) == sum(len(METHODS & set(operations)) for operations in DOCUMENT["paths"].values())
    for path, operations in DOCUMENT["paths"].items():
        described = METHODS & set(operations)
        allowed = {word.strip().lower() for word in fetch(server + path, "OPTIONS").headers["allow"].split(",")}
        assert described == allowed, path
