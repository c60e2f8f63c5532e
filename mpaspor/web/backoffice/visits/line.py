"""Moving a ticket: called, called in vain, put aside, taken up again, gone."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.visits import queue
from mpaspor.stages.visits.models import Visit
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals
from mpaspor.web.backoffice.visits import today


def visit_of(request: OfficerRequest, pk: int) -> Visit:
    """A visit at the officer's own office, with whose it is."""
    visits = Visit.objects.at(request.posting.office).select_related("applicant__application", "office")
    return get_object_or_404(visits, pk=pk)


@may(Permission.VISIT_CALL)
@require_POST
def call(request: OfficerRequest, pk: int) -> HttpResponse:
    counter = request.posting.counter
    return _moved(request, pk, lambda visit: queue.call(visit, counter, by=request.user, at=now()))


@may(Permission.VISIT_CALL)
@require_POST
def recall(request: OfficerRequest, pk: int) -> HttpResponse:
    """Called, and nobody came: the place in the line stays."""
    return _moved(request, pk, lambda visit: queue.recall(visit, by=request.user, at=now()))


@may(Permission.VISIT_CALL)
@require_POST
def park(request: OfficerRequest, pk: int) -> HttpResponse:
    why = desk.typed(request, "why")
    return _moved(request, pk, lambda visit: queue.park(visit, why, by=request.user, at=now()))


@may(Permission.VISIT_CALL)
@require_POST
def resume(request: OfficerRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, lambda visit: queue.resume(visit, by=request.user, at=now()))


@may(Permission.VISIT_CALL)
@require_POST
def leave(request: OfficerRequest, pk: int) -> HttpResponse:
    why = desk.typed(request, "why")
    return _moved(request, pk, lambda visit: queue.leave(visit, why, by=request.user, at=now()))


def _moved(request: OfficerRequest, pk: int, act: Callable[[Visit], None]) -> HttpResponse:
    visit = visit_of(request, pk)
    try:
        act(visit)
    except refusals.ANTICIPATED as refused:
        return today.show(request, visit.ticket, refusal=refusals.of(refused))
    return redirect(f"{reverse('backoffice:today')}?ticket={visit.ticket}")
