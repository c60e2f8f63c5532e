"""What the head of the office types to open hours or shut a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from mpaspor.offices.models import ClosedDay
from mpaspor.stages.applications.models import PassportKind
from mpaspor.stages.appointments.models import Slot
from mpaspor.web.widgets import Choice, DateParts

KINDS = [("", _("Semua jenis")), *PassportKind.choices]
HOURS = [(hour, f"{hour:02}.00") for hour in range(6, 21)]
MOST_DAYS = 92
NOT_AFTER = MaxValueValidator(date(2100, 12, 31), _("Tulis tahun sampai 2100."))
DAY = {"invalid": _("Tanggal ini tidak ada. Periksa lagi angkanya."), "required": _("Tulis tanggal, bulan, dan tahun.")}


class HoursForm(forms.Form):
    first = forms.DateField(label=_("Dari hari"), widget=DateParts(), error_messages=DAY, validators=[NOT_AFTER])
    last = forms.DateField(label=_("Sampai hari"), widget=DateParts(), error_messages=DAY, validators=[NOT_AFTER])
    opens = forms.TypedChoiceField(label=_("Dari jam"), choices=HOURS, coerce=int, initial=8)
    closes = forms.TypedChoiceField(label=_("Sampai jam"), choices=HOURS, coerce=int, initial=15)
    capacity = forms.IntegerField(
        label=_("Tempat per jam"), min_value=1, max_value=500, widget=forms.TextInput({"inputmode": "numeric"})
    )
    service_class = forms.ChoiceField(label=_("Untuk"), choices=Slot.ServiceClass.choices)
    passport_kind = forms.ChoiceField(label=_("Jenis paspor"), choices=KINDS, required=False)

    def __init__(self, typed: QueryDict | None = None) -> None:
        super().__init__(typed, auto_id="hours_%s")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and not first <= last <= first + timedelta(days=MOST_DAYS):
            self.add_error("last", ValidationError(_("Paling awal hari pertama, paling jauh tiga bulan sesudahnya.")))
        if given.get("opens") is not None and given.get("closes") is not None and given["closes"] <= given["opens"]:
            self.add_error("closes", ValidationError(_("Pilih jam sesudah jam buka.")))
        return given


class ClosureForm(forms.Form):
    """A day, or some of its hours; without hours it is the whole day. Only a whole day can be closed for one kind."""

    on = forms.DateField(label=_("Hari yang ditutup"), widget=DateParts(), error_messages=DAY, validators=[NOT_AFTER])
    hours = forms.TypedMultipleChoiceField(
        label=_("Jam"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tanpa pilihan: seluruh hari."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Sebab"), choices=ClosedDay.Kind.choices, initial=ClosedDay.Kind.CLOSURE)
    passport_kind = forms.ChoiceField(label=_("Jenis paspor"), choices=KINDS, required=False)
    reason = forms.CharField(
        label=_("Alasan, terlihat di kalender pemohon"), max_length=120, help_text=_("Misalnya: Pelatihan petugas.")
    )
    reason_en = forms.CharField(label=_("Alasan dalam bahasa Inggris"), max_length=120)

    def __init__(self, typed: QueryDict | None = None, *, hours: Sequence[tuple[int, Choice]] = ()) -> None:
        super().__init__(typed, auto_id="closure_%s")
        offered: Any = self.fields["hours"]
        offered.choices = hours

    @staticmethod
    def day_of(typed: QueryDict | None) -> date | None:
        """The day that was typed, if it is one."""
        iso = DateParts().value_from_datadict(typed, MultiValueDict(), "on") if typed else None
        try:
            return date.fromisoformat(iso) if iso else None
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("hours") and given.get("passport_kind"):
            self.add_error("passport_kind", ValidationError(_("Untuk satu jenis paspor hanya seluruh hari.")))
        return given
