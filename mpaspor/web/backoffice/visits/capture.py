"""What camera and scanner send: one portrait, fingers singly or together, and why something is not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.cases import enrolment
from mpaspor.core.clock import now
from mpaspor.stages.visits import biometrics
from mpaspor.stages.visits.models import FINGERS, Visit
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals
from mpaspor.web.backoffice.refusals import Refusal
from mpaspor.web.backoffice.visits import interview
from mpaspor.web.backoffice.visits.line import visit_of

LARGEST = 12 * 1024 * 1024
LONGEST_REASON = 120


@may(Permission.VISIT_CAPTURE)
@require_POST
def portrait(request: OfficerRequest, pk: int) -> HttpResponse:
    visit, file = visit_of(request, pk), request.FILES.get("portrait")
    if file is None or _too_large([file]):
        return interview.show(request, visit, refusal=_no_file())
    data = file.read()
    return _answer(request, visit, lambda: biometrics.take_portrait(visit, data, by=request.user, at=now()))


@may(Permission.VISIT_CAPTURE)
@require_POST
def acceptance(request: OfficerRequest, pk: int) -> HttpResponse:
    """The officer takes a portrait in spite of what was measured."""
    visit, why = visit_of(request, pk), desk.typed(request, "why", LONGEST_REASON)
    return _answer(request, visit, lambda: biometrics.accept_portrait(visit, why, by=request.user, at=now()))


@may(Permission.VISIT_CAPTURE)
@require_POST
def fingers(request: OfficerRequest, pk: int) -> HttpResponse:
    """Files in the field of their finger, or many at once whose names hold the position: 02.png, jari-7.jpg."""
    visit = visit_of(request, pk)
    sent = {position: file for position in FINGERS if (file := request.FILES.get(f"finger_{position}"))}
    several = request.FILES.getlist("fingers")
    sent |= {_position(file.name or ""): file for file in several}
    if not sent or _too_large(sent.values()):
        return interview.show(request, visit, refusal=_no_file())
    prints = {position: file.read() for position, file in sent.items()}
    return _answer(request, visit, lambda: biometrics.take_fingers(visit, prints, by=request.user, at=now()))


def _position(name: str) -> int:
    """The last number of a file's name; 0, which is no finger, where there is none."""
    found = re.findall(r"[0-9]+", name)
    return int(found[-1][-4:]) if found else 0


@may(Permission.VISIT_CAPTURE)
@require_POST
def absence(request: OfficerRequest, pk: int) -> HttpResponse:
    """A finger that is not there, or cannot be taken."""
    visit, chosen = visit_of(request, pk), desk.typed(request, "position")
    position = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 3 else 0
    why = desk.typed(request, "why", LONGEST_REASON)
    return _answer(request, visit, lambda: biometrics.finger_missing(visit, position, why, by=request.user, at=now()))


@may(Permission.VISIT_CAPTURE)
@require_POST
def finish(request: OfficerRequest, pk: int) -> HttpResponse:
    visit = visit_of(request, pk)
    try:
        enrolment.finish(visit, by=request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return interview.show(request, visit, refusal=refusals.of(refused))
    messages.success(request, _("%(name)s selesai dan boleh pulang.") % {"name": visit.applicant.full_name})
    return redirect(f"{reverse('backoffice:today')}?ticket={visit.ticket}")


def _answer(request: OfficerRequest, visit: Visit, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except refusals.ANTICIPATED as refused:
        return interview.show(request, visit, refusal=refusals.of(refused))
    return redirect("backoffice:interview", visit.pk)


def _too_large(files: Iterable[UploadedFile[bytes]]) -> bool:
    return any((file.size or 0) > LARGEST for file in files)


def _no_file() -> Refusal:
    return Refusal(_("Belum ada berkas yang bisa dipakai"), _("Pilih berkas JPEG atau PNG, paling besar 12 MB."))
