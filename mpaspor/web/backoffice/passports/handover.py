"""Books that wait for their holders, and who took one away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mpaspor.accounts.roles import Permission
from mpaspor.audit import trail
from mpaspor.core.clock import now
from mpaspor.stages.passports import handover as handovers_
from mpaspor.stages.passports.models import Handover, Passport
from mpaspor.stages.visits.models import Visit
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk, refusals
from mpaspor.web.backoffice.passports.printing import passport_of
from mpaspor.web.backoffice.refusals import Refusal

MOST_SHOWN = 300
FIELDS = {"collector": 10, "name": 120, "identity": 24, "kk": 24, "letter": 80}


@may(Permission.PASSPORT_HAND_OVER)
def handovers(request: OfficerRequest) -> HttpResponse:
    office = request.posting.office
    ready = Passport.objects.at(office).filter(state=Passport.State.READY).select_related("applicant__application")
    facts = {"ready": ready.order_by("collect_until", "pk")[:MOST_SHOWN], "today": desk.local_day(office)}
    return desk.page(request, "backoffice/passports/handovers.html", facts, tab="handovers")


@may(Permission.PASSPORT_HAND_OVER)
def handover(request: OfficerRequest, pk: int) -> HttpResponse:
    passport = passport_of(request, pk)
    if request.method == "POST":
        return _collect(request, passport)
    trail.saw(passport, "case.seen", by=request.user, at=now())
    return _show(request, passport)


def _show(
    request: OfficerRequest, passport: Passport, *, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> HttpResponse:
    visits = Visit.objects.filter(applicant=passport.applicant_id).select_related("capture")
    chosen = (typed or {}).get("collector", Handover.Collector.HOLDER)
    facts = {
        "passport": passport,
        "person": passport.applicant,
        "visit": visits.order_by("-pk").first(),
        "given": Handover.objects.filter(passport=passport).select_related("by").first(),
        "collectors": [(one.value, one.label, one.value == chosen) for one in Handover.Collector],
        "typed": typed or {"name": passport.applicant.full_name},
    }
    return desk.page(request, "backoffice/passports/handover.html", facts, refusal=refusal)


def _collect(request: OfficerRequest, passport: Passport) -> HttpResponse:
    typed = {name: desk.typed(request, name, longest) for name, longest in FIELDS.items()}
    if typed["collector"] not in Handover.Collector.values:
        unsaid = Refusal(_("Pilih siapa yang mengambil"), _("Pemohon sendiri, keluarga, atau dengan surat kuasa."))
        return _show(request, passport, refusal=unsaid, typed=typed)
    try:
        handovers_.collect(passport, **typed, by=request.user, at=now())
    except refusals.ANTICIPATED as refused:
        return _show(request, passport, refusal=refusals.of(refused), typed=typed)
    told = {"number": passport.number, "name": typed["name"]}
    messages.success(request, _("%(number)s diserahkan kepada %(name)s.") % told)
    return redirect("backoffice:handovers")
