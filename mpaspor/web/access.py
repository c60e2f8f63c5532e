"""Who may see a page. Every page carries one of these marks; a test finds any that does not.

public      anyone
signed_in   anyone with an account
may(p)      whoever's role has the permission; officers must also have proved a second factor, and those of an office
            hold a posting there
machine     another system, which signs what it sends
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.csrf import csrf_exempt
from django_htmx.http import HttpResponseClientRedirect

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import AT_NO_OFFICE, Permission, Role
from mpaspor.offices.models import Posting

# Before an office is chosen nobody knows the reader's zone; the capital's is named with every hour.
CENTRE = "Asia/Jakarta"

Page = Callable[..., HttpResponse]


class CitizenRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


class OfficerRequest(CitizenRequest):
    """A request of an officer at her post."""

    posting: Posting


def public(page: Page) -> Page:
    @wraps(page)
    def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return page(request, *args, **kwargs)

    open_to_all.access = "public"  # type: ignore[attr-defined]
    return open_to_all


def machine(page: Page) -> Page:
    """The page itself checks the signature, over the bytes as they came."""
    marked: Page = csrf_exempt(page)
    marked.access = "machine"  # type: ignore[attr-defined]
    return marked


def signed_in(page: Page) -> Page:
    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return page(request, *args, **kwargs)

    guarded.access = "signed_in"  # type: ignore[attr-defined]
    return guarded


def may(permission: Permission) -> Callable[[Page], Page]:
    def mark(page: Page) -> Page:
        @wraps(page)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if not request.user.may(permission):
                raise PermissionDenied
            if request.user.is_officer:
                if not proved_second_factor(request):
                    return _to_second_factor(request)
                take_post(request)
            return page(request, *args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return mark


def proved_second_factor(request: HttpRequest) -> bool:
    """Whether this session signed in with a second factor (allauth asks for it whenever the account has one)."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def take_post(request: OfficerRequest) -> None:
    """Read anew on every page, so that an officer who was posted away is out at once."""
    role = Role(request.user.role)
    if role in AT_NO_OFFICE:
        request.user.place = str(role.label)
        return
    posting = Posting.objects.select_related("office").filter(user=request.user).first()
    if posting is None:
        raise PermissionDenied
    posting.user = request.user
    request.posting = posting
    request.user.place = place_of(posting)


def place_of(posting: Posting) -> str:
    """Where an officer sat, for the trail: "Denpasar, loket 3"."""
    return f"{posting.office.name}, loket {posting.counter}" if posting.counter else posting.office.name


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return _lead(request, redirect_to_login(page_to_come_back_to(request)))


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    onward = urlencode({REDIRECT_FIELD_NAME: page_to_come_back_to(request)})
    return _lead(request, redirect(f"{reverse('mfa_activate_totp')}?{onward}"))


def _lead(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A fragment cannot hold the sign-in page: the whole window goes there."""
    return HttpResponseClientRedirect(answer.url) if getattr(request, "htmx", False) else answer  # type: ignore[attr-defined]


def page_to_come_back_to(request: HttpRequest) -> str:
    """The page itself, or the page that sent something here: what is sent cannot be opened."""
    if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
        return request.get_full_path()
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return reverse("after_sign_in")
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
