"""Signing in and out: allauth's own pages, marked for who may see them, and only those we use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as totp
from django.shortcuts import redirect
from django.urls import path

from mpaspor.web.access import public, signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from mpaspor.web.access import CitizenRequest


@signed_in
def after_sign_in(request: CitizenRequest) -> HttpResponse:
    """Officers begin at today's list, citizens at their own files; both in the language they chose last."""
    return redirect("/office" if request.user.is_officer else "portal:home")


urlpatterns = [
    path("sign-in", public(account.request_login_code), name="account_login"),
    path("sign-in", public(account.request_login_code), name="account_request_login_code"),
    path("sign-in/code", public(account.confirm_login_code), name="account_confirm_login_code"),
    path("sign-in/second-factor", public(mfa.authenticate), name="mfa_authenticate"),
    path("sign-up", public(account.signup), name="account_signup"),
    path("sign-up/code", public(account.email_verification_sent), name="account_email_verification_sent"),
    path("sign-out", public(account.logout), name="account_logout"),
    path("account/inactive", public(account.account_inactive), name="account_inactive"),
    path("account/confirm", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("account/confirm/second-factor", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("account/second-factor", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second-factors", signed_in(mfa.index), name="mfa_index"),
]
