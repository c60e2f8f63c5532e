"""The papers of one person: a row each, a plain form each; and the pictures of them, for her eyes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core import clock
from mpaspor.gateways.link import Unavailable
from mpaspor.gateways.storage.port import NotStored, StorageFull
from mpaspor.offices import policy
from mpaspor.stages.applications import images, requirements
from mpaspor.stages.applications import papers as stage_papers
from mpaspor.stages.applications.models import Applicant, Application, Document, Stage
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.applications import flow

MEGABYTE = 1024 * 1024
REFUSALS = (images.TooLarge, images.Unreadable, StorageFull, Unavailable, stage_papers.NotAsked)


@may(Permission.APPLY)
@require_safe
def papers(request: CitizenRequest, reference: str, order: int) -> HttpResponse:
    file = own.application(request, reference)
    person = own.person(file, order)
    if person.stage != Stage.APPLICATION:
        return redirect("portal:application", file.reference)
    return show(request, person)


def show(
    request: CitizenRequest, person: Applicant, *, kind: str = "", told: str = "", status: int = 200
) -> HttpResponse:
    """The page of rows; `told` stands in the row of `kind` when its file was not taken."""
    file, on = person.application, flow.today(person.application)
    asked = stage_papers.rows(person, on, own.people(file))
    own_rows = [row for row in asked if not row.paper.lent_by]
    rows = [{"row": row, "state": state(row), "told": told if row.paper.kind == kind else ""} for row in own_rows]
    facts = {
        "file": file,
        "person": person,
        "rows": rows,
        "stray": told if kind not in {row.paper.kind for row in own_rows} else "",
        "lent": [row.paper for row in asked if row.paper.lent_by],
        "number": flow.NUMBER[flow.PAPERS],
        "total": flow.TOTAL,
        "whose": flow.whose(person, flow.PAPERS),
        "zone": own.zone(file),
        "megabytes": policy.number("documents.max_megabytes", on=on),
        "latest": max((row.document.uploaded_at for row in own_rows if row.document), default=None),
    }
    return render(request, "portal/applications/papers.html", facts, status=status)


def state(row: stage_papers.Row) -> str:
    """By the names of the upload row. A photo its owner keeps in spite of blur is no longer asked about."""
    if row.document is None:
        return "missing"
    if row.document.quality == Document.Quality.CLEAR:
        return "clear"
    return "kept" if row.document.quality_accepted else "blurred"


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: CitizenRequest, reference: str, order: int, kind: str) -> HttpResponse:
    """A file for one row; the file before it stays until the new one is safe."""
    file = own.application(request, reference)
    person = own.person(file, order)
    if request.method != "POST":
        return one(request, document_of(file, order, kind))
    if person.stage != Stage.APPLICATION:
        return closed(request, file)
    sent = request.FILES.get("file")
    if sent is None:
        return show(request, person, kind=kind, told=choose_first(), status=422)
    try:
        data = read(person, sent)
        stage_papers.receive(person, kind, data, sent.name or "", by=request.user, at=clock.now())
    except REFUSALS as refusal:
        told, status = in_words(refusal)
        return show(request, person, kind=kind, told=told, status=status)
    return redirect(row_address(person, kind))


def closed(request: CitizenRequest, file: Application) -> HttpResponse:
    """Papers stand from the moment a place is held; the counter sees the originals."""
    return render(request, "portal/applications/closed.html", {"file": file}, status=409)


def choose_first() -> str:
    return _("Pilih foto atau berkasnya dulu, lalu tekan Kirim.")


def in_words(refusal: Exception) -> tuple[str, int]:
    """Why a file was not taken, and the status that says whose fault it is."""
    if isinstance(refusal, images.TooLarge | images.Unreadable):
        return str(refusal), 422
    if isinstance(refusal, stage_papers.NotAsked):
        return _("Dokumen itu tidak diperlukan untuk orang ini."), 409
    return _("Tempat menyimpan sedang tidak bisa dipakai. Isian Anda aman; kirim lagi beberapa menit lagi."), 503


def one(request: CitizenRequest, document: Document) -> HttpResponse:
    """Another picture of a paper that is there, or none."""
    person = document.applicant
    if person.stage != Stage.APPLICATION:
        return redirect("portal:application", person.application.reference)
    facts = {
        "file": person.application,
        "person": person,
        "paper": {"kind": document.kind, "label": requirements.label(document.kind)},
        "number": flow.NUMBER[flow.PAPERS],
        "total": flow.TOTAL,
        "whose": flow.whose(person, flow.PAPERS),
    }
    return render(request, "portal/applications/paper.html", facts)


def read(person: Applicant, sent: UploadedFile[Any]) -> bytes:
    """What was sent. A file far too large is refused by its size, before it is read."""
    limit = policy.number("documents.max_megabytes", on=flow.today(person.application)) * MEGABYTE
    if (sent.size or 0) > limit:
        raise images.TooLarge(sent.size or 0, limit)
    return bytes(sent.read())


@may(Permission.APPLY)
@require_POST
def acceptance(request: CitizenRequest, reference: str, order: int, kind: str) -> HttpResponse:
    """Use this photo: an officer will look at it before the day."""
    file = own.application(request, reference)
    document = document_of(file, order, kind)
    if document.applicant.stage != Stage.APPLICATION:
        return closed(request, file)
    stage_papers.accept_quality(document, by=request.user, at=clock.now())
    return redirect(row_address(document.applicant, kind))


@may(Permission.APPLY)
@require_POST
def removal(request: CitizenRequest, reference: str, order: int, kind: str) -> HttpResponse:
    """Taken away; what is not there (any more) is away already."""
    file = own.application(request, reference)
    person = own.person(file, order)
    if person.stage != Stage.APPLICATION:
        return closed(request, file)
    document = person.documents.filter(kind=kind).first()
    if document:
        document.applicant = person
        stage_papers.remove(document, by=request.user, at=clock.now())
        messages.info(request, _("Dokumen dihapus."))
    return redirect(row_address(person, kind))


@may(Permission.APPLY)
@require_safe
def thumbnail(request: CitizenRequest, reference: str, order: int, kind: str) -> HttpResponse:
    document = document_of(own.application(request, reference), order, kind)
    return private(stage_papers.thumbnail(document), images.JPEG)


@may(Permission.APPLY)
@require_safe
def picture(request: CitizenRequest, reference: str, order: int, kind: str) -> HttpResponse:
    """The paper itself, as it is kept."""
    document = document_of(own.application(request, reference), order, kind)
    try:
        return private(stage_papers.content(document), document.content_type)
    except NotStored:
        raise Http404 from None


def document_of(file: Application, order: int, kind: str) -> Document:
    person = own.person(file, order)
    document = person.documents.filter(kind=kind).first()
    if document is None:
        raise Http404
    document.applicant = person
    return document


def private(content: bytes, content_type: str) -> HttpResponse:
    """Kept by the reader's own device for an hour, by nobody on the way."""
    headers = {"Cache-Control": "private, max-age=3600", "Content-Disposition": "inline"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def row_address(person: Applicant, kind: str) -> str:
    return f"{reverse('portal:papers', args=[person.application.reference, person.order])}#{kind}"
