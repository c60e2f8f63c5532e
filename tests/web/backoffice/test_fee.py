"""Giving a fee back: the head alone, of a file that is closed, with the reason the applicant reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from mpaspor.core.clock import now
from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import Application
from mpaspor.stages.payments.models import Credit, FeeOutcome
from mpaspor.stages.visits import day_end
from tests.cases import office_day
from tests.web.backoffice.asking import go, page, refused

pytestmark = pytest.mark.django_db


def missed() -> str:
    """Where the fee of somebody is who did not come."""
    office_day.paid(email="ratna@contoh.id")
    day_end.close(now() + timedelta(hours=15))
    return f"/office/cases/{Application.objects.get().reference}/1/fee"


def test_the_head_gives_back_what_was_kept_with_a_reason(head: Client) -> None:
    where = missed()
    assert where in page(head, where.removesuffix("/fee"))
    told = page(head, where)
    assert "Rp950.000 sudah dibayar dan belum dikembalikan" in told
    assert "Tidak kembali" in told
    refused(head, where, 422, why=" ")
    go(head, where, why="Server kantor mati seharian.")
    assert Credit.objects.get().amount == 950_000
    assert Message.objects.get(kind="payments/given_back").context["why"] == "Server kantor mati seharian."
    told = page(head, where)
    assert "Server kantor mati seharian." in told
    refused(head, where, 409, why="Sekali lagi.")
    assert FeeOutcome.objects.count() == 2


def test_a_file_that_goes_on_keeps_its_place_and_its_fee(head: Client) -> None:
    application = office_day.paid()
    where = f"/office/cases/{application.reference}/1/fee"
    assert "masih berjalan" in page(head, where)
    refused(head, where, 409, why="Salah kami.")
    assert not FeeOutcome.objects.exists()


def test_nobody_else_at_the_office_does(wayan: Client, ariani: Client) -> None:
    where = missed()
    for client in (wayan, ariani):
        assert client.get(where).status_code == 403
        assert client.post(where, {"why": "Salah kami."}).status_code == 403
    assert where not in page(wayan, where.removesuffix("/fee"))
