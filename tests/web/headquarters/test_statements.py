"""No page of the centre asks the database more than twelve questions, however many offices it shows."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mpaspor.accounts.models import User
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments.models import PartnerCall, Question
from tests import people
from tests.reports.test_signals import account, file_of
from tests.stages.appointments.test_releases import cells, line
from tests.stages.payments.test_questions import asked as money_for
from tests.web.backoffice.asking import go
from tests.web.callbacks import banks
from tests.web.headquarters import test_draws, test_money_day, test_stagger

pytestmark = pytest.mark.django_db
MOST = 12
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def test_every_page_stays_within_its_statements(
    centre: Client, witness: Client, client_of: Callable[[User], Client]
) -> None:
    go(centre, "/centre/draws/new", **test_draws.typed())
    line(people.jayapura(), *cells(passport_kind="ordinary"))
    test_money_day.whole(400_000)
    files = [file_of(account(number), number, contact_phone="+628123456789") for number in range(4)]
    Application.objects.filter(pk=files[0].pk).update(reference="7KQ2-M9XD")
    asked = {
        centre: [
            "",
            "/draws",
            "/draws/bali-dan-papua",
            "/draws/new",
            f"/draws/new?{urlencode(test_draws.typed(passport_kind='electronic', name='Lain'), doseq=True)}",
            f"/stagger?{urlencode(test_stagger.typed(passport_kind='electronic'), doseq=True)}",
            "/signals",
            "/files/7KQ2-M9XD",
        ],
        witness: ["/witnessing", "/draws", "/draws/bali-dan-papua"],
        client_of(people.hendra()): [
            "/money",
            "/money?on=2026-01-02",
            "/money/days/2026-01-02",
            "/questions",
            f"/questions/{_asked_about()}",
            "/partners",
            "/partners/DUA",
            "/calls",
            f"/calls/{_called_by_banks()}",
        ],
    }
    too_many = {}
    for client, addresses in asked.items():
        for address in addresses:
            with CaptureQueriesContext(connection) as spoken:
                assert client.get(f"/centre{address}").status_code == 200, address
            count = len([query for query in spoken if not query["sql"].startswith(CONTROL)])
            if count > MOST:
                too_many[address.partition("?")[0]] = [count, *(query["sql"][:150] for query in spoken)]
    assert too_many == {}


def _asked_about() -> int:
    """Money for three codes nobody has; one of them."""
    for number in range(3):
        money_for(f"82026010299999{number}", number=f"asked-{number}")
    return Question.objects.latest("id").pk


def _called_by_banks() -> int:
    """Two banks, and a few calls of each; one of them."""
    for code in ("CONTOH", "DUA"):
        banks.known(code)
        bank = banks.calling(code)
        for number in range(3):
            bank.inquire(f"82026010299999{number}")
    PartnerCall.objects.update(differs=True)
    return PartnerCall.objects.latest("id").pk
