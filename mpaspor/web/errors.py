"""Errors as a person reads them: what happened, what was kept, what to do now."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg_pool import PoolTimeout

from mpaspor.web.access import public

ASK_AGAIN_SECONDS = 10
_OUTAGES = (OperationalError, InterfaceError, PoolTimeout)


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


def server_error(request: HttpRequest) -> HttpResponse:
    """Whatever nobody foresaw; but a database that is away is told as such wherever it was missed."""
    if is_outage(sys.exc_info()[1]):
        return away(request)
    return render(None, "errors/server_error.html", status=500)


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
    return isinstance(problem, _OUTAGES)
