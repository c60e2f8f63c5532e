"""The waiting list for the applicant: joining it, her turn, and the place she is offered."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import clock
from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import offers, rules
from mpaspor.stages.appointments.models import Waiting
from mpaspor.stages.appointments.refusals import NotReady, Refused
from mpaspor.stages.appointments.waiting import joining, offering
from mpaspor.stages.appointments.waiting.refusals import OfferOver
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.appointments import choosing, office_of
from mpaspor.web.portal.wants import Wants


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: CitizenRequest, reference: str) -> HttpResponse:
    """Her turn, or what she is offered; without either, the form to join."""
    file = own.application(request, reference)
    found = joining.of(file)
    if request.method == "POST":
        return join(request, file, found)
    if found is None:
        return ask(request, file, None)
    found.application = file
    return offered(request, file, found) if found.state == Waiting.State.OFFERED else turn(request, file, found)


@may(Permission.APPLY)
@require_safe
def change(request: CitizenRequest, reference: str) -> HttpResponse:
    """The form again, with what she waits for now."""
    file = own.application(request, reference)
    found = joining.of(file)
    if found is None or found.state != Waiting.State.WAITING:
        return redirect("portal:waiting", file.reference)
    return ask(request, file, found)


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def departure(request: CitizenRequest, reference: str) -> HttpResponse:
    """Waiting no longer, once the consequences were read."""
    file = own.application(request, reference)
    found = joining.of(file)
    if found is None or found.state != Waiting.State.WAITING:
        return redirect("portal:waiting", file.reference)
    if request.method != "POST":
        facts = {"file": file, "waiting": found, "office": found.office, "number": joining.ahead(found) + 1}
        return render(request, "portal/waiting/departure.html", facts)
    try:
        joining.leave(found, by=request.user, at=clock.now())
    except (Refused, states.StateChanged):
        return redirect("portal:waiting", file.reference)
    messages.info(request, _("Anda tidak lagi di daftar tunggu. Isian Anda tetap tersimpan."))
    return redirect("portal:application", file.reference)


@may(Permission.APPLY)
@require_POST
def offer(request: CitizenRequest, reference: str) -> HttpResponse:
    """Take the place that is offered: one tap. Pressed twice, it is taken once."""
    file = own.application(request, reference)
    found = joining.of(file)
    if found:
        found.application = file
        try:
            offering.accept(found, by=request.user, at=clock.now())
        except OfferOver as over:
            messages.warning(request, over.words)
            return redirect("portal:waiting", file.reference)
    return redirect("portal:application", file.reference)


@may(Permission.APPLY)
@require_POST
def refusal(request: CitizenRequest, reference: str) -> HttpResponse:
    """Let the offer go to whoever comes next."""
    file = own.application(request, reference)
    found = joining.of(file)
    if found:
        found.application = file
        try:
            offering.decline(found, by=request.user, at=clock.now())
        except OfferOver as over:
            messages.warning(request, over.words)
        else:
            messages.info(request, _("Tempat itu ditawarkan ke nomor berikutnya."))
    return redirect("portal:waiting", file.reference)


def join(request: CitizenRequest, file: Application, found: Waiting | None) -> HttpResponse:
    office = office_of(request.POST.get("office", ""))
    form = Wants(office, _furthest(office), request.POST)
    if not form.is_valid():
        return form_page(request, file, office, form, found, status=422)
    try:
        joining.join(file, office, **form.cleaned_data, by=request.user, at=clock.now())
    except NotReady:
        return redirect("portal:application", file.reference)
    except Refused as refused:
        form.add_error(None, refused.words)
        return form_page(request, file, office, form, found, status=409)
    return redirect("portal:waiting", file.reference)


def ask(request: CitizenRequest, file: Application, found: Waiting | None) -> HttpResponse:
    """The form; for which office, the page before says (or her file, or what she waits for)."""
    code = request.GET.get("office", "")
    office = office_of(code) if code else (found.office if found else file.office)
    if not choosing(file):
        return redirect("portal:application", file.reference)
    if office is None:
        return redirect("portal:offices", file.reference)
    known = {name: getattr(found, name) for name in Wants.base_fields} if found else {}
    return form_page(request, file, office, Wants(office, _furthest(office), initial=known), found)


def form_page(
    request: CitizenRequest, file: Application, office: Office, form: Wants, found: Waiting | None, *, status: int = 200
) -> HttpResponse:
    facts = {"file": file, "office": office, "form": form, "waiting": found, "hours": _offer_hours(office)}
    return render(request, "portal/waiting/join.html", facts, status=status)


def turn(request: CitizenRequest, file: Application, found: Waiting) -> HttpResponse:
    at = clock.now()
    facts = {
        "file": file,
        "waiting": found,
        "office": found.office,
        "number": joining.ahead(found) + 1,
        "hours": _offer_hours(found.office),
        "most": _most_offers(found.office),
        "near": offers.nearest(found.office, own.people(file), at=at),
        "at": at,
    }
    return render(request, "portal/waiting/turn.html", facts)


def offered(request: CitizenRequest, file: Application, found: Waiting) -> HttpResponse:
    place = own.place(file)
    if place is None or found.slot is None:
        return redirect("portal:offices", file.reference)
    facts = {
        "file": file,
        "waiting": found,
        "place": place,
        "office": found.slot.office,
        "left": _most_offers(found.office) - found.offers_let_go,
        "at": clock.now(),
    }
    return render(request, "portal/waiting/offered.html", facts)


def _furthest(office: Office) -> int:
    return policy.number("waiting.max_km", on=rules.today(office, clock.now()), office_id=office.pk)


def _offer_hours(office: Office) -> int:
    return policy.number("waiting.offer_hours", on=rules.today(office, clock.now()), office_id=office.pk)


def _most_offers(office: Office) -> int:
    return policy.number("waiting.max_offers", on=rules.today(office, clock.now()), office_id=office.pk)
