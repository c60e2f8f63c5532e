"""What was found out about a person before any money: matched, doubtful, or to be settled at a desk first."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.stages.applications import eligibility, requirements
from mpaspor.stages.applications.models import AT_THE_DESK, Applicant, Stage
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.applications import flow


@may(Permission.APPLY)
@require_safe
def checks(request: CitizenRequest, reference: str, order: int) -> HttpResponse:
    file = own.application(request, reference)
    person = own.person(file, order)
    if person.stage != Stage.APPLICATION:
        return redirect("portal:application", file.reference)
    on = flow.today(file)
    found = eligibility.findings(person, on)
    onward = flow.after_checks(person, on)
    if not found:
        return redirect(onward)
    facts = {
        "file": file,
        "person": person,
        "stops": [told(person, finding, on) for finding in found if finding.blocks],
        "remarks": [told(person, finding, on) for finding in found if not finding.blocks],
        "matched": person.population_state == Applicant.Population.MATCHED,
        "at_the_desk": person.service in AT_THE_DESK,
        "papers": requirements.papers_for(person, on) if person.service in AT_THE_DESK else [],
        "onward": onward,
        "number": flow.NUMBER["service" if person.service in AT_THE_DESK else "identity"],
        "total": flow.TOTAL,
        "whose": flow.whose(person, "identity"),
    }
    return render(request, "portal/applications/checks.html", facts)


def told(person: Applicant, finding: eligibility.Finding, on: date) -> dict[str, object]:
    """A finding, the page where the answer can be changed, and the other file it speaks of, if that is hers."""
    other = finding.values.get("reference", "")
    return {
        "finding": finding,
        "change": flow.put_right(person, finding.step, finding.code, on),
        "other": reverse("portal:application", args=[other]) if other else "",
    }
