"""At the counter: the original in the officer's hand, the upload and the data on the screen; each paper's verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.core.clock import now
from mpaspor.stages.applications import papers, register
from mpaspor.stages.applications.models import Document
from mpaspor.stages.applications.papers import Row
from mpaspor.stages.visits import examination
from mpaspor.stages.visits.models import Visit
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals, telling
from mpaspor.web.backoffice.refusals import Refusal
from mpaspor.web.backoffice.visits import comparison
from mpaspor.web.backoffice.visits.line import visit_of

LONGEST_NOTE = 300
LINES_OF_TRAIL = 10


@may(Permission.VISIT_EXAMINE)
def examine(request: OfficerRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    trail.saw(visit, "case.seen", by=request.user, at=now())
    return show(request, visit, request.GET.get("paper", ""))


def show(
    request: OfficerRequest,
    visit: Visit,
    kind: str = "",
    *,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    office, person = request.posting.office, visit.applicant
    on = desk.local_day(office)
    rows = papers.rows(person, on)
    open_rows = [row for row in rows if _is_open(row)]
    row = _chosen(rows, open_rows, kind)
    old = register.issued_to(*register.keys_of(person))
    compared = comparison.rows(person, old, on)
    facts = {
        "visit": visit,
        "person": person,
        "rows": rows,
        "row": row,
        "open": len(open_rows),
        "here": visit.state in examination.AT_THE_COUNTER,
        "old": old,
        "compared": compared,
        "differing": sum(row.differs for row in compared),
        "days": telling.by_day(trail.of_application(person.application_id)[:LINES_OF_TRAIL], office),
        "whole_trail": reverse("backoffice:person", args=[person.application.reference, person.order]),
        "verdicts": _verdicts(row, typed or {}),
        "typed": typed or {},
    }
    return desk.page(request, "backoffice/visits/examination.html", facts, refusal=refusal)


class Verdict(NamedTuple):
    value: str
    label: str
    checked: bool
    key: str


def _verdicts(row: Row | None, typed: dict[str, str]) -> list[Verdict]:
    given = typed.get("verdict") or (row.document.verdict if row and row.document else "")
    pairs = zip(Document.Verdict, "SBA", strict=True)
    return [Verdict(one.value, str(one.label), one.value == given, key) for one, key in pairs]


def _is_open(row: Row) -> bool:
    return row.paper.required if row.document is None else not row.document.verdict


def _chosen(rows: list[Row], open_rows: list[Row], kind: str) -> Row | None:
    for row in rows:
        if row.paper.kind == kind:
            return row
    return next(iter([*open_rows, *rows]), None)


@may(Permission.VISIT_EXAMINE)
@require_POST
def judge(request: OfficerRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    kind = desk.typed(request, "paper")
    document = get_object_or_404(Document, applicant=visit.applicant_id, kind=kind)
    verdict, note = desk.typed(request, "verdict"), desk.typed(request, "note", LONGEST_NOTE)
    typed = {"verdict": verdict, "note": note}
    if verdict not in Document.Verdict.values:
        unsaid = Refusal(_("Pilih satu keputusan"), _("Sama, berbeda, atau asli tidak dibawa."))
        return show(request, visit, kind, refusal=unsaid, typed=typed)
    act: Callable[[], Any] = lambda: examination.judge(visit, document, verdict, note, by=request.user, at=now())  # noqa: E731 - one line, used once
    return _answer(request, visit, act, kind, typed)


@may(Permission.VISIT_EXAMINE)
@require_POST
def replace(request: OfficerRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    kind, file = desk.typed(request, "paper"), request.FILES.get("file")
    if file is None:
        unsaid = Refusal(_("Belum ada berkas"), _("Pilih atau foto dokumennya dulu."))
        return show(request, visit, kind, refusal=unsaid)
    data, name = file.read(), file.name or ""
    act: Callable[[], Any] = lambda: examination.replace(visit, kind, data, name, by=request.user, at=now())  # noqa: E731 - one line, used once
    return _answer(request, visit, act, kind, {})


def _answer(
    request: OfficerRequest, visit: Visit, act: Callable[[], Any], kind: str, typed: dict[str, str]
) -> HttpResponse:
    """Do it, and go on to the next paper that has no verdict."""
    try:
        act()
    except refusals.ANTICIPATED as refused:
        return show(request, visit, kind, refusal=refusals.of(refused), typed=typed)
    return redirect("backoffice:examination", visit.pk)


@may(Permission.VISIT_EXAMINE)
@require_POST
def finish(request: OfficerRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    try:
        examination.finish(visit, by=request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return show(request, visit, refusal=refusals.of(refused))
    messages.success(request, _("%(name)s bisa ke wawancara.") % {"name": visit.applicant.full_name})
    return redirect(f"{reverse('backoffice:today')}?ticket={visit.ticket}")
