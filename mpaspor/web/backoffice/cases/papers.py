"""A paper or a portrait, opened for one officer: never kept by the browser, and every look in the trail."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.core.clock import now
from mpaspor.stages.applications import papers
from mpaspor.stages.applications.models import Application, Document
from mpaspor.stages.visits import biometrics
from mpaspor.stages.visits.models import Visit
from mpaspor.web.access import OfficerRequest, may


@may(Permission.CASE_READ)
def paper(request: OfficerRequest, pk: int) -> HttpResponse:
    documents = Document.objects.filter(applicant__application__in=Application.objects.at(request.posting.office))
    document = get_object_or_404(documents.select_related("applicant__application"), pk=pk)
    trail.write(document, "document.seen", by=request.user, at=now(), kind="seen", new={"kind": document.kind})
    if "small" in request.GET:
        return _sealed(papers.thumbnail(document), "image/jpeg")
    return _sealed(papers.content(document), document.content_type)


@may(Permission.CASE_READ)
def portrait(request: OfficerRequest, pk: int) -> HttpResponse:
    visits = Visit.objects.within(request.posting.office).select_related("applicant__application", "capture")
    visit = get_object_or_404(visits, pk=pk)
    try:
        picture = biometrics.portrait(visit)
    except biometrics.NoPortrait:
        raise Http404 from None
    trail.saw(visit, "capture.portrait_seen", by=request.user, at=now())
    return _sealed(picture, "image/jpeg")


def _sealed(content: bytes, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = "inline"
    return answer
