"""The forms of the door: allauth's own, in our words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# A phone's clock may be a step off, so a code opens for three steps of 30 s; and in all of them only once.
CODE_LIVES_SECONDS = 90


class Address(forms.EmailField):
    """An address, the same however its letters are cased."""

    def __init__(self) -> None:
        wrong = _("Tulis alamat lengkap, misalnya ratna@contoh.id.")
        super().__init__(
            label=_("Alamat e-mail"),
            max_length=254,
            error_messages={"required": _("Tulis alamat e-mail Anda."), "invalid": wrong, "max_length": wrong},
        )
        self.widget.attrs["autocomplete"] = "email"

    def clean(self, value: Any) -> str:
        try:
            return str(super().clean(value)).lower()
        except ValidationError as wrong:
            # Too long and misspelt is one mistake, told once.
            raise wrong.error_list[0] from None


class Code(forms.CharField):
    """Six digits; spaces between them do no harm."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, max_length=12, error_messages={
            "required": _("Tulis enam angka kodenya."), "max_length": _("Kodenya hanya enam angka."),
        })  # fmt: skip
        self.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class SignUp(account.SignupForm):  # type: ignore[misc] # allauth has no types
    email = Address()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # allauth writes its own word over ours.
        self.fields["email"].label = _("Alamat e-mail")


class SignIn(account.RequestLoginCodeForm):  # type: ignore[misc]
    email = Address()


class ChangeAddress(account.ChangeEmailForm):  # type: ignore[misc]
    email = Address()


class SignInCode(account.ConfirmLoginCodeForm):  # type: ignore[misc]
    code = Code(_("Kode 6 angka"))


class SignUpCode(account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    code = Code(_("Kode 6 angka"))


class _Once:
    """A code from the security app that was typed once is not taken again, whoever looked over the shoulder."""

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError as refused:
            raise _app_refusal(refused) from refused
        digits = "".join(filter(str.isdigit, code))
        if not cache.add(f"second-factor:{self.user.pk}:{digits}", "used", CODE_LIVES_SECONDS):  # type: ignore[attr-defined]
            raise ValidationError(_("Kode ini sudah dipakai. Tunggu kode berikutnya, paling lama 30 detik."))
        return code


def _app_refusal(refused: ValidationError) -> ValidationError:
    if refused.code == "incorrect_code":
        return ValidationError(_("Kode tidak cocok. Tulis angka yang tampil di aplikasi sekarang."))
    return ValidationError(_("Sudah terlalu banyak kode yang salah. Tunggu lima menit, lalu coba lagi."))


class SecondFactor(_Once, mfa.AuthenticateForm):  # type: ignore[misc]
    code = Code(_("Kode enam angka"))


class SecondFactorAgain(_Once, mfa.ReauthenticateForm):  # type: ignore[misc]
    code = Code(_("Kode enam angka"))


class InstallSecondFactor(_Once, totp.ActivateTOTPForm):  # type: ignore[misc]
    code = Code(_("Kode enam angka"))
