"""What we ask of somebody who makes an account, beside the address: as little as possible."""

from __future__ import annotations

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mpaspor.accounts.models import User
from mpaspor.core.clock import now

# The notice people see; a new text gets a new version, and everybody's own version stays recorded (UU 27/2022 art. 21).
PRIVACY_NOTICE = "2026-01"


class Details(forms.Form):
    """The part of the form that is ours; allauth adds the address and calls `signup`."""

    full_name = forms.CharField(
        label=_("Nama lengkap"),
        max_length=120,
        help_text=_("Seperti di KTP."),
        error_messages={
            "required": _("Tulis nama Anda."),
            "max_length": _("Nama paling panjang %(limit_value)d huruf."),
        },
    )
    phone = forms.CharField(
        label=_("Nomor ponsel"),
        max_length=24,
        help_text=_("Contoh: 0812 3456 7890. Dipakai kalau e-mail tidak sampai."),
        error_messages={
            "required": _("Tulis nomor ponsel Anda."),
            "max_length": _("Nomor ini terlalu panjang."),
        },
    )
    privacy = forms.BooleanField(
        label=_("Saya sudah membaca cara data saya dipakai"),
        error_messages={"required": _("Baca dulu cara data Anda dipakai, lalu beri tanda.")},
    )

    def clean_full_name(self) -> str:
        return " ".join(self.cleaned_data["full_name"].split())

    def clean_phone(self) -> str:
        return international(self.cleaned_data["phone"])

    def signup(self, _request: HttpRequest, user: User) -> None:
        """Called by allauth once the account is made."""
        user.full_name, user.phone = self.cleaned_data["full_name"], self.cleaned_data["phone"]
        user.privacy_notice, user.privacy_seen_at = PRIVACY_NOTICE, now()
        user.save(update_fields=["full_name", "phone", "privacy_notice", "privacy_seen_at"])


def international(typed: str) -> str:
    """As "+6281234567890" what was typed as "0812 3456 7890"; a ValidationError says how to write it."""
    try:
        number = phonenumbers.parse(typed, "ID")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(
            _("Tulis nomor yang bisa dihubungi, misalnya 0812 3456 7890."),
            params={"summary": _("Nomor ponsel belum benar")},
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
