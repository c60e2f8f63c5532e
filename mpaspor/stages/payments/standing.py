"""Which of a file's bills count now."""

from __future__ import annotations

from django.db.models import Prefetch

from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments.models import Bill, BillItem


def bills(application: Application) -> list[Bill]:
    """The bill made last; where everybody has one of her own, the last of each, in the order of the people.

    With its lines, payments and person: three statements, one where there is none.
    """
    made = list(
        application.bills.order_by("-issued_at", "-id")
        .select_related("applicant")
        .prefetch_related(Prefetch("items", BillItem.objects.select_related("applicant", "tariff")), "payments")
    )
    for bill in made:
        bill.application = application
    if not made or made[0].applicant is None:
        return made[:1]
    last: dict[int, Bill] = {}
    for bill in made:
        if bill.applicant:
            last.setdefault(bill.applicant.order, bill)
    return [last[order] for order in sorted(last)]
