"""Coming in: by the code on the proof, by number, or by name."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mpaspor.accounts.roles import Permission
from mpaspor.cases import people
from mpaspor.core import dates
from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.visits import checkin
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals
from mpaspor.web.backoffice.refusals import Refusal
from mpaspor.web.backoffice.visits import today
from mpaspor.web.templatetags.telling import language

LONGEST_CODE = 200


@may(Permission.VISIT_CHECK_IN)
@require_POST
def check_in(request: OfficerRequest) -> HttpResponse:
    """The text of the QR code is an address that ends in the reference; whoever has none gives number or name."""
    office, typed = request.posting.office, desk.typed(request, "code", LONGEST_CODE)
    files = _files(office, typed)
    if len(files) != 1:
        return today.show(request, refusal=_unclear(files), typed=typed)
    try:
        visits = checkin.check_in(files[0], office, by=request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return today.show(request, getattr(refused, "ticket", ""), refusal=told(refused, office), typed=typed)
    told_words = {"ticket": visits[0].ticket, "name": visits[0].applicant.full_name, "count": len(visits)}
    messages.success(request, _("Nomor %(ticket)s untuk %(name)s, %(count)s orang.") % told_words)
    return redirect(f"{reverse('backoffice:today')}?ticket={visits[0].ticket}")


def _files(office: Office, typed: str) -> list[Application]:
    code = typed.rstrip("/").rsplit("/", 1)[-1]
    found = people.find(office, code, on=desk.local_day(office))
    return list({person.application_id: person.application for person in found}.values())


def _unclear(files: list[Application]) -> Refusal:
    if not files:
        return Refusal(_("Tidak ditemukan di kantor ini"), _("Periksa lagi kodenya, atau cari dengan nama atau NIK."))
    codes = ", ".join(file.reference for file in files[:5])
    return Refusal(_("Lebih dari satu permohonan cocok"), _("Pakai nomor permohonannya: %(codes)s.") % {"codes": codes})


def told(refused: Exception, office: Office) -> Refusal:
    """The refusals that name an hour, a day or a place."""
    zone = office.zone
    if isinstance(refused, checkin.WrongOffice):
        return Refusal(_("Tempatnya di kantor lain"), refused.office.name, 409)
    if isinstance(refused, checkin.WrongDay):
        return Refusal(_("Tempatnya di hari lain"), dates.moment(refused.starts_at, zone, language()), 409)
    if isinstance(refused, checkin.TooEarly):
        hour = dates.hour(refused.opens_at, zone, language())
        return Refusal(_("Terlalu awal"), _("Bisa check-in mulai %(hour)s.") % {"hour": hour}, 409)
    if isinstance(refused, checkin.AlreadyHere):
        return Refusal(_("Sudah check-in"), _("Nomornya %(ticket)s.") % {"ticket": refused.ticket}, 409)
    return refusals.of(refused)
