"""Stage 5 for the applicant: sending the papers an officer asked for, before the last day."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core import clock
from mpaspor.offices import policy
from mpaspor.stages.applications import requirements
from mpaspor.stages.applications.models import Application, Document
from mpaspor.stages.decisions import adjudication
from mpaspor.stages.decisions.models import Decision
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.applications import flow, papers


@may(Permission.APPLY)
@require_safe
def wanted(request: CitizenRequest, reference: str, order: int) -> HttpResponse:
    """What is asked for, why, and until when; once all of it is there, the timeline again."""
    file = own.application(request, reference)
    decision = decision_on(file, order)
    if decision.state != Decision.State.PAPERS_WANTED:
        return redirect("portal:person", file.reference, order)
    return show(request, decision)


def decision_on(file: Application, order: int) -> Decision:
    person = own.person(file, order)
    found = Decision.objects.filter(applicant=person).select_related("office").defer("watchlist").first()
    if found is None:
        raise Http404
    found.applicant = person
    return found


def show(
    request: CitizenRequest, decision: Decision, *, kind: str = "", told: str = "", status: int = 200
) -> HttpResponse:
    person = decision.applicant
    facts = {
        "file": person.application,
        "person": person,
        "decision": decision,
        "rows": rows(decision, kind, told),
        "zone": decision.office.zone,
        "megabytes": policy.number("documents.max_megabytes", on=flow.today(person.application)),
    }
    return render(request, "portal/decisions/wanted.html", facts, status=status)


def rows(decision: Decision, kind: str, told: str) -> list[dict[str, Any]]:
    """Each kind asked for, with what came since."""
    asked_at = decision.papers_asked_at
    came = {
        paper.kind: paper
        for paper in Document.objects.filter(applicant=decision.applicant_id, kind__in=decision.papers)
        if asked_at and paper.uploaded_at >= asked_at
    }
    return [
        {
            "paper": {"kind": one, "label": requirements.label(one)},
            "document": came.get(one),
            "told": told if one == kind else "",
        }
        for one in decision.papers
    ]


@may(Permission.APPLY)
@require_POST
def wanted_paper(request: CitizenRequest, reference: str, order: int, kind: str) -> HttpResponse:
    """One of the papers asked for. With the last of them the file goes back to those who decide."""
    file = own.application(request, reference)
    decision = decision_on(file, order)
    sent = request.FILES.get("file")
    if decision.state != Decision.State.PAPERS_WANTED:
        return redirect("portal:person", file.reference, order)
    if sent is None:
        return show(request, decision, kind=kind, told=papers.choose_first(), status=422)
    try:
        data = papers.read(decision.applicant, sent)
        adjudication.bring(decision, kind, data, sent.name or "", by=request.user, at=clock.now())
    except adjudication.NotWanted:
        return show(request, decision, told=_("Dokumen itu tidak diminta."), status=409)
    except papers.REFUSALS as refusal:
        told, status = papers.in_words(refusal)
        return show(request, decision, kind=kind, told=told, status=status)
    return redirect("portal:wanted", file.reference, order)
