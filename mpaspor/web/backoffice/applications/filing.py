"""The form at the desk: opened with consent, filled in on one page, papers and all."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.stages.applications import answers, bap, eligibility, papers, questions
from mpaspor.stages.applications import filing as files
from mpaspor.stages.applications.models import AT_THE_DESK, Applicant, Application, Stage
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals
from mpaspor.web.backoffice.applications.forms import BapForm, QuestionsForm, StartForm
from mpaspor.web.backoffice.refusals import Refusal

UNFINISHED = (Stage.APPLICATION, Stage.APPOINTMENT, Stage.PAYMENT)
MOST_SHOWN = 50
CLOSED = Refusal(
    gettext_lazy("Isian sudah ditutup"), gettext_lazy("Tempat sudah diambil. Isian tidak bisa diubah di sini."), 409
)


@may(Permission.CASE_FILE_FOR_OTHERS)
def filings(request: OfficerRequest) -> HttpResponse:
    """Who is being helped at this office, and the form that begins with one more."""
    form = StartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        opened = _open(request, form)
        if opened:
            return redirect("backoffice:filing", opened.reference)
    helped = Applicant.objects.filter(
        application__office=request.posting.office, application__filed_by__isnull=False, stage__in=UNFINISHED
    ).select_related("application__filed_by")
    facts = {"form": form, "helped": helped.order_by("-application__changed_at", "order")[:MOST_SHOWN]}
    status = 422 if form.errors else 200
    return desk.page(request, "backoffice/applications/start.html", facts, tab="filings", status=status)


def _open(request: OfficerRequest, form: StartForm) -> Application | None:
    """None when name or date cannot be kept: the form says why, and nothing was opened."""
    given, office, at = form.cleaned_data, request.posting.office, now()
    who = {"full_name": given["full_name"], "birth_on": given["birth_on"]}
    wrong = answers.wrong(Applicant(order=1), "who", who, desk.local_day(office))
    if wrong:
        form.refuse(wrong)
        return None
    application = files.open_application(
        None, by=request.user, at=at, name=given["full_name"], email=given["email"], phone=given["phone"],
        filed_by=request.user, consent=given["consent"], office=office,
    )  # fmt: skip
    person = application.people.get()
    person.application = application
    files.save_answers(person, "who", who, by=request.user, at=at)
    return application


def person_of(request: OfficerRequest, reference: str) -> Applicant:
    """Whoever is helped in a file that was opened at this office's desk."""
    office = request.posting.office
    helped = Applicant.objects.filter(application__office=office, application__filed_by__isnull=False, order=1)
    person = get_object_or_404(
        helped.select_related("application__filed_by"), application__reference=desk.reference(reference)
    )
    person.application.office = office
    return person


@may(Permission.CASE_FILE_FOR_OTHERS)
def filing(request: OfficerRequest, reference: str) -> HttpResponse:
    person = person_of(request, reference)
    if request.method == "POST":
        return _save(request, person)
    trail.saw(person, "case.seen", by=request.user, at=now())
    return show(request, person)


def show(
    request: OfficerRequest,
    person: Applicant,
    form: QuestionsForm | None = None,
    *,
    bap_form: BapForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    on = _on(request.posting.office)
    form = form or QuestionsForm(person, on)
    still_open = questions.still_open(person, on)
    rows = papers.rows(person, on, [person])
    facts = {
        "person": person,
        "form": form,
        "still_open": still_open,
        "open_parts": _by_part(still_open),
        "rows": rows,
        "papers_open": sum(row.paper.required and row.document is None for row in rows),
        "findings": eligibility.findings(person, on),
        "is_open": person.stage == Stage.APPLICATION,
    }
    if person.service in AT_THE_DESK:
        facts["bap"] = held = bap.of(person)
        facts["bap_form"] = bap_form = bap_form or BapForm(held=held)
    status = 422 if form.errors or (bap_form and bap_form.errors) else 200
    template = "backoffice/applications/filing.html"
    return desk.page(request, template, facts, refusal=refusal, status=status)


def _by_part(still_open: list[questions.Question]) -> list[tuple[str, list[questions.Question]]]:
    """What is open, under the headings of the form."""
    return [(str(questions.PARTS[part]), list(group)) for part, group in groupby(still_open, lambda one: one.part)]


def _on(office: Office) -> date:
    return desk.local_day(office)


def _save(request: OfficerRequest, person: Applicant) -> HttpResponse:
    """Keep every right answer, and what is not right as it was typed."""
    form, at = QuestionsForm(person, _on(request.posting.office), request.POST), now()
    is_right = form.is_valid()
    try:
        files.fill_in(person.application, [(person, form.by_step())], by=request.user, at=at)
        for step, raw in form.wrong_as_typed().items():
            files.keep_typed(person, step, raw, by=request.user, at=at)
    except files.NotDraft:
        return show(request, person, refusal=CLOSED)
    if not is_right:
        return show(request, person, form)
    messages.success(request, _("Isian tersimpan."))
    return redirect("backoffice:filing", person.application.reference)


@may(Permission.CASE_FILE_FOR_OTHERS)
@require_POST
def paper(request: OfficerRequest, reference: str) -> HttpResponse:
    person = person_of(request, reference)
    file, kind = request.FILES.get("file"), desk.typed(request, "paper")
    if file is None:
        return show(request, person, refusal=Refusal(_("Belum ada berkas"), _("Pilih atau foto dokumennya dulu.")))
    try:
        papers.receive(person, kind, file.read(), file.name or "", by=request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return show(request, person, refusal=refusals.of(refused))
    return redirect("backoffice:filing", reference)
