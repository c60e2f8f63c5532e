"""The people of a file: who comes along, who is not finished, who no longer comes."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mpaspor.accounts.roles import Permission
from mpaspor.core import clock
from mpaspor.offices import policy
from mpaspor.stages.applications import filing, papers, questions
from mpaspor.stages.applications.models import Applicant, Application, Relation, Stage
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.applications import flow
from mpaspor.web.templatetags.telling import first_name


class PersonForm(forms.Form):
    relation = forms.ChoiceField(
        label=gettext_lazy("Siapa lagi yang ikut?"),
        choices=[pair for pair in Relation.choices if pair[0] != Relation.SELF],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Pilih hubungan orang itu dengan Anda.")},
    )


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: CitizenRequest, reference: str) -> HttpResponse:
    file = own.application(request, reference)
    if own.people(file)[0].stage != Stage.APPLICATION:
        return redirect("portal:application", file.reference)
    form = PersonForm(request.POST or None, auto_id="%s")
    if request.method == "POST" and form.is_valid():
        return add(request, file, form.cleaned_data["relation"])
    return show(request, file, form, status=422 if request.method == "POST" else 200)


def add(request: CitizenRequest, file: Application, relation: str) -> HttpResponse:
    """Somebody added twice by a double click is the one who has answered nothing yet."""
    try:
        with transaction.atomic():
            # Two presses at once wait for each other here.
            file.state = Application.objects.select_for_update().get(pk=file.pk).state
            waiting = list(file.people.filter(relation=relation, full_name="")[:1])
            person = waiting[0] if waiting else filing.add_person(file, relation, by=request.user, at=clock.now())
    except filing.TooManyPeople as refusal:
        told = _("Satu permohonan paling banyak %(limit)s orang. Yang lain dibuatkan permohonan baru.")
        messages.warning(request, told % {"limit": refusal.limit})
        return show(request, file, PersonForm(auto_id="%s"), status=409)
    except filing.NotDraft:
        return render(request, "portal/applications/closed.html", {"file": file}, status=409)
    return redirect("portal:question", file.reference, person.order, "who", "person")


def show(request: CitizenRequest, file: Application, form: PersonForm, status: int = 200) -> HttpResponse:
    on = flow.today(file)
    family = list(file.people.prefetch_related("documents"))
    rows = [row(person, file, family) for person in family]
    facts = {
        "file": file,
        "rows": rows,
        "form": form,
        "number": flow.NUMBER[flow.FAMILY],
        "total": flow.TOTAL,
        "room": len(rows) < policy.number("application.max_people", on=on),
        "going_on": not any(row["open"] for row in rows),
        "first_open": next((row["continue"] for row in rows if row["open"]), ""),
        "first_open_name": next((row["name"] for row in rows if row["open"]), ""),
    }
    return render(request, "portal/applications/people.html", facts, status=status)


def row(person: Applicant, file: Application, family: list[Applicant]) -> dict[str, object]:
    person.application = file
    on = flow.today(file)
    step = next((step for step in questions.STEPS[:-1] if step not in person.steps_done), "")
    wanting = papers.missing(person, on, family)
    return {
        "person": person,
        "name": first_name(person) if person.full_name else person.get_relation_display(),
        "open": bool(step),
        "wanting": 0 if step else len(wanting),
        "continue": flow.address(person, step or flow.PAPERS, flow.first_open(person, step, on)),
    }


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: CitizenRequest, reference: str, order: int) -> HttpResponse:
    """Taking somebody off the file, once she has confirmed what is lost with it."""
    file = own.application(request, reference)
    person = own.person(file, order)
    if request.method != "POST":
        return render(request, "portal/applications/removal.html", {"file": file, "person": person})
    try:
        filing.remove_person(person, by=request.user, at=clock.now())
    except filing.LastPerson:
        messages.warning(request, _("Satu permohonan berisi paling sedikit satu orang."))
    except filing.HadPlace:
        told = _(
            "%(name)s pernah punya tempat lewat permohonan ini, jadi tidak bisa dihapus dari sini. "
            "Batalkan permohonan ini, lalu buat yang baru untuk yang tetap datang."
        )
        messages.warning(request, told % {"name": first_name(person)})
    except filing.NotDraft:
        return render(request, "portal/applications/closed.html", {"file": file}, status=409)
    return redirect("portal:people", file.reference)
