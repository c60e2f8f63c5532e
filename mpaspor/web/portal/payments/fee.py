"""Step 8, before there is a code: what was checked, what it costs, and when it is not given back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.core import clock
from mpaspor.stages.applications.models import Application, Stage
from mpaspor.stages.payments import crediting, tariff
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.portal.payments import checked


@may(Permission.APPLY)
@require_safe
def payment(request: CitizenRequest, reference: str) -> HttpResponse:
    file = own.application(request, reference)
    stages = {person.stage for person in own.people(file)}
    if Stage.APPOINTMENT not in stages:
        return redirect("portal:bill" if Stage.PAYMENT in stages else "portal:application", file.reference)
    return render(request, "portal/payments/payment.html", summary(file))


def summary(file: Application) -> dict[str, Any]:
    """Of the people who have a place and no bill yet: in a file where everybody pays apart that may be one of them."""
    assert file.office
    at = clock.now()
    on = at.astimezone(file.office.zoneinfo).date()
    place = own.place(file)
    fast = place is not None and place.slot.service_class == place.slot.ServiceClass.ACCELERATED
    people = [person for person in own.people(file) if person.stage == Stage.APPOINTMENT]
    lines = [(person, item) for person in people for item in tariff.items(person, on, accelerated=fast)]
    total = sum(item.amount for _person, item in lines)
    offer = crediting.offered(file)
    return {
        "file": file,
        "at": at,
        "place": place,
        "people": people,
        "lines": lines,
        "total": total,
        "law": ", ".join(dict.fromkeys(item.tariff.legal_reference for _person, item in lines)),
        "checked": checked.told(file),
        "credit": offer.total,
        "covered": offer.covers(total),
        "left": offer.left(total),
    }
