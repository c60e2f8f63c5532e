"""How allauth meets our people: one address, a code by mail, no passwords, and officers never by self-service."""

from __future__ import annotations

import secrets
import smtplib
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mpaspor.accounts import codes
from mpaspor.accounts.models import User
from mpaspor.core import letters
from mpaspor.core.clock import now

# An officer proves who she is anew each working day.
OFFICER_SESSION_SECONDS = 12 * 60 * 60
WORDS = {
    "incorrect_code": _("Kode tidak cocok. Lihat angka di e-mail yang paling baru."),
    "too_many_login_attempts": _("Sudah terlalu banyak percobaan. Tunggu sebentar, lalu minta kode baru."),
    "rate_limited": _("Permintaan terlalu cepat berturut-turut. Tunggu satu menit."),
    "email_taken": _("Alamat ini sudah dipakai akun lain."),
    "same_as_current": _("Ini alamat yang sama. Tulis alamat yang lain."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    error_messages = {**DefaultAccountAdapter.error_messages, **WORDS}

    def save_user(self, _request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - allauth's signature
        """A new account has its language and its first hour from the page it was made on."""
        user.email = form.cleaned_data["email"]
        user.set_unusable_password()
        user.language = get_language() or settings.LANGUAGE_CODE
        user.created_at = now()
        if commit:
            user.save()
        return user

    def generate_login_code(self) -> str:
        return six_digits()

    def generate_email_verification_code(self) -> str:
        return six_digits()

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMessage:
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        letter = letters.compose(subject, render_to_string(f"{template_prefix}_message.txt", context), email)
        letter.extra_headers = headers or {}
        return letter

    def send_mail(self, template_prefix: str, email: str, facts: dict[str, Any]) -> None:
        """Sent while the person waits: the code page says "accepted" only because the mail server said so."""
        sent_at, trouble = now(), ""
        try:
            super().send_mail(template_prefix, email, facts)
        except smtplib.SMTPRecipientsRefused:
            trouble = codes.Trouble.REFUSED
        except (OSError, smtplib.SMTPException):
            trouble = codes.Trouble.AWAY
        codes.note(context.request.session, codes.Sending(email, sent_at, None if trouble else now(), trouble))

    def send_account_already_exists_mail(self, email: str) -> None:
        """Nobody learns on the page that the account is there; its owner does, by mail."""
        self.send_mail("account/email/account_already_exists", email, {"login_url": page_of("account_login")})

    def add_message(self, request: HttpRequest, level: int, *_told: Any, message: Any = None, **_more: Any) -> None:
        """Our pages say themselves what happened; only a refusal that leads elsewhere is carried along."""
        if message:
            super().add_message(request, level, message=message)

    def pre_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponse | None:
        """Whoever typed the code has proved the address, also of an account that others made for her."""
        if not login["signup"] and login["email"] == user.email:
            EmailAddress.objects.get_or_create(
                user=user, email=user.email, defaults={"verified": True, "primary": True}
            )
        return cast("HttpResponse | None", super().pre_login(request, user, **login))

    def post_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponse:
        """The language last chosen stays with the account; an officer's session ends with the working day."""
        response = cast("HttpResponse", super().post_login(request, user, **login))
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen in dict(settings.LANGUAGES):
            user.keep_language(chosen)
        else:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        if user.is_officer:
            request.session.set_expiry(OFFICER_SESSION_SECONDS)
        return response

    def get_logout_redirect_url(self, _request: HttpRequest) -> str:
        try:
            return reverse("public:home")
        except NoReverseMatch:
            return reverse("account_login")


def page_of(name: str) -> str:
    """The whole address of a page, for a letter."""
    return f"{settings.SITE_ADDRESS}{reverse(name)}"


def six_digits() -> str:
    """A code a person can keep in mind between two windows; three tries, then it is worth nothing."""
    return f"{secrets.randbelow(1_000_000):06}"
