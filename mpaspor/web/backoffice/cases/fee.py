"""What became of one person's fee; and giving it back where the office was at fault."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.core.clock import now
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.stages.decisions.models import Reason
from mpaspor.stages.payments import outcomes
from mpaspor.stages.payments.models import FeeOutcome
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals, telling
from mpaspor.web.backoffice.refusals import Refusal


@may(Permission.FEE_GIVE_BACK)
def fee(request: OfficerRequest, reference: str, order: int) -> HttpResponse:
    files = Application.objects.at(request.posting.office)
    people = Applicant.objects.filter(application__in=files).select_related("application__office")
    person = get_object_or_404(people, application__reference=desk.reference(reference), order=order)
    if request.method == "POST":
        return _give_back(request, person)
    trail.saw(person, "case.seen", by=request.user, at=now())
    return _show(request, person)


def _give_back(request: OfficerRequest, person: Applicant) -> HttpResponse:
    why = desk.typed(request, "why", 300)
    try:
        found = outcomes.give_back(person, why, by=request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return _show(request, person, refusal=refusals.of(refused), why=why)
    back = sum(one.amount for one in found if one.verdict == outcomes.Verdict.CREDIT)
    told = _("%(amount)s menjadi saldo pemohon, dan ia diberi tahu.") % {"amount": telling.rupiah(back)}
    if not back:
        told = _("Tercatat. Menurut aturan biayanya tetap tidak kembali.")
    messages.success(request, told)
    return redirect("backoffice:person", person.application.reference, person.order)


def _stated(request: OfficerRequest) -> list[outcomes.Line]:
    office = request.posting.office
    return outcomes.stated(office, desk.local_day(office), reasons=dict(Reason.choices))


def _show(request: OfficerRequest, person: Applicant, *, refusal: Refusal | None = None, why: str = "") -> HttpResponse:
    ended = FeeOutcome.objects.filter(applicant=person).select_related("bill", "by").order_by("pk")
    paid = outcomes.paid(person)
    facts = {
        "person": person,
        "paid": paid,
        "ended": list(ended),
        "rules": [(outcomes.Cause(line.cause).label, line) for line in _stated(request)],
        "possible": paid > 0 and person.stage == Stage.CLOSED and person.close_reason != Applicant.Close.DONE,
        "why": why,
    }
    return desk.page(request, "backoffice/cases/fee.html", facts, refusal=refusal)
