"""The questions of one person, one part to a page; and keeping what is typed on the way."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import clock, dates
from mpaspor.stages.applications import answers, eligibility, filing, population, questions
from mpaspor.stages.applications.models import AT_THE_DESK, Applicant, Stage
from mpaspor.web import pace
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.applications import flow, forms

SUMMARY = "summary"
# Each question costs one of the agency's counted calls. A family of eight, each put right once, stays below; whoever
# tries out numbers does not.
ASKING_THE_REGISTRY = pace.Pace("registry", 20, timedelta(days=1))


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: CitizenRequest, reference: str, order: int, step: str, part: str) -> HttpResponse:
    file = own.application(request, reference)
    person = own.person(file, order)
    on = flow.today(file)
    asked = flow.in_part(person, step, part, on) if step in questions.STEPS else []
    if person.stage != Stage.APPLICATION:
        return closed(request, person)
    if not asked:
        return not_asked(person, step, part)
    form = forms.form_for(person, asked, on, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return show(request, person, form)
    if form.is_valid():
        return save(request, person, form)
    return again(request, person, form, status=422)


def again(request: CitizenRequest, person: Applicant, form: forms.PartForm, *, status: int) -> HttpResponse:
    """The same page with all that was typed, kept for the next visit too."""
    try:
        filing.keep_typed(person, form.step, form.raw(), by=request.user, at=clock.now())
    except filing.NotDraft:
        return closed(request, person)
    return show(request, person, form, status=status)


def save(request: CitizenRequest, person: Applicant, form: forms.PartForm) -> HttpResponse:
    step, part = form.step, form.asked[0].part
    try:
        filing.save_answers(person, step, form.values(), by=request.user, at=clock.now())
    except answers.NotRight as refusal:
        form.refuse(refusal.wrong)
        return again(request, person, form, status=422)
    except filing.NotDraft:
        return closed(request, person)
    except states.StateChanged:
        messages.warning(
            request, _("Permohonan ini baru saja berubah dari halaman lain. Isian Anda ada di sini; simpan lagi.")
        )
        return again(request, person, form, status=409)
    if step == "identity" and not questions.open_in(person, step, form.on):
        check(request, person)
        return redirect("portal:checks", person.application.reference, person.order)
    if person.service in AT_THE_DESK and part == "condition":
        return redirect("portal:checks", person.application.reference, person.order)
    return redirect(following(request, person, form))


def following(request: CitizenRequest, person: Applicant, form: forms.PartForm) -> str:
    """Whoever came from the summary goes back there, unless the new answer opened another question."""
    file, step = person.application, form.step
    if request.POST.get("then") == SUMMARY and not questions.open_in(person, step, form.on):
        return flow.summary_of(file)
    return flow.after(person, step, form.asked[0].part, form.on)


def check(request: CitizenRequest, person: Applicant) -> None:
    """The registry is asked outside any transaction; when it may not be, the person goes on and a job asks later."""
    at = clock.now()
    try:
        answer = population.ask(person, at=at) if may_ask(request, person) else None
    except population.NothingToAsk:
        return
    population.record(person, answer, by=request.user, at=at)
    eligibility.settle_service(person, by=request.user, at=at)


def may_ask(request: CitizenRequest, person: Applicant) -> bool:
    """Who is matched already is not asked about again every time, and so is not counted."""
    if person.population_state == Applicant.Population.MATCHED or ASKING_THE_REGISTRY.take(request.user.pk):
        return True
    told = _("Hari ini akun ini sudah sering memeriksa NIK. Isian tersimpan; NIK ini kami periksa nanti.")
    messages.warning(request, told)
    return False


def show(request: CitizenRequest, person: Applicant, form: forms.PartForm, status: int = 200) -> HttpResponse:
    part = form.asked[0].part
    alone = len(form.fields) == 1
    facts = {
        "file": person.application,
        "person": person,
        "form": form,
        "step": form.step,
        "part": part,
        "number": flow.NUMBER[form.step],
        "total": flow.TOTAL,
        "whose": flow.whose(person, form.step),
        "alone": alone,
        "heading": questions.PARTS[part],
        "before": flow.before(person, form.step, part, form.on),
        "then": request.GET.get("then") or request.POST.get("then", ""),
        "zone": own.zone(person.application),
    }
    return render(request, "portal/applications/question.html", facts, status=status)


def not_asked(person: Applicant, step: str, part: str) -> HttpResponse:
    """A part of the form that this person need not answer (any more): on to the one that she does."""
    if not any(one.step == step and one.part == part for one in questions.QUESTIONS):
        raise Http404
    return redirect("portal:application", person.application.reference)


def closed(request: CitizenRequest, person: Applicant) -> HttpResponse:
    """A place is held, or the file has gone further: the answers stand."""
    status = 409 if request.method == "POST" else 200
    return render(request, "portal/applications/closed.html", {"file": person.application}, status=status)


@may(Permission.APPLY)
@require_POST
def draft(request: CitizenRequest, reference: str, order: int, step: str, part: str) -> HttpResponse:
    """What was typed, as it is typed: kept, not judged. The answer is the note under the button."""
    file = own.application(request, reference)
    person = own.person(file, order)
    on, at = flow.today(file), clock.now()
    asked = flow.in_part(person, step, part, on)
    if person.stage != Stage.APPLICATION or not asked:
        return too_late()
    form = forms.form_for(person, asked, on, request.POST)
    try:
        filing.keep_typed(person, step, form.kept(request.POST.get("field", "")), by=request.user, at=at)
    except filing.NotDraft:
        return too_late()
    hour = dates.hour(at, own.zone(file), get_language() or "id")
    told = _("Tersimpan %(hour)s. Boleh ditutup kapan saja.") % {"hour": hour}
    return HttpResponse(told, content_type="text/plain; charset=utf-8")


def too_late() -> HttpResponse:
    return HttpResponse(_("Isian ini tidak bisa diubah lagi."), status=409, content_type="text/plain; charset=utf-8")
