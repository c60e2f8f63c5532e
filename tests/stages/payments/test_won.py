"""Who wins in a draw finds a bill."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import DrawEntry
from mpaspor.stages.payments import billing, won
from mpaspor.stages.payments.models import Bill
from tests import people
from tests.stages.appointments import scene as places
from tests.stages.appointments.draws import scene
from tests.stages.appointments.draws.scene import RESULTS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    scene.install(monkeypatch)


def draw_of(winners: int, losers: int = 0, email: str = "") -> list[DrawEntry]:
    """The entries of a draw that was given out, the winners first."""
    draw = scene.draw((9, winners))
    scene.strangers(draw, winners + losers, email=email)
    scene.held(draw)
    return list(draw.entries.order_by("rank"))


def test_every_winner_is_billed_once_and_can_pay_as_long_as_the_place_waits() -> None:
    entries = draw_of(3, losers=2)
    assert won.bill_all(at=RESULTS) == 3
    assert won.bill_all(at=RESULTS) == 0
    assert {bill.application_id for bill in Bill.objects.all()} == {entry.application_id for entry in entries[:3]}
    assert {bill.expires_at for bill in Bill.objects.all()} == {RESULTS + timedelta(hours=48)}
    assert places.stages(entries[0].application) == {"payment"}
    assert places.stages(entries[3].application) == {"application"}


def test_a_large_draw_is_billed_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(won, "AT_ONCE", 2)
    draw_of(5)
    assert won.bill_all(at=RESULTS, seconds=0) == 2
    assert won.bill_all(at=RESULTS) == 3


def test_a_bill_that_was_called_off_is_not_made_again_unasked() -> None:
    [entry] = draw_of(1)
    won.bill_all(at=RESULTS)
    bill = Bill.objects.get()
    billing.void(bill, by=people.head(), at=RESULTS, why="diminta")
    assert won.unbilled(RESULTS) == []
    assert billing.issue(entry.application, by=None, at=RESULTS).expires_at == bill.expires_at


def test_who_was_faster_or_gave_the_place_up_is_left_in_peace() -> None:
    first, second = draw_of(2)
    billing.issue(first.application, by=None, at=RESULTS)
    booking.release(second.application, by=None, at=RESULTS, why="")
    for entry in (first, second):
        won.bill(entry.application, at=RESULTS)
    assert Bill.objects.count() == 1
    assert won.unbilled(RESULTS) == []


def test_a_place_booked_otherwise_is_billed_when_its_owner_wants() -> None:
    booking.hold(places.file(), places.hour().pk, by=None, at=RESULTS - timedelta(hours=9))
    assert won.unbilled(RESULTS - timedelta(hours=9)) == []


def test_whoever_changed_since_is_told_once_why_there_is_no_bill() -> None:
    first, second = draw_of(2, email="ratna@contoh.id")
    first.application.people.update(population_state=Applicant.Population.DECEASED)
    won.bill_all(at=RESULTS)
    assert [bill.application_id for bill in Bill.objects.all()] == [second.application_id]
    letter = Message.objects.get(kind="payments/withheld")
    assert letter.application_id == first.application_id
    assert first.application.people.all()[0].full_name in letter.context["changed"]
    assert Entry.objects.filter(application_id=first.application_id, act="bill.withheld").count() == 1
    assert won.unbilled(RESULTS) == []
