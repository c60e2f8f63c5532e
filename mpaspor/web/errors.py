"""Errors as a person reads them: what happened, what was kept, what to do now."""

from __future__ import annotations

import logging
import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg.errors import DeadlockDetected, SerializationFailure
from psycopg_pool import PoolTimeout

from mpaspor.audit import states
from mpaspor.stages.applications import papers
from mpaspor.stages.decisions import adjudication
from mpaspor.stages.payments.tariff import NoTariff
from mpaspor.web.access import page_to_come_back_to, public

log = logging.getLogger(__name__)

ASK_AGAIN_SECONDS = 10
MEGABYTE = 1024 * 1024
_OUTAGES = (OperationalError, InterfaceError, PoolTimeout)
_MOVED = (states.StateChanged, states.ForbiddenMove, papers.Closed, adjudication.AlreadyDecided)
_COLLISIONS = {DeadlockDetected.sqlstate, SerializationFailure.sqlstate}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "errors/bad_request.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "errors/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "errors/not_found.html", status=404)


def wrong_way(request: HttpRequest) -> HttpResponse:
    """An address that only takes what a form sends was opened, or the other way round."""
    return render(request, "errors/wrong_way.html", status=405)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - allauth's signature
    return render(request, "errors/too_many.html", status=429)


def too_large(request: HttpRequest) -> HttpResponse:
    """More was sent than any page asks for; it was not received."""
    facts = {"back": page_to_come_back_to(request), "megabytes": settings.LARGEST_REQUEST // MEGABYTE}
    return render(request, "errors/too_large.html", facts, status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """Whatever nobody foresaw; but what is nobody's mistake is told as such wherever it happened."""
    known = of(request, sys.exc_info()[1])
    return known or render(None, "errors/server_error.html", status=500)


def of(request: HttpRequest, problem: BaseException | None) -> HttpResponse | None:
    """The page for what any page may meet: somebody was faster, the database is away, the tariff has a gap.

    A machine asks again.
    """
    if isinstance(problem, NoTariff):
        log.error("the tariff has no row for %s", problem)
        return render(request, "errors/no_price.html", {"problem": problem}, status=503)
    moved, collided = isinstance(problem, _MOVED), is_collision(problem)
    if is_outage(problem) or ((moved or collided) and _asked_by_a_machine(request)):
        return away(request)
    if moved or collided:
        template = "errors/moved.html" if moved else "errors/again.html"
        return render(request, template, {"back": page_to_come_back_to(request)}, status=409)
    return None


def _asked_by_a_machine(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and getattr(match.func, "access", "") == "machine"


@public
def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "errors/csrf.html", status=403)


def away(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the person behind the request cannot be looked up now
    """The database does not answer: nothing that needs it is rendered."""
    response = render(None, "errors/away.html", status=503)
    response.headers["Retry-After"] = str(ASK_AGAIN_SECONDS)
    return response


def is_outage(problem: BaseException | None) -> bool:
    """Whether the database is away, which is nobody's mistake."""
    return isinstance(problem, _OUTAGES) and not is_collision(problem)


def is_collision(problem: BaseException | None) -> bool:
    """Whether two wrote at once and the database let the other one finish; the same again will do."""
    return isinstance(problem, OperationalError) and getattr(problem.__cause__, "sqlstate", None) in _COLLISIONS
