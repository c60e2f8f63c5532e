"""The whole file for the applicant: where it is and what comes next, who looked at it, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.cases import file as files
from mpaspor.cases import timeline, withdrawal
from mpaspor.core import clock
from mpaspor.stages.applications import requirements
from mpaspor.stages.applications.models import Application, Stage
from mpaspor.stages.passports import ready_date
from mpaspor.stages.payments import outcomes
from mpaspor.stages.payments.models import Credit
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own, sentences, standing, trail_words
from mpaspor.web.portal.applications import flow

BEFORE_THE_VISIT = {Stage.APPOINTMENT: "portal:payment", Stage.PAYMENT: "portal:bill"}


@may(Permission.APPLY)
@require_safe
def file(request: CitizenRequest, reference: str) -> HttpResponse:
    """The page of a file: before it is paid, where one was; then the timeline of its first person."""
    application = alone(request, reference)
    case = files.read(application)
    stage = case.people[0].applicant.stage
    waits_at = standing.waits_at(case)
    if waits_at:
        return redirect(waits_at)
    if stage == Stage.APPLICATION:
        return redirect(flow.continue_at(application))
    if stage in BEFORE_THE_VISIT:
        return redirect(BEFORE_THE_VISIT[Stage(stage)], application.reference)
    return show(request, case, case.people[0])


@may(Permission.APPLY)
@require_safe
def person(request: CitizenRequest, reference: str, order: int) -> HttpResponse:
    """The timeline of one person: from the visit on each goes her own pace."""
    application = alone(request, reference)
    case = files.read(application)
    found = next((one for one in case.people if one.applicant.order == order), None)
    if found is None:
        raise Http404
    if found.applicant.stage in {Stage.APPLICATION, *BEFORE_THE_VISIT}:
        return redirect("portal:application", application.reference)
    return show(request, case, found)


def alone(request: CitizenRequest, reference: str) -> Application:
    """Her file without its people, who come with the whole case."""
    files_of_hers = Application.objects.of(request.user).select_related("office")
    return get_object_or_404(files_of_hers, reference=own.meant(reference))


def show(request: CitizenRequest, case: files.File, person: files.Person) -> HttpResponse:
    at = clock.now()
    here = person.standing
    known = estimate(person, at)
    facts = {
        "file": case.application,
        "office": case.application.office,
        "person": person,
        "standing": here,
        "sentence": sentences.of(person, here, case, at),
        "steps": [told(step) for step in timeline.steps(person.applicant, at, case=case, estimate=known)],
        "wanted": [requirements.label(kind) for kind in person.decision.papers] if person.decision else [],
        "estimate": known,
        "others": [one for one in case.people if one is not person],
        "withdrawable": withdrawal.possible([one.applicant for one in case.people]),
        "refused": person.decision if here == ("decision", "refused") else None,
        "fee": fee(person),
        "credit": sum(credit.amount for credit in case.credits if credit.state == Credit.State.OPEN),
        "now": at,
    }
    return render(request, "portal/cases/timeline.html", facts)


def fee(person: files.Person) -> str:
    """What became of her fee when no passport came of it; empty while her file goes on."""
    ended = outcomes.ended(person.applicant) if person.applicant.stage == Stage.CLOSED else []
    return outcomes.told(ended, get_language() or "id") if ended else ""


def told(step: timeline.Step) -> dict[str, Any]:
    return {**vars(step), "is_moment": isinstance(step.when, datetime)}


def estimate(person: files.Person, at: datetime) -> ready_date.Estimate | None:
    """The day the book can be fetched, while that is still an estimate."""
    if person.applicant.stage == Stage.PASSPORT and person.passport and not person.passport.ready_at:
        return ready_date.estimate(person.passport, at)
    if person.applicant.stage == Stage.DECISION and person.decision:
        return ready_date.estimate(person.decision, at)
    return None


@may(Permission.APPLY)
@require_safe
def trail(request: CitizenRequest, reference: str) -> HttpResponse:
    """Who saw or changed what, newest first. It cannot be removed, by us neither."""
    application = own.application(request, reference)
    wanted = request.GET.get("who", "")
    zone = own.zone(application)
    lines = trail_words.told(application, request.user, zone)
    facts = {
        "file": application,
        "zone": zone,
        "who": trail_words.WHO,
        "first": own.people(application)[0],
        "days": trail_words.by_day(trail_words.only(lines, wanted), zone),
        "looks": sum(entry.kind == "seen" and entry.who_kind == "officer" for entry in lines),
        "wanted": wanted if wanted in trail_words.WHO else "",
        "seal": trail_words.seal(),
    }
    return render(request, "portal/cases/trail.html", facts)


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal_page(request: CitizenRequest, reference: str) -> HttpResponse:
    """Taking the file back, once the consequences were read."""
    application = own.application(request, reference)
    if request.method == "POST":
        return withdraw(request, application)
    if not withdrawal.possible(own.people(application)):
        return redirect("portal:application", application.reference)
    facts: dict[str, Any] = {
        "file": application,
        "place": own.place(application),
        "fee": outcomes.foreseen(own.people(application), outcomes.Cause.WITHDRAWN),
    }
    return render(request, "portal/cases/withdrawal.html", facts)


def withdraw(request: CitizenRequest, application: Application) -> HttpResponse:
    """Pressed twice, it is taken back once."""
    try:
        withdrawal.withdraw(application, by=request.user, at=clock.now())
    except withdrawal.AlreadyClosed:
        pass
    except (withdrawal.TooLate, states.StateChanged):
        return render(request, "portal/cases/too_late.html", {"file": application}, status=409)
    else:
        messages.info(request, _("Permohonan %(reference)s sudah ditarik.") % {"reference": application.reference})
    return redirect("portal:home")
