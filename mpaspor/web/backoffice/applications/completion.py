"""The end of the form: the registry is asked, the file is complete, a place at the desk is taken, the bill is made."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.applications import eligibility, population, submission
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.payments import billing, jobs
from mpaspor.stages.visits import checkin
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice.applications.filing import person_of, show
from mpaspor.web.backoffice.refusals import Refusal


@may(Permission.CASE_FILE_FOR_OTHERS)
@require_POST
def complete(request: OfficerRequest, reference: str) -> HttpResponse:
    """Each step is done once; pressed again, it goes on where it stopped."""
    person = person_of(request, reference)
    refusal = _complete(request, person) or _take_place(request, person.application)
    if refusal:
        return show(request, person, refusal=refusal)
    return redirect("backoffice:filing_bill", reference)


def _complete(request: OfficerRequest, person: Applicant) -> Refusal | None:
    if person.application.state == Application.READY:
        return None
    try:
        population.record(person, population.ask(person, at=now()), by=request.user, at=now())
        eligibility.settle_service(person, by=request.user, at=now())
        submission.make_ready(person.application, by=request.user, at=now())
    except population.NothingToAsk:
        return Refusal(_("Data diri belum lengkap"), _("NIK, nama, tempat dan tanggal lahir, dan jenis kelamin dulu."))
    except submission.Incomplete as refused:
        return Refusal(_("Masih ada yang kurang"), " ".join(problem.words for problem in refused.problems))
    except submission.AlreadyApplied:
        return Refusal(
            _("Sudah ada permohonan lain dengan NIK ini"), _("Satu NIK, satu permohonan. Cari yang lama."), 409
        )
    except submission.NotDraft:
        return None
    return None


def _take_place(request: OfficerRequest, application: Application) -> Refusal | None:
    """A place in the hour that runs, and its bill; the file stays complete when there is none."""
    try:
        if not booking.active(application):
            checkin.walk_in(application, request.posting.office, by=request.user, at=now())
        made = billing.issue(application, by=request.user, at=now())
    except (billing.BillDue, billing.NoPlaceHeld):
        return None
    except billing.NotEligible as refused:
        return Refusal(_("Belum bisa ditagih"), " ".join(problem.words for problem in refused.problems), 409)
    except booking.Refused as refused:
        return Refusal(_("Belum dapat tempat"), refused.words, 409)
    if made.state == made.State.DUE:
        jobs.register_bill.defer(bill_id=made.pk)
    return None
