"""What was found out about a person before any money: matched, doubtful, or to be settled at a desk first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.stages.applications import eligibility, requirements
from mpaspor.stages.applications.models import AT_THE_DESK, Applicant, Stage
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.applications import flow

# What can be changed by answering again; the others are matters of fact.
ANSWERED_IN = {"who": "person", "service": "held", "identity": "card"}


@may(Permission.APPLY)
@require_safe
def checks(request: CitizenRequest, reference: str, order: int) -> HttpResponse:
    file = own.application(request, reference)
    person = own.person(file, order)
    if person.stage != Stage.APPLICATION:
        return redirect("portal:application", file.reference)
    on = flow.today(file)
    found = eligibility.findings(person, on)
    onward = flow.after_step(person, "identity", on)
    if not found:
        return redirect(onward)
    facts = {
        "file": file,
        "person": person,
        "stops": [told(person, finding) for finding in found if finding.blocks],
        "remarks": [told(person, finding) for finding in found if not finding.blocks],
        "matched": person.population_state == Applicant.Population.MATCHED,
        "at_the_desk": person.service in AT_THE_DESK,
        "papers": requirements.papers_for(person, on) if person.service in AT_THE_DESK else [],
        "onward": onward,
        "number": flow.NUMBER["service" if person.service in AT_THE_DESK else "identity"],
        "total": flow.TOTAL,
        "whose": flow.whose(person, "identity"),
    }
    return render(request, "portal/applications/checks.html", facts)


def told(person: Applicant, finding: eligibility.Finding) -> dict[str, object]:
    part = ANSWERED_IN.get(finding.step, "")
    return {"finding": finding, "change": flow.address(person, finding.step, part) if part else ""}
