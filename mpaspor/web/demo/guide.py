"""Who lives in the demo town, and how to sign in as each of them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.web.access import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PERIOD_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Phone:
    """An officer and what her security app shows just now."""

    officer: User
    code: str


@public
@never_cache
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    secrets = {
        row.user_id: decrypt(row.data["secret"]) for row in Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    }
    counter = int(time.time()) // PERIOD_SECONDS
    officers = User.objects.exclude(role=Role.APPLICANT).select_related("posting__office").order_by("posting__office__name", "id")
    phones = [
        Phone(officer, auth.format_hotp_value(auth.hotp_value(secrets[officer.pk], counter)))
        for officer in officers
        if officer.pk in secrets
    ]
    citizens = User.objects.filter(role=Role.APPLICANT, is_active=True).order_by("id")[:12]
    return render(request, "demo/guide/page.html", {"phones": phones, "citizens": citizens})
