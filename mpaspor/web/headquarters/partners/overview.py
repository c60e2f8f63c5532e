"""All banks, and letting a new one in."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core.clock import now
from mpaspor.stages.payments import partnering
from mpaspor.stages.payments.models import BankPartner, PartnerCall
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.headquarters import desk
from mpaspor.web.headquarters.partners.forms import Admission

A_DAY = timedelta(days=1)


@may(Permission.PARTNER_CHANGE)
@require_safe
def partners(request: CitizenRequest) -> HttpResponse:
    """Each with its calls of the last day, and how many of them could have been anybody's."""
    recent = PartnerCall.objects.filter(at__gte=now() - A_DAY, partner__isnull=False).values("partner").order_by()
    counted = recent.annotate(
        count=Count("id"), refused=Count("id", filter=Q(response_code__startswith="401")), last_at=Max("at")
    )
    by_bank = {row["partner"]: row for row in counted}
    banks = [(bank, by_bank.get(bank.pk)) for bank in BankPartner.objects.order_by("name")]
    return desk.page(request, "headquarters/partners/list.html", {"banks": banks}, tab="partners")


@may(Permission.PARTNER_CHANGE)
@require_http_methods(["GET", "POST"])
def admission(request: CitizenRequest) -> HttpResponse:
    form = Admission(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            bank = partnering.admit(by=request.user, at=now(), **form.facts())
        except partnering.WrongForm as wrong:
            form.blame(wrong)
        except partnering.KnownAlready:
            form.add_error("code", _("Sudah ada bank dengan X-PARTNER-ID atau X-CLIENT-KEY ini."))
        else:
            messages.success(request, _("%(bank)s terdaftar. Beri kunci dan rahasia, lalu buka.") % {"bank": bank.name})
            return redirect("headquarters:partner", bank.code)
    status = 422 if form.errors else 200
    return desk.page(request, "headquarters/partners/new.html", {"form": form}, tab="partners", status=status)
