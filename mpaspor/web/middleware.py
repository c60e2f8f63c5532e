"""What every request passes through."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from mpaspor.web import errors


class SizeLimit:
    """What is larger than any page needs is refused by the length it names, before a byte of it is received."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = request.headers.get("Content-Length", "")
        if named.isascii() and named.isdigit() and int(named[:18]) > settings.LARGEST_REQUEST:
            return errors.too_large(request)
        return self.get_response(request)


class KindErrors:
    """What is nobody's mistake is told as such, with what was kept and what to do, never as a broken page.

    The database is away, somebody was faster, two wrote at once: answered here wherever a page has no better words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            told = errors.wrong_way(request)
            told.headers["Allow"] = response.headers["Allow"]
            return told
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.of(request, exception)
