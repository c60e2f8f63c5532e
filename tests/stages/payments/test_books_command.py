"""`mpaspor books`: a person reads it, a machine reads it, and it ends with 1 when something has no explanation."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from mpaspor.stages.payments import settlement
from mpaspor.stages.payments.models import Bill
from tests.stages.appointments.scene import MORNING
from tests.stages.payments.scene import billed, notice
from tests.stages.payments.test_books import break_

pytestmark = pytest.mark.django_db

ON = str(MORNING.date())


def told(*options: str) -> str:
    out = io.StringIO()
    call_command("books", *options, stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _money() -> None:
    settlement.receive(notice(billed()), at=MORNING)
    settlement.receive(notice(Bill(code="820260102999999", amount=650_000), number="2"), at=MORNING)


def test_a_person_reads_the_balance_and_that_nothing_is_unexplained() -> None:
    found = told("--rebuild")
    assert "received 1,600,000 = fees 950,000 + credits 0 + questions 650,000 + refunds 0 + paid out 0" in found
    assert "unexplained 0 (" in found
    assert "written again from the causes: the same" in found


def test_a_machine_reads_a_day_of_an_office_and_of_the_centre() -> None:
    office = json.loads(told("--json", "--day", ON, "--office", "denpasar"))
    assert (office["received"], office["fees"], office["difference"], office["unexplained"]) == (950_000, 950_000, 0, 0)
    assert office["by_channel"] == [office["by_channel"][0] | {"name": "CONTOH", "channel": "6011", "payments": 1}]
    assert json.loads(told("--json", "--office", "centre"))["questions"] == 650_000
    next_day = str(MORNING.date() + timedelta(days=1))
    assert json.loads(told("--json", "--day", next_day))["received"] == 0


def test_what_is_unexplained_ends_with_1_and_has_a_name() -> None:
    break_("DELETE FROM payments_ledgertransaction WHERE cause = 'question'")
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("books", rebuild=True, stdout=out)
    assert end.value.code == 1
    assert "written again: question payment" in out.getvalue()


def test_an_office_nobody_knows_is_refused() -> None:
    with pytest.raises(CommandError, match="No office is called 'Atlantis'"):
        told("--office", "Atlantis")
