"""How allauth meets our people: one address, a code by mail, no passwords, and officers never by self-service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter

from mpaspor.core.clock import now

if TYPE_CHECKING:
    from django.http import HttpRequest

    from mpaspor.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - allauth's signature
        """A new account has its language and its first hour from the page it was made on."""
        user.email = form.cleaned_data["email"].lower()
        user.set_unusable_password()
        user.language = getattr(request, "LANGUAGE_CODE", "id")[:2]
        user.created_at = now()
        if commit:
            user.save()
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sent while the person waits: the code page may say "accepted" only because the mail server said so."""
        super().send_mail(template_prefix, email, context)
        if self.request is not None:
            self.request.session["code_accepted_at"] = now().isoformat()
