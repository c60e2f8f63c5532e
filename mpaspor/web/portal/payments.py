"""Stage 3 for the applicant: what it costs and when it is not given back; then the code, and asking about the money."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mpaspor.accounts.roles import Permission
from mpaspor.audit import states
from mpaspor.core import clock, dates
from mpaspor.gateways.link import Unavailable
from mpaspor.offices import policy
from mpaspor.stages.applications.models import REPLACEMENTS, Applicant, Application, Stage
from mpaspor.stages.payments import asking, billing, jobs, tariff
from mpaspor.stages.payments.models import Bill, Payment
from mpaspor.web import pace
from mpaspor.web.access import CitizenRequest, may
from mpaspor.web.portal import own
from mpaspor.web.templatetags.telling import first_name

# A payment reaches us within a minute or two, and is told unasked; more questions than these find nothing.
ASKING = pace.Pace("inquiry", 6, timedelta(minutes=10))


@may(Permission.APPLY)
@require_safe
def payment(request: CitizenRequest, reference: str) -> HttpResponse:
    """Step 8: the whole in plain words, before there is a code."""
    file = own.application(request, reference)
    stage = own.people(file)[0].stage
    if stage != Stage.APPOINTMENT:
        return redirect("portal:bill" if stage == Stage.PAYMENT else "portal:application", file.reference)
    return render(request, "portal/payments/payment.html", summary(file))


def summary(file: Application) -> dict[str, object]:
    assert file.office
    on = clock.now().astimezone(file.office.zoneinfo).date()
    place = own.place(file)
    fast = place is not None and place.slot.service_class == place.slot.ServiceClass.ACCELERATED
    rows = [(person, tariff.items(person, on, accelerated=fast)) for person in own.people(file)]
    return {
        "file": file,
        "place": place,
        "fast": fast,
        "rows": [{"person": person, "amount": sum(item.amount for item in items)} for person, items in rows],
        "total": sum(item.amount for _person, items in rows for item in items),
        "law": ", ".join(dict.fromkeys(item.tariff.legal_reference for _person, items in rows for item in items)),
        "days": policy.number("documents.completion_days", on=on, office_id=file.office.pk),
    }


@may(Permission.APPLY)
@require_http_methods(["GET", "HEAD", "POST"])
def bill(request: CitizenRequest, reference: str) -> HttpResponse:
    file = own.application(request, reference)
    if request.method == "POST":
        return issue(request, file)
    found = file.bills.order_by("-issued_at").prefetch_related("items__applicant", "payments").first()
    if found is None:
        return redirect("portal:application", file.reference)
    return show(request, file, found)


def issue(request: CitizenRequest, file: Application) -> HttpResponse:
    """The code for the held place; pressed twice it is the same code."""
    try:
        made = billing.issue(file, by=request.user, at=clock.now())
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
    if made.state == Bill.State.DUE:
        jobs.register_bill.defer(bill_id=made.pk)
    return redirect("portal:bill", file.reference)


def show(request: CitizenRequest, file: Application, found: Bill) -> HttpResponse:
    people = own.people(file)
    found.application = file
    facts = {
        "file": file,
        "bill": found,
        "place": own.place(file),
        "now": clock.now(),
        "people": people,
        "payer": found.payer,
        "payment": found.payments.first(),
        "all_matched": all(person.population_state == Applicant.Population.MATCHED for person in people),
        "replacing": [first_name(person) for person in people if person.service in REPLACEMENTS],
    }
    return render(request, f"portal/payments/bill_{found.state}.html", facts)


@may(Permission.APPLY)
@require_POST
def inquiry(request: CitizenRequest, reference: str) -> HttpResponse:
    """Paid, and not recorded yet? It is asked now."""
    file = own.application(request, reference)
    found = file.bills.order_by("-issued_at").first()
    if found is None:
        raise Http404
    waits = found.state in {Bill.State.DUE, Bill.State.LAPSED}
    if waits and not ASKING.take(file.pk):
        told = _(
            "Kas negara baru saja ditanya beberapa kali untuk tagihan ini. Begitu pembayaran tercatat, tampil di sini."
        )
        messages.info(request, told)
    elif waits and unpaid(request, file, found):
        told = _("Pada %(hour)s kas negara belum mencatat pembayaran untuk kode ini. Simpan bukti bayar Anda.")
        messages.info(request, told % {"hour": hour_now(file)})
    return redirect("portal:bill", file.reference)


def unpaid(request: CitizenRequest, file: Application, found: Bill) -> bool:
    """Ask all who may have the money, outside any transaction. What they have is received; silence says nothing."""
    noted = found.payments.count()
    found.application = file
    try:
        asking.ask(found, at=clock.now())
    except (Unavailable, asking.NotNoted):
        told = _("Kas negara belum bisa dihubungi pada %(hour)s. Kami bertanya lagi sebelum tagihan ditutup.")
        messages.warning(request, told % {"hour": hour_now(file)})
        return False
    new = found.payments.order_by("pk")[noted:]
    for payment in new:
        tell(request, payment)
    return not new and found.state != Bill.State.SETTLED


def tell(request: CitizenRequest, payment: Payment) -> None:
    """What became of money the bank told of just now."""
    if payment.outcome == "settled":
        messages.success(request, _("Pembayaran Anda sudah tercatat."))
    elif payment.outcome == "credit":
        messages.info(request, _("Uang Anda sudah masuk dan menjadi saldo, karena tagihan ini tidak lagi menunggunya."))
    else:
        messages.warning(request, _("Uang Anda sudah masuk; jumlahnya sedang dicocokkan petugas."))


def hour_now(file: Application) -> str:
    return dates.hour(clock.now(), own.zone(file), get_language() or "id")
