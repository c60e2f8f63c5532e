"""No page of the console asks the database more than twelve questions, however many people it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mpaspor.accounts.models import User
from mpaspor.core.clock import now
from mpaspor.gateways.payout.port import Account
from mpaspor.stages.payments import refunding
from mpaspor.stages.payments.models import Bill, Credit
from mpaspor.stages.visits.models import Visit
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db
MOST = 12
DAYS = "first_day=12&first_month=1&first_year=2026&last_day=16&last_month=1&last_year=2026"
HOURS = "opens=8&closes=15&pause=12&capacity=12&service_class=regular&passport_kind=any"
OF_PLACES = [
    "/quotas/closure",
    "/quotas/closure?on_day=2&on_month=1&on_year=2026&kind=closure&passport_kind=&reason=a&reason_en=b",
    "/releases",
    "/releases/line",
    f"/releases/line?{DAYS}&{HOURS}&open_on_day=7&open_on_month=1&open_on_year=2026&open_clock=9&room=rule",
    "/releases/draw",
]
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def test_every_page_stays_within_its_statements(client_of: Callable[[User], Client]) -> None:
    decision = office_day.to_decide(people.SUPARMAN, answer=office_day.somebody_alike())
    passport = office_day.ready(factories.somebody(1))
    office_day.printed(factories.somebody(2))
    office_day.queued(factories.somebody(3))
    office_day.here(people.RATNA, people.BAGUS, people.KIRANA)
    captured = office_day.captured(factories.somebody(4))
    called = office_day.called(factories.somebody(5))
    family = Visit.objects.filter(applicant__full_name=people.RATNA.full_name).get().applicant.application
    bill = Bill.objects.get(application=family)
    office_day.pay(bill, number="dua")
    office_day.pay(bill, number="tiga")
    hers = Account("014", "1234567890", "Ratna")
    for credit in Credit.objects.all():
        refund = refunding.request(credit, hers, by=None, at=now())
    asked = {
        people.wayan: ["", "/search?q=orang", f"/visits/{called.pk}/examination", f"/cases/{family.reference}"],
        people.komang: ["", f"/visits/{captured.pk}/interview"],
        people.pertiwi: ["", "/decisions", f"/decisions/{decision.pk}"],
        people.printer: ["/passports", f"/passports/{passport.pk}/inspection", "/stock"],
        people.handover: ["/handovers", f"/passports/{passport.pk}/handover"],
        people.head: ["", "/quotas", "/figures", f"/cases/{family.reference}/1/fee", *OF_PLACES],
        people.customer_service: ["/filings"],
        people.ariani: [
            "/money",
            "/money?on=2026-01-01",
            "/money/bills",
            f"/money/bills/{bill.code}",
            "/money/ledger",
            "/money/credits",
            "/money/refunds",
            f"/money/credits/{refund.credit_id}",
            f"/money/refunds/{refund.pk}",
        ],
    }
    too_many = {}
    for officer, addresses in asked.items():
        client = client_of(officer())
        for address in addresses:
            with CaptureQueriesContext(connection) as spoken:
                assert client.get(f"/office{address}").status_code == 200, address
            count = len([query for query in spoken if not query["sql"].startswith(CONTROL)])
            if count > MOST:
                too_many[address] = count
    assert too_many == {}
