"""The bill of somebody helped at the desk: a code to pay with, on the screen and on paper."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from mpaspor.accounts.roles import Permission
from mpaspor.stages.payments.models import Bill
from mpaspor.web.access import OfficerRequest, may
from mpaspor.web.backoffice import desk
from mpaspor.web.backoffice.applications.filing import person_of


@may(Permission.CASE_FILE_FOR_OTHERS)
def filing_bill(request: OfficerRequest, reference: str) -> HttpResponse:
    person = person_of(request, reference)
    bill = Bill.objects.filter(application=person.application_id).order_by("-pk").first()
    if bill is None:
        raise Http404
    places = person.appointments.select_related("slot").order_by("-pk")
    facts = {"person": person, "bill": bill, "place": places.first()}
    return desk.page(request, "backoffice/payments/bill.html", facts)
