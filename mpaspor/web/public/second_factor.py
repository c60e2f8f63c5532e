"""The second factor of an officer: set up once, asked for at every sign-in."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache

from mpaspor.web.access import CitizenRequest, signed_in

ask = mfa.authenticate
ask_again = mfa.reauthenticate
# Where allauth leads when the app cannot be set up yet, because the address is not proved.
standing = mfa.index


class InstallPage(totp.ActivateTOTPView):  # type: ignore[misc] # allauth has no types
    def form_valid(self, form: Any) -> HttpResponse:
        """The code just typed came from the app: it counts as the second factor of this session too."""
        response = cast("HttpResponse", super().form_valid(form))
        installed = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        record_authentication(self.request, self.request.user, "mfa", id=installed.pk, type=installed.type)
        return response

    def get_success_url(self) -> str:
        return onward(self.request)


@signed_in
@never_cache
def install(request: CitizenRequest) -> HttpResponse:
    """For officers alone; one who has the app is asked for its code instead."""
    if not request.user.is_officer:
        raise PermissionDenied
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: onward(request)})}")
    page: TemplateResponse | HttpResponseRedirect = InstallPage.as_view()(request)
    if not isinstance(page, TemplateResponse):
        return page
    if request.method == "POST":
        page.status_code = 422
    return page.render()


def onward(request: HttpRequest) -> str:
    """Where the officer was going, if that is a page of ours."""
    asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return asked
    return reverse("after_sign_in")
