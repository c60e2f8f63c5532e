"""The head of the office plans for its units too: the one chosen stays chosen, and each form says for whom it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.appointments.models import Release, Slot
from tests import people
from tests.stages.appointments.scene import MONDAY, hour
from tests.web.backoffice.asking import go, page
from tests.web.backoffice.test_closures import SHUT
from tests.web.backoffice.test_releases import LINE

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db: None) -> Office:
    return people.unit()


def test_an_office_without_units_has_nothing_to_choose(head: Client) -> None:
    assert "Kantor dan unitnya" not in page(head, "/office/quotas")


def test_the_unit_that_was_chosen_stays_chosen_until_another_is(head: Client, unit: Office) -> None:
    slot = hour(7, office=unit)
    field = f'name="capacity_{slot.pk}"'
    assert field not in page(head, "/office/quotas?from=2026-01-05")
    assert field in page(head, f"/office/quotas?from=2026-01-05&unit={unit.code}")
    assert field in page(head, "/office/quotas?from=2026-01-05")
    assert field not in page(head, "/office/quotas?from=2026-01-05&unit=5171")


def test_a_unit_publishes_places_of_its_own_at_the_same_hours(head: Client, unit: Office) -> None:
    go(head, "/office/releases/line", **LINE)
    go(head, "/office/releases/line", **LINE, unit=unit.code)
    assert set(Release.objects.values_list("office", flat=True)) == {people.denpasar().pk, unit.pk}
    release = Release.objects.get(office=unit)
    assert "MPP Denpasar" in page(head, f"/office/releases/{release.pk}")


def test_what_is_changed_or_shut_is_the_units_alone(head: Client, unit: Office) -> None:
    mine, theirs = hour(7), hour(7, office=unit)
    go(head, "/office/quotas/capacities", unit=unit.code, **{"from": "2026-01-05", f"capacity_{theirs.pk}": "9"})
    go(head, "/office/quotas/closure", **SHUT, unit=unit.code, shown="0-0-0")
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.capacity, mine.closed, theirs.capacity, theirs.closed) == (7, False, 9, True)
    assert ClosedDay.objects.get().office == unit


def test_a_form_for_another_offices_unit_is_for_nobody(head: Client, unit: Office) -> None:
    unit.parent = people.jayapura()
    unit.save()
    slot = hour(7, office=unit)
    typed = {"from": "2026-01-05", "unit": unit.code, f"capacity_{slot.pk}": "9"}
    assert head.post("/office/quotas/capacities", typed).status_code == 404
    assert Slot.objects.get(pk=slot.pk).capacity == 7


def test_who_sits_at_the_unit_plans_for_the_unit_alone(client_of: Callable[[User], Client], unit: Office) -> None:
    slot, theirs = hour(7, office=unit), hour(7)
    there = client_of(people.officer("Made Sudiarta", Role.HEAD, office=unit))
    told = page(there, "/office/quotas?from=2026-01-05")
    assert f'name="capacity_{slot.pk}"' in told
    assert f'name="capacity_{theirs.pk}"' not in told


def test_what_the_office_prints_for_its_units_too_is_counted_together(head: Client, unit: Office) -> None:
    hour(100, office=unit, on=MONDAY)
    hour(100, on=MONDAY)
    assert "melebihi kemampuan cetak" in page(head, "/office/quotas?from=2026-01-05")
    Slot.objects.filter(office=unit).update(capacity=10)
    assert "melebihi kemampuan cetak" not in page(head, "/office/quotas?from=2026-01-05")


def test_what_a_unit_would_add_is_printed_with_what_is_there(head: Client, unit: Office) -> None:
    asked = f"/office/releases/line?{urlencode({**LINE, 'unit': unit.code, 'capacity': '24'})}"
    assert "Semua hari muat dicetak" in page(head, asked)
    hour(100, on=date(2026, 1, 12))
    assert "1 hari melebihi kemampuan cetak" in page(head, asked)
