"""What is typed to publish places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import PassportKind
from mpaspor.stages.appointments import crowds
from mpaspor.stages.appointments.announcing import MOST_PLACES, Hours, Moments
from mpaspor.stages.appointments.draws import hours as drawn
from mpaspor.stages.appointments.models import Slot
from mpaspor.web.widgets import DateParts

ANY_KIND = "any"
KINDS = [(ANY_KIND, _("Semua jenis")), *PassportKind.choices]
CLOCK = [(hour, f"{hour:02}.00") for hour in range(6, 21)]
PAUSES = [(0, _("Tidak ada")), *[(hour, f"{hour:02}.00–{hour + 1:02}.00") for hour in range(10, 15)]]
BY_RULE = "rule"
ROOMS = [
    (BY_RULE, _("Menurut aturan")), ("30", _("30 menit")), ("60", _("1 jam")), ("120", _("2 jam")), ("240", _("4 jam")),
    ("0", _("Tanpa ruang tunggu")),
]  # fmt: skip
MOST_DAYS = 62
MORNING = time(9)
NOT_AFTER = MaxValueValidator(date(2100, 12, 31), _("Tulis tahun sampai 2100."))
DAY = {"invalid": _("Tanggal ini tidak ada. Periksa lagi angkanya."), "required": _("Tulis tanggal, bulan, dan tahun.")}
# From the results on: what winners do not pay, and then the waiting list, have had their time.
REVEAL_BEFORE_RESULTS = timedelta(hours=1)
VALUE_BEFORE_RESULTS = timedelta(minutes=30)

_CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[.:]([0-5]\d))?")


class DayField(forms.DateField):
    def __init__(self, label: Any, **facts: Any) -> None:
        super().__init__(label=label, widget=DateParts(), error_messages=DAY, validators=[NOT_AFTER], **facts)


class ClockField(forms.CharField):
    """An hour as people write it: 9, 9.30, 09:30."""

    def clean(self, value: Any) -> Any:
        typed = _CLOCK.fullmatch(super().clean(value).strip())
        if typed is None:
            raise ValidationError(_("Tulis jam seperti 09.00."))
        return time(int(typed[1]), int(typed[2] or 0))


class PlacesForm(forms.Form):
    """Days, hours and how many places; an hour of pause in between."""

    first = DayField(_("Dari hari"))
    last = DayField(_("Sampai hari"))
    opens = forms.TypedChoiceField(label=_("Dari jam"), choices=CLOCK, coerce=int, initial=8)
    closes = forms.TypedChoiceField(label=_("Sampai jam"), choices=CLOCK, coerce=int, initial=15)
    pause = forms.TypedChoiceField(label=_("Istirahat"), choices=PAUSES, coerce=int, initial=12)
    capacity = forms.IntegerField(
        label=_("Tempat per jam"), min_value=1, max_value=MOST_PLACES, widget=forms.TextInput({"inputmode": "numeric"})
    )
    service_class = forms.ChoiceField(label=_("Untuk"), choices=Slot.ServiceClass.choices)
    passport_kind = forms.ChoiceField(label=_("Jenis paspor"), choices=KINDS)

    def __init__(self, typed: QueryDict | None = None, *, zone: str, **facts: Any) -> None:
        super().__init__(typed, auto_id="release_%s", **facts)
        self.zone = ZoneInfo(zone)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and not first <= last <= first + timedelta(days=MOST_DAYS):
            self.add_error("last", ValidationError(_("Paling awal hari pertama, paling jauh dua bulan sesudahnya.")))
        if given.get("opens") is not None and given.get("closes") is not None and given["closes"] <= given["opens"]:
            self.add_error("closes", ValidationError(_("Pilih jam sesudah jam buka.")))
        return given

    def cells(self, offices: Sequence[Office]) -> list[tuple[Office, list[Hours]]]:
        """What each office would publish: its own working days of the span."""
        given = self.cleaned_data
        works_on = crowds.working_days(offices, given["first"])
        span = [given["first"] + timedelta(days=n) for n in range((given["last"] - given["first"]).days + 1)]
        spans = [
            (time(hour), time(hour + 1)) for hour in range(given["opens"], given["closes"]) if hour != given["pause"]
        ]
        kind = "" if given["passport_kind"] == ANY_KIND else given["passport_kind"]
        more = (given["capacity"], given["service_class"], kind)
        return [(office, [Hours([day for day in span if works_on(office, day)], spans, *more)]) for office in offices]

    def moment(self, name: str) -> datetime:
        """A day and an hour that were typed, in the form's zone."""
        return datetime.combine(self.cleaned_data[f"{name}_on"], self.cleaned_data[f"{name}_clock"], self.zone)

    def kept(self) -> list[tuple[str, str]]:
        """What was typed, to be sent again as it is."""
        known = {name for name, _ in self.fields.items()}
        typed: QueryDict = self.data  # type: ignore[assignment]
        return [
            (name, value)
            for name, values in typed.lists()
            if name in known or name.rpartition("_")[0] in known
            for value in values
        ]


class LineForm(PlacesForm):
    open_on = DayField(_("Dibuka pada hari"))
    open_clock = ClockField(label=_("Pukul"), initial="09.00")
    room = forms.ChoiceField(
        label=_("Ruang tunggu"), choices=ROOMS, help_text=_("Selama ini tempat hanya didapat lewat antrean.")
    )

    @property
    def opens_at(self) -> datetime:
        return self.moment("open")

    @property
    def line_minutes(self) -> int | None:
        """None: as the policy says."""
        room = self.cleaned_data["room"]
        return None if room == BY_RULE else int(room)


class DrawForm(PlacesForm):
    """Entries open and close, results come out; the moments between follow from these three."""

    name = forms.CharField(label=_("Nama undian"), max_length=60, help_text=_("Misalnya: Denpasar, 12–23 Januari 2026"))
    open_on = DayField(_("Pendaftaran dibuka"))
    open_clock = ClockField(label=_("Pukul"), initial="08.00")
    close_on = DayField(_("Pendaftaran ditutup"))
    close_clock = ClockField(label=_("Pukul"), initial="20.00")
    result_on = DayField(_("Hasil terbit"))
    result_clock = ClockField(label=_("Pukul"), initial="10.00")
    witnesses = forms.MultipleChoiceField(
        label=_("Saksi"), widget=forms.CheckboxSelectMultiple, help_text=_("Paling sedikit dua, dari lembaga berbeda."),
        error_messages={"required": _("Pilih paling sedikit dua saksi.")},
    )  # fmt: skip

    def __init__(self, typed: QueryDict | None = None, *, zone: str, **facts: Any) -> None:
        super().__init__(typed, zone=zone, **facts)
        self.people = {
            str(user.pk): user for user in User.objects.filter(role=Role.WITNESS, is_active=True).order_by("pk")
        }
        witnesses: Any = self.fields["witnesses"]
        witnesses.choices = [(pk, str(user)) for pk, user in self.people.items()]
        service: Any = self.fields["service_class"]
        service.choices = [(one.value, one.label) for one in Slot.ServiceClass if one in drawn.CLASSES]

    def chosen(self) -> list[tuple[str, User | None]]:
        return [(str(self.people[pk]), self.people[pk]) for pk in self.cleaned_data["witnesses"]]

    def moments(self) -> Moments:
        """Secrets an hour before the results, the public value half an hour; the rest once nobody else may pay it."""
        results_at = self.moment("result")
        on = results_at.date()
        given = timedelta(hours=policy.number("draw.pay_hours", on=on) + policy.number("waiting.offer_hours", on=on))
        return Moments(
            opens_at=self.moment("open"),
            closes_at=self.moment("close"),
            reveal_by=results_at - REVEAL_BEFORE_RESULTS,
            beacon_at=results_at - VALUE_BEFORE_RESULTS,
            results_at=results_at,
            leftovers_at=self._next_morning(results_at + given),
        )

    def _next_morning(self, after: datetime) -> datetime:
        """The first nine o'clock from then on."""
        local = after.astimezone(self.zone)
        morning = datetime.combine(local.date(), MORNING, self.zone)
        return morning if morning >= local else datetime.combine(local.date() + timedelta(days=1), MORNING, self.zone)
