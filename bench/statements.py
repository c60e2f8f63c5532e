"""How often a page asks the database: every page of every audience, each as somebody who may see it."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from bench.people import Citizen
from mpaspor.accounts.models import User
from mpaspor.accounts.roles import MAY, Permission
from mpaspor.offices.models import Office
from mpaspor.stages.applications import questions
from mpaspor.stages.applications.models import Document
from mpaspor.stages.decisions.models import Decision
from mpaspor.stages.passports.models import Passport
from mpaspor.stages.visits.models import Visit
from tests.web.conftest import signed_in

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
HERE = {"host": "localhost"}
HOLE = re.compile(r"<(?:\w+:)?(\w+)>")
# What is asked of every row of a few: enough to meet each state once.
FEW = 12

Page = Callable[..., HttpResponse]


def of_every_page(citizen: Citizen) -> dict[str, int]:
    """The most statements of each route, over all it can show here; routes that only take a form are left out."""
    logging.disable(logging.CRITICAL)  # most of what is tried is not there
    visitors = _Visitors(citizen)
    most: dict[str, int] = {}
    for route, page in _routes(get_resolver("config.urls").url_patterns):
        client = visitors.for_page(page)
        if client is None:
            continue
        for path in _paths(route, citizen):
            status = client.get(f"/{path}", headers=HERE).status_code
            if status == HTTPStatus.METHOD_NOT_ALLOWED:
                break
            if status == HTTPStatus.OK:
                most[route] = max(most.get(route, 0), _statements(client, path))
    assert len(most) > FEW, most
    return dict(sorted(most.items(), key=lambda pair: -pair[1]))


def _statements(client: Client, path: str) -> int:
    """Of a page that was opened before in this process: what a process asks once in its life is not counted."""
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/{path}", headers=HERE)
    return len([row for row in asked.captured_queries if not row["sql"].startswith(CONTROL)])


def _routes(patterns: list[Any], above: str = "") -> Iterator[tuple[str, Page]]:
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


class _Visitors:
    """For each page a browser of somebody who may see it; None for pages of machines."""

    def __init__(self, citizen: Citizen) -> None:
        self._anybody, self._citizen = Client(), citizen.client
        self._officers: dict[str, Client] = {}

    def for_page(self, page: Page) -> Client | None:
        access = getattr(page, "access", None)
        if access == "machine":
            return None
        if access == "public":
            return self._anybody
        if access == Permission.APPLY or not isinstance(access, Permission):
            return self._citizen
        return self._officer(next(role for role, acts in MAY.items() if access in acts))

    def _officer(self, role: str) -> Client:
        if role not in self._officers:
            officer = User.objects.filter(role=role, posting__office__name="Denpasar").earliest("id")
            self._officers[role] = signed_in(officer)
        return self._officers[role]


def _paths(route: str, citizen: Citizen) -> Iterator[str]:
    """The route with everything that may stand in its holes."""
    if route.startswith(("applications", "office")) and "<slug:step>" in route:
        parts = dict.fromkeys((one.step, one.part) for one in questions.QUESTIONS)
        draft = citizen.files["draft"].reference
        yield from (
            _filled(route, {"reference": draft, "order": 1, "step": step, "part": part}) for step, part in parts
        )
        return
    holes = HOLE.findall(route)
    offered = _offered(route, citizen)
    for values in itertools.product(*(offered.get(hole, ["x"]) for hole in holes)):
        yield _filled(route, dict(zip(holes, values, strict=True)))


def _offered(route: str, citizen: Citizen) -> dict[str, list[Any]]:
    office = Office.objects.get(name="Denpasar")
    rows = {"visits": Visit, "decisions": Decision, "passports": Passport, "papers": Document, "portraits": Visit}
    model = next((model for name, model in rows.items() if f"/{name}/" in route), None)
    return {
        "reference": [file.reference for file in citizen.files.values()],
        "order": [1],
        "code": [office.code],
        "kind": ["ktp", "kk"],
        "pk": _a_few_of_each(model) if model else [],
    }


def _a_few_of_each(model: Any) -> list[int]:
    if model is Document:
        return list(Document.objects.order_by("-id").values_list("id", flat=True)[:FEW])
    states = model.objects.values_list("state", flat=True).distinct()
    return [pk for state in states for pk in model.objects.filter(state=state).values_list("id", flat=True)[:FEW]]


def _filled(route: str, values: dict[str, Any]) -> str:
    return HOLE.sub(lambda hole: str(values[hole.group(1)]), route)
