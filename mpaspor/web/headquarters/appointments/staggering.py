"""Opening times for many offices: proposed, shown, and announced only then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.appointments import announcing, crowds, releases, staggering, unannounced
from mpaspor.stages.appointments.announcing import Hours
from mpaspor.stages.appointments.crowds import Crowd
from mpaspor.stages.appointments.staggering import Proposal
from mpaspor.web.access import CENTRE, CitizenRequest, may
from mpaspor.web.headquarters import desk
from mpaspor.web.headquarters.appointments.offices import Picking
from mpaspor.web.publishing.forms import ClockField, DayField, PlacesForm

USUAL_RATE = 600


class StaggerForm(Picking, PlacesForm):
    """Places of the offices that were picked, and how many people a minute may come in."""

    rate = forms.IntegerField(
        label=gettext_lazy("Orang per menit"), min_value=1, max_value=100_000, initial=USUAL_RATE,
        widget=forms.TextInput({"inputmode": "numeric"}), help_text=gettext_lazy("Yang sanggup dilayani pintu kita."),
    )  # fmt: skip
    open_on = DayField(gettext_lazy("Pembukaan pertama"))
    open_clock = ClockField(label=gettext_lazy("Pukul"), initial="07.00", help_text=gettext_lazy("Dalam WIB."))


@dataclass(frozen=True)
class Row:
    """A proposal with what it rests on, and what it would publish."""

    proposal: Proposal
    crowd: Crowd
    cells: list[Hours]

    @property
    def places(self) -> int:
        return sum(cell.places for cell in self.cells)


@may(Permission.RELEASE_MANY)
@require_http_methods(["GET", "POST"])
def stagger(request: CitizenRequest) -> HttpResponse:
    """The same question gets the same answer, so what was shown is what is announced; all of it, or none."""
    at = now()
    typed: QueryDict | None = request.POST if request.method == "POST" else request.GET or None
    form = StaggerForm(typed, zone=CENTRE, initial=_proposed(at))
    if not form.is_bound or not form.is_valid():
        return _show(request, form)
    try:
        rows = _rows(form, at)
        for row in rows:
            announcing.refuse_line(row.proposal.office, row.cells, opens_at=row.proposal.opens_at, at=at)
        if request.method == "POST":
            return _announce(request, form, rows, at)
    except staggering.NoRoom as refused:
        words = _("%(office)s tidak punya hari kerja dalam dua bulan ini.") % {"office": refused.office.name}
        return _show(request, form, refusal=desk.Refusal(_("Belum bisa dibagi"), words))
    except unannounced.Unannounced as refused:
        return _show(request, form, refusal=desk.Refusal(_("Belum bisa diumumkan"), refused.words))
    return _show(request, form, rows)


def _rows(form: StaggerForm, at: datetime) -> list[Row]:
    offices = form.offices()
    cells = {office.pk: found for office, found in form.cells(offices)}
    expected = crowds.of(offices, at=at)
    people = [
        (office, expected[office.pk].expected(sum(cell.places for cell in cells[office.pk]))) for office in offices
    ]
    first = form.moment("open")
    proposals = staggering.propose_moments(
        people, first=first, people_per_minute=form.cleaned_data["rate"],
        works_on=crowds.working_days(offices, first.date()),
    )  # fmt: skip
    return [Row(one, expected[one.office.pk], cells[one.office.pk]) for one in proposals]


def _announce(request: CitizenRequest, form: StaggerForm, rows: Sequence[Row], at: datetime) -> HttpResponse:
    shown = request.POST.get("shown", "")
    if shown != mark(rows):
        words = _("Perkiraan orang berubah sejak ditampilkan. Lihat lagi, lalu umumkan.")
        return _show(request, form, rows, desk.Refusal(_("Usulannya berubah"), words, 409))
    with transaction.atomic():
        for row in sorted(rows, key=lambda row: row.proposal.office.pk):
            opens_at = row.proposal.opens_at
            releases.announce_line(row.proposal.office, row.cells, opens_at=opens_at, by=request.user, at=at)
    told = ngettext("%(count)s pembukaan diumumkan.", "%(count)s pembukaan diumumkan.", len(rows))
    messages.success(request, told % {"count": len(rows)})
    return redirect("headquarters:overview")


def mark(rows: Sequence[Row]) -> str:
    """What the moments were when they were shown."""
    return " ".join(f"{row.proposal.office.pk}@{row.proposal.opens_at:%Y%m%d%H%M}" for row in rows)


def _show(
    request: CitizenRequest,
    form: StaggerForm,
    rows: Sequence[Row] | None = None,
    refusal: desk.Refusal | None = None,
) -> HttpResponse:
    facts: dict[str, Any] = {"form": form, "picks": form.picks(), "rows": rows}
    if rows:
        facts |= {
            "places": sum(row.places for row in rows),
            "people": sum(row.proposal.people for row in rows),
            "shown": mark(rows),
            "last": max(row.proposal.busy_until for row in rows),
            "rate": form.cleaned_data["rate"],
        }
    status = 422 if form.errors else 200
    template = "headquarters/appointments/stagger.html"
    return desk.page(request, template, facts, tab="stagger", refusal=refusal, status=status)


def _proposed(at: datetime) -> dict[str, Any]:
    today = at.date()
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    return {"first": monday + timedelta(days=7), "last": monday + timedelta(days=18), "open_on": monday}
