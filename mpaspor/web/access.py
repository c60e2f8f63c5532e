"""Who may see a page. Every page carries one of these marks; a test finds any that does not.

public      anyone
signed_in   anyone with an account
may(p)      whoever's role has the permission; officers must also have proved a second factor and hold a posting
machine     another system, which signs what it sends
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from mpaspor.offices.models import Posting

if TYPE_CHECKING:
    from collections.abc import Callable

    from mpaspor.accounts.models import User
    from mpaspor.accounts.roles import Permission

    Page = Callable[..., HttpResponse]


class CitizenRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


class OfficerRequest(CitizenRequest):
    """A request of an officer at her post."""

    posting: Posting


def public(page: Page) -> Page:
    page.access = "public"  # type: ignore[attr-defined]
    return page


def machine(page: Page) -> Page:
    """The page itself checks the signature, over the bytes as they came."""
    marked = csrf_exempt(page)
    marked.access = "machine"  # type: ignore[attr-defined]
    return cast("Page", marked)


def signed_in(page: Page) -> Page:
    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return page(request, *args, **kwargs)

    guarded.access = "signed_in"  # type: ignore[attr-defined]
    return guarded


def may(permission: Permission) -> Callable[[Page], Page]:
    def mark(page: Page) -> Page:
        @wraps(page)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.may(permission):
                raise PermissionDenied
            if request.user.is_officer:
                if not proved_second_factor(request):
                    return redirect("mfa_activate_totp")
                request.posting = Posting.objects.select_related("office").filter(user=request.user).first()
                if request.posting is None:
                    raise PermissionDenied
                request.user.place = place_of(request.posting)
            return page(request, *args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return mark


def proved_second_factor(request: HttpRequest) -> bool:
    """Whether this session signed in with a second factor (allauth asks for it whenever the account has one)."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def place_of(posting: Posting) -> str:
    """Where an officer sat, for the trail: "Denpasar, loket 3"."""
    return f"{posting.office.name}, loket {posting.counter}" if posting.counter else posting.office.name
