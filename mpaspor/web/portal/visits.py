"""Stage 4 for the applicant: the ticket to show at the office, on the page and on paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core import clock, dates, pdf
from mpaspor.stages.applications import filing, requirements, validity
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments.models import Bill, BillItem
from mpaspor.stages.visits.models import Visit
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own, sheet
from mpaspor.web.templatetags.telling import first_name, language

# Advice, not a rule: time to find the door. From when one can check in is the office's rule (visit.early_minutes).
COME_BEFORE = timedelta(minutes=10)
SHOWN = (Appointment.State.CONFIRMED, Appointment.State.ATTENDED)


@may(Permission.APPLY)
@require_safe
def proof(request: CitizenRequest, reference: str) -> HttpResponse:
    file = own.application(request, reference)
    facts = told(file)
    if facts is None:
        return redirect("portal:application", file.reference)
    return render(request, "portal/visits/proof.html", facts)


@may(Permission.APPLY)
@require_safe
def proof_pdf(request: CitizenRequest, reference: str) -> HttpResponse:
    """The same on one A4 sheet, the receipt below the fold."""
    file = own.application(request, reference)
    facts = told(file)
    if facts is None:
        return redirect("portal:application", file.reference)
    paper = pdf.compile("documents/proof.typ", sheet.values(facts))
    name = f"M-Paspor {file.reference}.pdf"
    return HttpResponse(
        paper, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def told(file: Application) -> dict[str, Any] | None:
    """What ticket and sheet say; None while no place is sure."""
    places = file.appointments.filter(state__in=SHOWN).select_related("slot__office", "applicant")
    place = places.order_by("-pk").first()
    if place is None or file.office is None:
        return None
    office, people, bills = file.office, own.people(file), settled(file)
    start, end = place.slot.starts_at, place.slot.ends_at
    on = start.astimezone(office.zoneinfo).date()
    come_at = dates.clock_hour(start - COME_BEFORE, office.zone, language())
    visit = Visit.objects.filter(applicant__application=file).order_by("-pk").first()
    return {
        "file": file,
        "office": office,
        "people": people,
        "on": on,
        "ticket": visit.ticket if visit else "",
        "hour": dates.clock_hour(start, office.zone, language()),
        "day": dates.day(on, None, language()),
        "window": f"{dates.hours(start, end, office.zone, language())} {dates.zone_name(office.zone)}",
        "come_at": come_at,
        "come": _("datang %(hour)s") % {"hour": come_at},
        "bills": bills,
        "paid": sum(bill.amount for bill in bills),
        "paid_at": max((bill.settled_at for bill in bills if bill.settled_at), default=None),
        "bring": bring(people, filing.local_day(file, file.ready_at or start)),
        "children": [first_name(person) for person in people if not validity.is_adult(person, on)],
        "movable": place.state == Appointment.State.CONFIRMED and booking.may_move(place, at=clock.now()) is None,
        "move_until": on - timedelta(days=1),
    }


def settled(file: Application) -> list[Bill]:
    """What was paid last for the people who come: one bill for all, or everybody's own."""
    items = Prefetch("items", BillItem.objects.select_related("applicant", "tariff"))
    found = file.bills.filter(state=Bill.State.SETTLED).order_by("-pk").select_related("applicant")
    last: dict[int | None, Bill] = {}
    for bill in found.prefetch_related(items, "payments"):
        bill.application = file
        if not last or None not in {*last, bill.applicant_id}:
            last.setdefault(bill.applicant_id, bill)
    return sorted(last.values(), key=lambda bill: bill.pk)


def bring(people: list[Applicant], on: date) -> list[str]:
    """The originals, each once with whose it is: "KTP: Ratna, Bagus"."""
    names: dict[str, list[str]] = {}
    for person in people:
        for paper in requirements.papers_for(person, on, people):
            if paper.required:
                names.setdefault(str(paper.label), []).append(first_name(person))
    alone = len(people) == 1
    told = [label if alone else f"{label}: {', '.join(whose)}" for label, whose in names.items()]
    return [*told, _("Meterai Rp10.000 satu lembar")]
