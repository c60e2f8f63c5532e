"""Shutting a day: first how many people it meets, then the announcement; and opening it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.core import dates
from mpaspor.core.clock import now
from mpaspor.offices.models import ClosedDay
from mpaspor.stages.appointments import quotas
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.appointments.forms import ClosureForm
from mpaspor.web.backoffice.refusals import Refusal
from mpaspor.web.templatetags.telling import language


@may(Permission.QUOTA_CHANGE)
def closure(request: OfficerRequest) -> HttpResponse:
    """Asked with the answers in the address it shows the consequences; sent, it announces the day."""
    form = ClosureForm(request.POST if request.method == "POST" else request.GET or None)
    if request.method == "POST" and form.is_valid():
        return _close(request, form)
    return _show(request, form)


def _show(request: OfficerRequest, form: ClosureForm, refusal: Refusal | None = None) -> HttpResponse:
    booked = None
    if form.is_valid():
        given = form.cleaned_data
        booked = quotas.booked_on(request.posting.office, given["on"], given["passport_kind"])
    status = 422 if form.errors else 200
    template = "backoffice/appointments/closure.html"
    return desk.page(request, template, {"form": form, "booked": booked}, tab="quotas", refusal=refusal, status=status)


def _close(request: OfficerRequest, form: ClosureForm) -> HttpResponse:
    given, office = form.cleaned_data, request.posting.office
    if given["on"] < desk.local_day(office):
        return _show(request, form, Refusal(_("Hari ini sudah lewat"), _("Pilih hari ini atau sesudahnya.")))
    try:
        quotas.close_day(
            office, given["on"], given["kind"], given["reason"], given["reason_en"],
            passport_kind=given["passport_kind"], by=request.user, at=now(),
        )  # fmt: skip
    except quotas.AlreadyClosed:
        there = Refusal(_("Hari ini sudah ditutup"), _("Alasannya sudah terlihat di kalender pemohon."), 409)
        return _show(request, form, there)
    day = dates.day(given["on"], None, language())
    messages.success(request, _("%(day)s ditutup; alasannya terlihat di kalender pemohon.") % {"day": day})
    return redirect("backoffice:quotas")


@may(Permission.QUOTA_CHANGE)
@require_POST
def reopen(request: OfficerRequest, pk: int) -> HttpResponse:
    """Only what the office itself has shut; the country's holidays are not the office's."""
    day = get_object_or_404(ClosedDay, pk=pk, office=request.posting.office)
    quotas.reopen_day(day, by=request.user, at=now())
    messages.success(request, _("%(day)s dibuka lagi.") % {"day": dates.day(day.on, None, language())})
    return redirect("backoffice:quotas")
