"""What is written down of a bank; the acts check it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from mpaspor.stages.payments import partnering
from mpaspor.stages.payments.models import BankPartner


class Lines(forms.CharField):
    """Several values, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return super().clean(value).replace(",", " ").split()


class Written(forms.Form):
    """What every bank has."""

    name = forms.CharField(label=_("Nama bank"), max_length=80, error_messages={"required": _("Tulis nama banknya.")})
    networks = Lines(
        label=_("Alamat asal panggilan"),
        help_text=_("Satu jaringan setiap baris, misalnya 203.0.113.0/24. Kosong: dari mana saja."),
        required=False,
    )
    expired_code = forms.ChoiceField(
        label=_("Jawaban untuk tagihan yang lewat waktu"),
        choices=[("4042419", _("4042419, seperti BCA")), ("4032400", _("4032400, seperti BRI"))],
    )

    def facts(self) -> dict[str, Any]:
        """Column by column."""
        return self.cleaned_data

    def blame(self, wrong: partnering.WrongForm) -> None:
        name, value = wrong.args
        self.add_error(name, say("Nilai ini belum mungkin: %(value)s") % {"value": value})


class Change(Written):
    """What may change of a bank while it calls, and how we reach it."""

    url = forms.CharField(
        label=_("Alamat untuk kita bertanya"),
        help_text=_("Tempat status (26) dan laporan (35) ditanyakan. Kosong: bank ini tidak ditanya."),
        required=False,
        max_length=200,
    )
    our_client_key = forms.CharField(label=_("X-CLIENT-KEY kita di sana"), required=False, max_length=128)
    our_partner_id = forms.CharField(label=_("X-PARTNER-ID kita di sana"), required=False, max_length=36)
    our_secret = forms.CharField(
        label=_("Rahasia kita di sana"),
        help_text=_("Diberikan bank. Kosong: yang tersimpan tetap dipakai."),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def facts(self) -> dict[str, Any]:
        """Column by column; a secret that was not written stays as it is."""
        return {name: value for name, value in self.cleaned_data.items() if name != "our_secret" or value}


class Admission(Written):
    """A new bank, with the names that never change."""

    code = forms.CharField(
        label=_("X-PARTNER-ID"),
        help_text=_("Huruf, angka, titik, garis; sampai 36. Tidak dapat diganti."),
        max_length=36,
        error_messages={"required": _("Tulis X-PARTNER-ID-nya.")},
    )
    client_key = forms.CharField(
        label=_("X-CLIENT-KEY"),
        help_text=_("Nama yang dipakai bank untuk meminta token. Tidak dapat diganti."),
        max_length=128,
        error_messages={"required": _("Tulis X-CLIENT-KEY-nya.")},
    )
    service_id = forms.CharField(
        label=_("partnerServiceId"),
        help_text=_("Awal nomor rekening virtual di bank ini, 1 sampai 8 angka."),
        max_length=8,
        error_messages={"required": _("Tulis partnerServiceId-nya.")},
    )
    field_order = ("name", "code", "client_key", "service_id", "expired_code", "networks")


def of(bank: BankPartner) -> Change:
    """As it stands; the secret is not shown."""
    return Change(initial={name: getattr(bank, name) for name in Change.base_fields if name != "our_secret"})
