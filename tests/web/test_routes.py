"""Every route of the server, asked by schemathesis over a real socket for whatever fits its description and whatever
does not: no fault of ours, a status that the route may answer with, and answers of bounded time and size."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

pytest.importorskip("starlette", reason="the extra “web” is not installed")
pytest.importorskip("schemathesis", reason="it is not installed: pip install 'reportedly[dev]'")

import requests
import schemathesis
from starlette.routing import Mount, Route

from reportedly import Ledger
from reportedly.ledger.values import Report
from reportedly.web import security
from reportedly.web.pages import all_pages
from reportedly.web.security import HEADERS
from tests.ledger.readings import ferry
from tests.web import making
from tests.web.serving import Site, served

TABLE = tomllib.loads((Path(__file__).parent / "tables" / "routes.toml").read_text("utf-8"))
EXAMPLES = int(os.environ.get("REPORTEDLY_EXAMPLES", "15"))
"""Questions to each route; very many for a long run, and then others each time."""

LONGEST, LARGEST = 10.0, 400_000
"""Seconds, and bytes, of an answer of a ledger of three reports."""


def ways(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Methods and paths of a route of the table."""
    if "form" in row:
        return [("post", row["path"])]
    return [("get", f"{row['path']}{end}") for end in ((".jsonl", ".csv") if row.get("download") else ("",))]


EVERY = [(method, path, row) for row in TABLE["route"] for method, path in ways(row)]


def test_the_table_has_every_route() -> None:
    routes, _ = all_pages()
    told = {(method.lower(), one.path) for one in routes if isinstance(one, Route) for method in one.methods or ()}
    named = {(method, re.sub(r"\{\w+\}", "{}", path)) for method, path, _ in EVERY}
    assert named == {(method, re.sub(r"\{\w+\}", "{}", path)) for method, path in told if method != "head"}
    assert not any(isinstance(one, Mount) for one in routes)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(making.desk(tmp_path_factory.mktemp("routes") / "desk.ledger")) as site:
        yield site


@pytest.fixture(scope="module")
def known(site: Site) -> dict[str, str]:
    """What stands for the words in capitals."""
    article = ferry(1)
    with Ledger.open(site.ledger, "read") as ledger:
        incident = next(d.id for d in ledger.incidents())
    id = article.article.id
    return {
        "$INCIDENT": incident, "$REPORT": Report(article, "").id, "$ARTICLE": id, "$STATEMENT": f"{id}:s1",
        "$EVENT": f"{id}:e1", "$FIGURE": f"{id}:f1", "$CSRF": site.app.state.form_token,
    }  # fmt: skip


def field(name: str, known: Mapping[str, str], free: bool) -> dict[str, Any]:
    """A field as JSON Schema: one of the words that mean something, or where it is free any words at all."""
    values = list(TABLE["fields"][name]["values"])
    for word, meant in sorted(known.items(), key=lambda one: -len(one[0])):
        values = [value.replace(word, meant) for value in values]
    text = {"type": "string", "maxLength": 300} if free else {"type": "string", "enum": values}
    return {"type": "array", "items": text, "maxItems": 3} if name == "record" else text


def described(method: str, path: str, row: Mapping[str, Any], known: Mapping[str, str], free: bool) -> dict[str, Any]:
    """The route as a document of OpenAPI, its fields free or not."""
    due = row.get("required", ())
    inside = [name.partition("}")[0] for name in path.split("{")[1:]]
    parameters = [
        {"name": name, "in": place, "required": place == "path" or name in due,
         "schema": field(name, known, free)}
        for place, names in (("path", inside), ("query", row.get("fields", ()))) for name in names
    ]  # fmt: skip
    told: dict[str, Any] = {
        "parameters": parameters, "responses": {str(status): {"description": ""} for status in row["statuses"]}
    }  # fmt: skip
    if "form" in row:
        fields = {name: field(name, known, free) for name in row["form"]}
        # Mostly from a page of ours: what is refused at the door is soon tried.
        fields["csrf"] = {"type": "string", "enum": [known["$CSRF"]]}
        schema = {"type": "object", "properties": fields, "required": ["csrf", *due]}
        told["requestBody"] = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    return {"openapi": "3.0.3", "info": {"title": path, "version": "1"}, "paths": {path: {method: told}}}


@pytest.mark.parametrize(("method", "path", "row"), EVERY, ids=[f"{method} {path}" for method, path, _ in EVERY])
def test_whatever_is_asked_gets_an_answer_or_a_line(
    site: Site, known: dict[str, str], method: str, path: str, row: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[Exception] = []
    monkeypatch.setattr(security, "_tell", faults.append)
    told, anything = (
        next(iter(schemathesis.openapi.from_dict(described(method, path, row, known, free)).get_all_operations())).ok()
        for free in (False, True)
    )
    strategy = told.as_strategy() | anything.as_strategy()
    if row.get("fields") or "form" in row:
        strategy |= anything.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
    allowed = {*row["statuses"]} | ({404, 307} if "{" in path else set())
    session = requests.Session()
    # No proxy is between us.
    session.trust_env = False
    seen: set[int] = set()

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize="REPORTEDLY_EXAMPLES" not in os.environ,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=strategy)
    def ask(case: Any) -> None:
        answer = case.call(base_url=site.url, session=session, timeout=30, allow_redirects=False)
        seen.add(answer.status_code)
        headers = {name.lower(): value[0] for name, value in answer.headers.items()}
        assert not faults, (faults, case.as_curl_command())
        assert answer.status_code in allowed, (answer.status_code, case.as_curl_command())
        assert {name: headers.get(name.lower()) for name in HEADERS} == dict(HEADERS)
        assert answer.elapsed < LONGEST
        assert len(answer.content) < LARGEST
        text = answer.content.decode("utf-8")
        assert "Traceback" not in text
        assert "<script>owned" not in text or not headers["content-type"].startswith("text/html")
        if answer.status_code == 200 and row.get("download"):
            assert headers["content-disposition"].startswith("attachment; filename=")
        elif answer.status_code in (200, 400, 404):
            assert headers["content-type"] == "text/html; charset=utf-8"

    try:
        ask()
    finally:
        session.close()
    # Something was asked that could be, so that the test is one.
    assert seen & {200, 303} or ("form" in row and seen - {403}) or "{" in path, seen
