"""The mailbox of the demo town: what really went out by SMTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mpaspor.gateways import mail
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.mail.port import NoSuchLetter
from mpaspor.web.access import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@public
@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("to", "").strip()
    try:
        found = mail.mailbox().letters(to=to or None, limit=40)
    except Unavailable:
        return render(request, "demo/mailbox/away.html", status=503)
    return render(request, "demo/mailbox/list.html", {"letters": found, "to": to})


@public
@never_cache
@require_safe
def letter(request: HttpRequest, key: str) -> HttpResponse:
    try:
        found = mail.mailbox().letter(key)
    except NoSuchLetter:
        raise Http404 from None
    except Unavailable:
        return render(request, "demo/mailbox/away.html", status=503)
    return render(request, "demo/mailbox/letter.html", {"letter": found})
