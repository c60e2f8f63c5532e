"""What every request passes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError
from psycopg_pool import PoolTimeout

from mpaspor.web import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

ASK_AGAIN_SECONDS = 10


class KindErrors:
    """A database that is away is told as such, with what was kept and when to come back, never as a broken page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, (DatabaseError, PoolTimeout)) and _is_outage(exception):
            return errors.away(request, again_in=ASK_AGAIN_SECONDS)
        return None


def _is_outage(exception: Exception) -> bool:
    return isinstance(exception, PoolTimeout) or type(exception).__name__ in {"OperationalError", "InterfaceError"}

