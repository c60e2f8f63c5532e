"""The code to pay with: one for all of a file, or one for each; as it stands now, and what became of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import clock
from mpaspor.stages.applications.models import Application, Stage
from mpaspor.stages.payments import billing, crediting, jobs, partners
from mpaspor.stages.payments import standing as standings
from mpaspor.stages.payments.models import Bill, BillItem
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own, scanning
from mpaspor.web.portal.payments import checked


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def bill(request: CitizenRequest, reference: str) -> HttpResponse:
    """The bill of the file; where everybody has one, all of them."""
    file = own.application(request, reference)
    if request.method == "POST":
        return issue(request, file)
    found = standings.bills(file)
    if not found:
        return redirect("portal:application", file.reference)
    if len(found) > 1:
        return render(request, "portal/payments/bills.html", apart(file, found))
    return show(request, file, found[0])


@may(Permission.APPLY)
@require_safe
def one(request: CitizenRequest, reference: str, bill_code: str) -> HttpResponse:
    """One of several."""
    file = own.application(request, reference)
    return show(request, file, bill_of(file, bill_code))


@may(Permission.APPLY)
@never_cache
@require_safe
def standing(request: CitizenRequest, reference: str, bill_code: str) -> HttpResponse:
    """Whether the page drawn earlier still tells what is: 204 when it does, 205 when it is to be asked again."""
    found = bill_of(own.application(request, reference), bill_code)
    unchanged = request.GET.get("seen") == seen(found)
    return HttpResponse(status=HTTPStatus.NO_CONTENT if unchanged else HTTPStatus.RESET_CONTENT)


def issue(request: CitizenRequest, file: Application) -> HttpResponse:
    """The code for the held place, or one for each person; pressed twice it is the same code."""
    apart = request.POST.get("apart") == "yes"
    try:
        at = clock.now()
        made = (
            billing.issue_each(file, by=request.user, at=at) if apart else [billing.issue(file, by=request.user, at=at)]
        )
    except (billing.BillDue, states.StateChanged, states.ForbiddenMove):
        return redirect("portal:bill", file.reference)
    except billing.NotEligible as refusal:
        facts = {"file": file, "problems": refusal.problems}
        return render(request, "portal/payments/not_eligible.html", facts, status=409)
    except billing.NoPlaceHeld:
        return render(request, "portal/payments/no_place.html", {"file": file}, status=409)
    except billing.NoCodeLeft:
        told = _("Kode pembayaran belum bisa dibuat. Tempat Anda masih disimpan; tekan sekali lagi sebentar lagi.")
        messages.warning(request, told)
        return redirect("portal:payment", file.reference)
    for new in made:
        if new.state == Bill.State.DUE:
            jobs.register_bill.defer(bill_id=new.pk)
    return redirect("portal:bill", file.reference)


def show(request: CitizenRequest, file: Application, found: Bill) -> HttpResponse:
    found.application = file
    facts = {
        "file": file,
        "bill": found,
        "place": place_of(file, found),
        "family": family_of(file, found),
        "now": clock.now(),
        "people": [found.applicant] if found.applicant else own.people(file),
        "payer": found.payer,
        "payment": next((payment for payment in found.payments.all() if payment.outcome == "settled"), None),
        "seen": seen(found),
        **(while_due(file, found) if found.state == Bill.State.DUE else {}),
        **({"credit": crediting.offered(file).total} if found.state == Bill.State.LAPSED else {}),
    }
    return render(request, f"portal/payments/bill_{found.state}.html", facts)


def while_due(file: Application, found: Bill) -> dict[str, Any]:
    """On which ways it can be paid, and what was looked at before."""
    offer = crediting.offered(file)
    return {
        "banks": partners.virtual_accounts(),
        "scan": scanning.told(found, at=clock.now()),
        "checked": checked.told(file),
        "credit": offer.total,
        "covered": offer.covers(found.amount),
    }


def apart(file: Application, found: list[Bill]) -> dict[str, Any]:
    due = [bill for bill in found if bill.state == Bill.State.DUE]
    return {
        "file": file,
        "bills": found,
        "due": due,
        "ends": min((bill.expires_at for bill in due), default=None),
        "total": sum(bill.amount for bill in due),
        "place": own.place(file),
        "now": clock.now(),
    }


def place_of(file: Application, found: Bill) -> Any:
    """The place that waits for the bill or was paid with it."""
    places = [place for place in own.places(file) if found.applicant_id in (None, place.applicant_id)]
    return places[0] if places else None


def family_of(file: Application, found: Bill) -> Any:
    """The place of the others, who all paid, where she whose bill lapsed can join them."""
    others = [person for person in own.people(file) if person.pk != found.applicant_id]
    left_over = found.applicant is not None and found.state == Bill.State.LAPSED
    return own.place(file) if left_over and all(one.stage == Stage.VISIT for one in others) else None


def seen(found: Bill) -> str:
    """What of a bill may change while somebody looks at it, in a few letters."""
    return f"{found.state}-{found.expires_at:%H%M%S}-{bool(found.registered_at):d}"


def bill_of(file: Application, bill_code: str) -> Bill:
    """One of her file's bills; 404 for any other."""
    bills = file.bills.select_related("applicant").prefetch_related(
        Prefetch("items", BillItem.objects.select_related("applicant", "tariff")), "payments"
    )
    found = get_object_or_404(bills, code=bill_code.replace("\0", ""))
    found.application = file
    return found
