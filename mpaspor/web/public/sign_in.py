"""Signing in and out: allauth's own pages, marked for who may see them, and only those we use."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import wraps
from typing import Any, cast

from allauth.account import views as account
from allauth.account.internal.stagekit import clear_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from mpaspor.accounts import codes
from mpaspor.accounts.roles import Role
from mpaspor.accounts.signing_up import PRIVACY_NOTICE
from mpaspor.core import clock
from mpaspor.web.access import CENTRE, CitizenRequest, Page, public, signed_in
from mpaspor.web.public import second_factor

FIRST_PAGES = {
    Role.APPLICANT: "portal:home",
    Role.TREASURER: "backoffice:money",
    Role.CENTRE: "headquarters:overview",
    Role.CENTRE_TREASURER: "headquarters:money",
    Role.WITNESS: "headquarters:witnessing",
}


class CodePage:
    """What both code pages tell: when the code went out, until when it holds, when another may be asked for."""

    request: HttpRequest
    _process: Any
    _action: str

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sending = codes.last(request.session)
        if self._action == "resend" and sending and clock.now() < sending.again_at:
            return redirect(request.get_full_path())
        return cast("HttpResponse", super().post(request, *args, **kwargs))  # type: ignore[misc]

    def form_valid(self, form: Any) -> HttpResponse:
        if self._action == "resend":
            # The new code lives as long as the first one did.
            self._process.state["at"] = clock.now().timestamp()
        return cast("HttpResponse", super().form_valid(form))  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = super().get_context_data(**kwargs)  # type: ignore[misc]
        until = self._process.state["at"] + self._process.timeout
        return {
            **facts,
            "sending": codes.last(self.request.session),
            "valid_until": datetime.fromtimestamp(until, UTC),
            "now": clock.now(),
            "zone": CENTRE,
        }


class SignInCodePage(CodePage, account.ConfirmLoginCodeView):  # type: ignore[misc] # allauth has no types
    pass


class SignUpCodePage(CodePage, account.ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    def get_form_kwargs(self) -> dict[str, Any]:
        """A changed address must be another one, so the form is told the first."""
        facts: dict[str, Any] = super().get_form_kwargs()
        return {**facts, "email": self._process.email} if self._action == "change" else facts

    def _change_form_invalid(self, form: Any) -> HttpResponse:
        """The page of allauth calls this and does not have it."""
        return cast("HttpResponse", self.render_to_response(self.get_context_data(form=form)))


def kept(page: Page) -> Page:
    """A form that comes back with what is wrong answers 422; it is drawn here, where an outage is still answered."""

    @wraps(page)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = page(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            if request.method == "POST":
                response.status_code = 422
            response.render()
        return response

    return answered


def from_the_start(page: Page) -> Page:
    """Whoever opens the first page begins again: a code half asked for is dropped."""

    @wraps(page)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "GET" and not request.user.is_authenticated:
            clear_login(request)
        return page(request, *args, **kwargs)

    return opened


class SignUpPage(account.SignupView):  # type: ignore[misc]
    extra_context = {"privacy_notice": PRIVACY_NOTICE}


@public
def sign_up_code(request: HttpRequest) -> HttpResponse:
    """Somebody who is in already has no code to type."""
    if request.user.is_authenticated:
        return redirect("after_sign_in")
    return kept(SignUpCodePage.as_view())(request)


@signed_in
def after_sign_in(request: CitizenRequest) -> HttpResponse:
    """Officers begin at the day, treasurers at the money, citizens at their files; each has a door of their own."""
    try:
        return redirect(reverse(FIRST_PAGES.get(Role(request.user.role), "backoffice:today")))
    except NoReverseMatch:
        raise PermissionDenied from None


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language of this browser, and of the account if somebody has signed in."""
    response = set_language(request)
    chosen = response.cookies.get("django_language")
    if chosen and request.user.is_authenticated:
        request.user.keep_language(chosen.value)
    return response


urlpatterns = [
    path("sign-in", public(from_the_start(kept(account.request_login_code))), name="account_login"),
    path("sign-in", public(from_the_start(kept(account.request_login_code))), name="account_request_login_code"),
    path("sign-in/code", public(kept(SignInCodePage.as_view())), name="account_confirm_login_code"),
    path("sign-in/second-factor", public(kept(second_factor.ask)), name="mfa_authenticate"),
    path("sign-up", public(from_the_start(kept(SignUpPage.as_view()))), name="account_signup"),
    path("sign-up/code", sign_up_code, name="account_email_verification_sent"),
    path("sign-out", public(kept(account.logout)), name="account_logout"),
    path("after-sign-in", after_sign_in, name="after_sign_in"),
    path("account/inactive", public(kept(account.account_inactive)), name="account_inactive"),
    path("account/confirm", signed_in(kept(account.reauthenticate)), name="account_reauthenticate"),
    path("account/confirm/second-factor", signed_in(kept(second_factor.ask_again)), name="mfa_reauthenticate"),
    path("account/second-factor", second_factor.install, name="mfa_activate_totp"),
    path("account/second-factors", signed_in(kept(second_factor.standing)), name="mfa_index"),
    path("language", language, name="set_language"),
]
