"""The browser a file is filled in with, by a random cookie: it shows headquarters when one browser fills in for many.

The cookie says nothing of the browser or the person, and what is kept of it is a blind index.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mpaspor.core import encryption

COOKIE = "device"
_LASTS = timedelta(days=400)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def key(request: HttpRequest) -> bytes:
    """What is kept of this browser; one without a cookie gets it with `remember`."""
    return encryption.blind_index(_token(request), "device")


def remember(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, with the browser's cookie for another year."""
    response.set_cookie(
        COOKIE, _token(request), max_age=_LASTS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return response


def _token(request: HttpRequest) -> str:
    """The browser's own, or a new one that holds for the rest of this request."""
    sent = request.COOKIES.get(COOKIE, "")
    if not _TOKEN.fullmatch(sent):
        sent = request.COOKIES[COOKIE] = secrets.token_urlsafe(32)
    return sent
