"""The head of the office opens hours and changes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.core.clock import now
from mpaspor.stages.appointments import quotas
from mpaspor.stages.appointments.models import Slot
from tests import people
from tests.cases import office_day
from tests.web.backoffice.asking import go, page, refused

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 1, 5)
OPENED = {
    "first_day": "5", "first_month": "1", "first_year": "2026",
    "last_day": "11", "last_month": "1", "last_year": "2026",
    "opens": "8", "closes": "11", "capacity": "24", "service_class": "regular",
}  # fmt: skip


def hour() -> Slot:
    quotas.open_hours(people.denpasar(), [MONDAY], [(time(9), time(10))], 24, by=None, at=now())
    return Slot.objects.get(starts_at=datetime(2026, 1, 5, 1, tzinfo=UTC))


def test_hours_open_on_the_working_days_of_a_span(head: Client) -> None:
    go(head, "/office/quotas/hours", **OPENED)
    assert Slot.objects.count() == 15
    assert "15 jam baru dibuka." in page(head, "/office/quotas?from=2026-01-05")
    go(head, "/office/quotas/hours", **OPENED)
    assert Slot.objects.count() == 15


@pytest.mark.parametrize(
    "wrong",
    [{"closes": "8"}, {"capacity": "banyak"}, {"capacity": "0"}, {"last_year": "2027"}, {"first_day": "32"}],
)
def test_hours_that_cannot_be_are_refused_and_kept(head: Client, wrong: dict[str, str]) -> None:
    told = refused(head, "/office/quotas/hours", 422, **{**OPENED, **wrong})
    assert f'value="{OPENED["first_month"]}"' in told
    assert not Slot.objects.exists()


def test_a_capacity_is_changed_in_the_grid(head: Client) -> None:
    slot = hour()
    told = page(head, "/office/quotas?from=2026-01-05")
    assert f'name="capacity_{slot.pk}" value="24"' in told
    go(head, "/office/quotas/capacities", **{f"capacity_{slot.pk}": "30", "from": "2026-01-05"})
    slot.refresh_from_db()
    assert slot.capacity == 30


def test_hours_are_locked_in_the_order_in_which_bookings_lock_them(
    head: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(head, "/office/quotas/hours", **OPENED)
    hours = list(Slot.objects.order_by("pk").values_list("pk", flat=True)[:5])
    locked: list[int] = []
    monkeypatch.setattr(quotas, "change_capacity", lambda slot, *_given, **_said: locked.append(slot.pk))
    backwards = {f"capacity_{pk}": "30" for pk in reversed(hours)}
    go(head, "/office/quotas/capacities", **backwards, **{"from": "2026-01-05"})
    assert locked == hours


def test_nothing_is_changed_when_one_hour_is_below_what_is_taken(head: Client) -> None:
    application = office_day.paid(people.RATNA, people.BAGUS, people.KIRANA)
    taken = Slot.objects.get(appointments__applicant=application.people.get(order=1))
    free = hour()
    sent = {f"capacity_{free.pk}": "5", f"capacity_{taken.pk}": "2", "from": "2025-12-29"}
    told = refused(head, "/office/quotas/capacities", 409, **sent)
    assert "sudah diambil 3 orang" in told
    assert f'name="capacity_{taken.pk}" value="2"' in told
    free.refresh_from_db()
    assert free.capacity == 24


def test_what_is_no_number_is_refused_and_kept(head: Client) -> None:
    slot = hour()
    for typed in ("dua", "-1", "9999"):
        sent = {f"capacity_{slot.pk}": typed, "from": "2026-01-05"}
        assert f'value="{typed}"' in refused(head, "/office/quotas/capacities", 422, **sent)


def test_the_hours_of_another_office_stay_as_they_are(head: Client) -> None:
    quotas.open_hours(people.jayapura(), [MONDAY], [(time(9), time(10))], 24, by=None, at=now())
    slot = Slot.objects.get()
    go(head, "/office/quotas/capacities", **{f"capacity_{slot.pk}": "1", "from": "2026-01-05"})
    slot.refresh_from_db()
    assert slot.capacity == 24


def test_the_section_head_reads_and_does_not_change(client_of: Callable[[User], Client]) -> None:
    hour()
    supervisor = client_of(people.supervisor())
    told = page(supervisor, "/office/quotas?from=2026-01-05")
    assert '<input class="box' not in told.split("Akibatnya")[0]
    assert supervisor.post("/office/quotas/capacities").status_code == 403


def test_an_address_of_nonsense_shows_this_week(head: Client) -> None:
    assert "29 Des" in page(head, "/office/quotas?from=besok")


def test_the_figures_of_a_year_are_a_page_and_a_file(head: Client) -> None:
    office_day.ready()
    assert "2026: 1 paspor terbit, paling banyak Januari" in page(head, "/office/figures")
    assert "2025: belum ada paspor terbit" in page(head, "/office/figures?year=2025")
    file = head.get("/office/figures?year=2026&format=csv")
    assert file["Content-Type"].startswith("text/csv")
    assert "Denpasar,2026,1,0,0,1,0,1" in file.content.decode()
    for typed in ("1066", "abcd", "9999", "²²²²"):
        assert head.get(f"/office/figures?year={typed}").status_code == 200
