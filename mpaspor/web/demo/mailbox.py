"""The mailbox of the demo town: what really went out by SMTP."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mpaspor.gateways import mail
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.mail.port import Letter, NoSuchLetter
from mpaspor.web.access import CENTRE, public

LETTERS_SHOWN = 40
# A letter brings its own style, and nothing else: no script, no picture from elsewhere, no form.
IN_AN_ENVELOPE: dict[str, Any] = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'none'"],
    "form-action": ["'none'"],
}


@public
@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("to", "").strip()
    try:
        found = mail.mailbox().letters(to=to or None, limit=LETTERS_SHOWN)
    except Unavailable:
        return render(request, "demo/mailbox/away.html", status=503)
    return render(request, "demo/mailbox/list.html", {"letters": found, "to": to, "zone": CENTRE})


@public
@never_cache
@require_safe
def letter(request: HttpRequest, key: str) -> HttpResponse:
    try:
        found = _letter(key)
    except Unavailable:
        return render(request, "demo/mailbox/away.html", status=503)
    return render(request, "demo/mailbox/letter.html", {"letter": found, "zone": CENTRE})


@public  # type: ignore[arg-type]
@never_cache
@require_safe
@csp_replace(IN_AN_ENVELOPE)  # type: ignore[arg-type] # typed for pages without arguments
def drawn(request: HttpRequest, key: str) -> HttpResponse:
    """The letter as a mail program draws it, a page of its own."""
    try:
        found = _letter(key)
    except Unavailable:
        return render(request, "demo/mailbox/away.html", status=503)
    return HttpResponse(found.html or "")


def _letter(key: str) -> Letter:
    try:
        return mail.mailbox().letter(key)
    except NoSuchLetter:
        raise Http404 from None
