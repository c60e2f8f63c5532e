"""Errors as a person reads them: what happened, what was kept, what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from mpaspor.web.access import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "errors/bad_request.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "errors/forbidden.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "errors/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(None, "errors/server_error.html", status=500)


@public
def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "errors/csrf.html", status=403)


def away(request: HttpRequest, *, again_in: int) -> HttpResponse:  # noqa: ARG001 - the person behind the request cannot be looked up now
    """The database does not answer: nothing that needs it is rendered."""
    response = render(None, "errors/away.html", {"again_in": again_in}, status=503)
    response.headers["Retry-After"] = str(again_in)
    return response
