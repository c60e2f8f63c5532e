"""Who lives in the demo town, and how to sign in as each of them."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import AT_NO_OFFICE, Role
from mpaspor.core import clock
from mpaspor.web.access import public

PERIOD_SECONDS = 30
CITIZENS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Phone:
    """An officer and what her security app shows just now."""

    officer: User
    code: str

    @property
    def mailbox(self) -> str:
        return self.officer.email.partition("@")[0]

    @property
    def host(self) -> str:
        return self.officer.email.partition("@")[2]


@public
@never_cache
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    citizens = User.objects.filter(role=Role.APPLICANT, is_active=True).order_by("id")[:CITIZENS_SHOWN]
    return render(request, "demo/guide/page.html", {"phones": phones(), "citizens": citizens})


def phones() -> list[Phone]:
    """The officers who have the app, by office, with the code of this half minute."""
    keys = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    secrets = {key.user_id: decrypt(key.data["secret"]) for key in keys}
    step = int(clock.now().timestamp()) // PERIOD_SECONDS
    officers = User.objects.filter(Q(posting__isnull=False) | Q(role__in=AT_NO_OFFICE), pk__in=secrets, is_active=True)
    return [
        Phone(officer, auth.format_hotp_value(auth.hotp_value(secrets[officer.pk], step)))
        for officer in officers.select_related("posting__office").order_by("posting__office__name", "id")
    ]
