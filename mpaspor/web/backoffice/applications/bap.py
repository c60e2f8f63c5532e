"""What was decided after the examination (BAP) of a lost or damaged passport, written down at the desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.applications import bap
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import refusals
from mpaspor.web.backoffice.applications.filing import CLOSED, person_of, show
from mpaspor.web.backoffice.applications.forms import BapForm


@may(Permission.CASE_FILE_FOR_OTHERS)
@require_POST
def record(request: OfficerRequest, reference: str) -> HttpResponse:
    person = person_of(request, reference)
    form = BapForm(request.POST)
    if not form.is_valid():
        return show(request, person, bap_form=form)
    try:
        bap.record(person, bap.Minutes(**form.cleaned_data), by=request.user, at=now())
    except bap.NotDraft:
        return show(request, person, refusal=CLOSED)
    except refusals.ANTICIPATED as refused:
        return show(request, person, bap_form=form, refusal=refusals.of(refused))
    messages.success(request, _("BAP tercatat."))
    return redirect("backoffice:filing", person.application.reference)
