"""Look again: every answer of every person, with the way to change it, before a place is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import clock, dates
from mpaspor.stages.applications import papers, questions, submission
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import device, own
from mpaspor.web.portal.applications import flow
from mpaspor.web.templatetags.telling import language


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: CitizenRequest, reference: str) -> HttpResponse:
    file = own.application(request, reference)
    if own.people(file)[0].stage != Stage.APPLICATION:
        return redirect("portal:application", file.reference)
    if request.method == "POST":
        return make_ready(request, file)
    return show(request, file, submission.problems(file, flow.today(file)))


def make_ready(request: CitizenRequest, file: Application) -> HttpResponse:
    """Confirmed; confirmed again it stays so."""
    if file.state != Application.READY:
        try:
            submission.make_ready(file, by=request.user, at=clock.now(), device=device.key(request))
        except submission.Incomplete as refusal:
            return show(request, file, refusal.problems, status=422)
        except states.StateChanged:
            messages.warning(
                request, _("Satu jawaban baru saja berubah dari halaman lain. Periksa lagi, lalu tekan sekali lagi.")
            )
            return show(request, file, submission.problems(file, flow.today(file)), status=409)
        except submission.AlreadyApplied:
            return render(request, "portal/applications/already.html", {"file": file}, status=409)
    return device.remember(request, redirect("portal:offices", file.reference))


def show(
    request: CitizenRequest, file: Application, problems: list[submission.Problem], status: int = 200
) -> HttpResponse:
    on = flow.today(file)
    family = list(file.people.prefetch_related("documents"))
    for person in family:
        person.application = file
    facts = {
        "file": file,
        "people": [
            {
                "person": person,
                "steps": list(steps(person, on)),
                "papers": papers.rows(person, on, family),
                "shared": shared(person, on),
            }
            for person in family
        ],
        "problems": [{"problem": problem, "change": where(problem, on)} for problem in problems],
        "number": flow.NUMBER[flow.FAMILY],
        "total": flow.TOTAL,
    }
    return render(request, "portal/applications/summary.html", facts, status=status)


def where(problem: submission.Problem, on: date) -> str:
    """The page on which a problem is put right; whoever a person is can always be looked at."""
    found = flow.put_right(problem.applicant, problem.step, problem.code, on)
    return found or flow.address(problem.applicant, "who", "person")


def steps(person: Applicant, on: date) -> Iterator[dict[str, Any]]:
    """The answers of a person by part, each with its page; what the first person answered for all stays with her."""
    for (step, part), told in groupby(questions.told(person, on), key=lambda pair: (pair[0].step, pair[0].part)):
        if flow.shared_with_first(person, step, part, on):
            continue
        answers = [{"label": one.label, "value": in_words(one, value, person, on)} for one, value in told]
        yield {"heading": questions.PARTS[part], "answers": answers, "change": flow.address(person, step, part)}


def shared(person: Applicant, on: date) -> list[dict[str, Any]]:
    """The parts this person has from the first of the file."""
    pages = [(step, part) for step in questions.STEPS[:-1] for part in flow.parts(person, step, on)]
    return [
        {"heading": questions.PARTS[part], "change": flow.address(person, step, part)}
        for step, part in pages
        if flow.shared_with_first(person, step, part, on)
    ]


def in_words(question: questions.Question, value: object, person: Applicant, on: date) -> str:
    """An answer as a person reads it; of the numbers only the last four digits (a page may be read over a shoulder)."""
    if question.kind in {"choice", "yes_no", "select"}:
        return str(dict(questions.choices(question, person, on)).get(value, value))
    if question.kind == "date" and isinstance(value, date):
        return dates.plain_day(value, None, language())
    if question.kind == "month" and isinstance(value, date):
        return dates.month(value, None, language())
    if question.kind in {"nik", "kk"}:
        return f"•••• •••• •••• {str(value)[-4:]}"
    return str(value)
