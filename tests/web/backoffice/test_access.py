"""Every page for every role: open to whom it is for, closed to the others, unknown to another office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import AT_NO_OFFICE, Permission, Role
from mpaspor.core.clock import now
from mpaspor.gateways.payout.port import Account
from mpaspor.stages.applications.models import Document
from mpaspor.stages.appointments.models import Release
from mpaspor.stages.payments import refunding
from mpaspor.stages.payments.models import Bill, Credit
from mpaspor.stages.visits.models import Visit
from mpaspor.web.backoffice import urls
from tests import people
from tests.cases import office_day
from tests.web.backoffice.conftest import elsewhere, everybody

pytestmark = pytest.mark.django_db
SENT_ONLY = {
    "check_in", "call", "recall", "parking", "resumption", "departure", "examination_verdicts", "examination_papers",
    "examination_end", "portrait_taking", "portrait_acceptance", "fingers", "finger_absence", "enrolment", "opinion",
    "decision_papers", "print", "spoilage", "mrz_name", "filing_papers", "filing_end", "filing_bap",
    "capacities", "open_hours", "closure_reopening", "hours_reopening", "day_signature", "day_reopening",
    "day_closure", "day_lists", "day_collection", "bill_inquiry", "difference_owner", "difference_explanation",
    "refund_check", "refund_approval", "refund_refusal", "credit_refund",
}  # fmt: skip
# Lists and forms of one's own office, whichever it is.
NOBODYS = {
    "today", "search", "check_in", "decisions", "printing", "stock", "handovers", "filings", "quotas", "capacities",
    "open_hours", "closure", "figures", "releases", "publish_line", "publish_draw",
    "hours_reopening", "credits", "bills", "ledger", "ledger_csv", "ledger_xlsx", "money", "money_csv", "money_xlsx",
    "day_signature", "day_reopening", "day_closure", "day_lists", "day_collection",
    "refunds", "refunds_csv", "refunds_xlsx", "credits_csv", "credits_xlsx",
}  # fmt: skip


@pytest.fixture
def records() -> dict[str, str]:
    """A finished file of Denpasar, and where each of its records is."""
    passport = office_day.ready()
    visit, document = Visit.objects.get(), Document.objects.first()
    assert document
    reference = passport.applicant.application.reference
    office_day.pay(Bill.objects.get(), number="dua kali")
    credit = Credit.objects.get()
    refund = refunding.request(credit, Account("014", "1234567890", "Ratna"), by=None, at=now())
    return {
        "visits": str(visit.pk), "portraits": str(visit.pk), "cases": reference, "filings": reference,
        "papers": str(document.pk), "decisions": str(passport.applicant.decision.pk), "passports": str(passport.pk),
        "quotas": "1", "releases": str(Release.objects.filter(office=people.denpasar())[0].pk),
        "money/days": "2026-01-01", "money/differences": "1",
        "money/bills": Bill.objects.get().code, "money/credits": str(credit.pk), "money/refunds": str(refund.pk),
    }  # fmt: skip


def pages() -> list[URLPattern]:
    return [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]


def permission_of(pattern: URLPattern) -> Permission:
    mark: Any = pattern.callback
    return Permission(mark.access)


def address(pattern: URLPattern, records: dict[str, str]) -> str:
    parts = str(pattern.pattern).split("/")
    record = records.get("/".join(parts[1:3])) or records.get("".join(parts[1:2]), "")
    return "/office" + "/".join(
        "1" if part == "<int:order>" else record if part.startswith("<") else part for part in parts
    )


def ask(client: Client, pattern: URLPattern, where: str) -> int:
    return (client.post(where) if pattern.name in SENT_ONLY else client.get(where)).status_code


def test_every_page_is_mounted_in_the_console() -> None:
    assert pages()
    assert reverse("backoffice:today") == "/office"


def test_each_role_opens_its_own_pages_and_no_others(
    records: dict[str, str], client_of: Callable[[User], Client]
) -> None:
    wrong = []
    for role, officer in everybody().items():
        client = client_of(officer)
        for pattern in pages():
            allowed = officer.may(permission_of(pattern))
            status = ask(client, pattern, address(pattern, records))
            # Allowed: a page, a way on, or a refusal in words; the file was not filed at the desk, so no filing of it.
            if allowed == (status == 403) or status >= 500:
                wrong.append((role, pattern.name, status))
    assert wrong == []


def test_the_records_of_another_office_do_not_exist(
    records: dict[str, str], client_of: Callable[[User], Client]
) -> None:
    wrong = []
    for role, officer in elsewhere().items():
        client = client_of(officer)
        for pattern in pages():
            if pattern.name not in NOBODYS and officer.may(permission_of(pattern)):
                status = ask(client, pattern, address(pattern, records))
                if status != 404:
                    wrong.append((role, pattern.name, status))
    assert wrong == []


def test_whoever_has_not_signed_in_is_asked_to(records: dict[str, str], client: Client) -> None:
    for pattern in pages():
        where = address(pattern, records)
        answer = client.post(where) if pattern.name in SENT_ONLY else client.get(where)
        assert answer.status_code == 302, pattern.name
        assert answer["Location"].startswith("/sign-in") or "login" in answer["Location"], answer["Location"]


def test_an_officer_without_a_second_factor_sets_one_up_first(client: Client) -> None:
    client.force_login(people.wayan(), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/office")
    assert answer.status_code == 302
    assert "totp" in answer["Location"] or "factor" in answer["Location"]


def test_a_citizen_has_no_business_here(records: dict[str, str], client_of: Callable[[User], Client]) -> None:
    ratna = client_of(people.ratna())
    for pattern in pages():
        assert ask(ratna, pattern, address(pattern, records)) == 403, pattern.name


def test_an_officer_without_a_posting_sees_nothing(client_of: Callable[[User], Client]) -> None:
    wayan = people.wayan()
    wayan.posting.delete()
    assert client_of(User.objects.get(pk=wayan.pk)).get("/office").status_code == 403


def test_acts_are_sent_and_never_followed_as_links(
    records: dict[str, str], client_of: Callable[[User], Client]
) -> None:
    by_permission = {
        permission: officer for officer in everybody().values() for permission in Permission if officer.may(permission)
    }
    for pattern in pages():
        if pattern.name in SENT_ONLY:
            client = client_of(by_permission[permission_of(pattern)])
            assert client.get(address(pattern, records)).status_code == 405, pattern.name


def test_roles_are_those_of_the_table() -> None:
    assert set(everybody()) == set(Role) - AT_NO_OFFICE - {Role.APPLICANT}
