"""The head of the office shuts a day or some hours: she sees first whom it meets and where they go."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from mpaspor.offices.models import ClosedDay
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment, Slot
from tests import people
from tests.stages.appointments.scene import FAMILY, MONDAY, MORNING, confirm, file, hour, published, stranger
from tests.web.backoffice.asking import go, page, refused

pytestmark = pytest.mark.django_db
CLOSURE = "/office/quotas/closure"
SHUT = {
    "on_day": "5", "on_month": "1", "on_year": "2026", "kind": "closure", "passport_kind": "",
    "reason": "Pelatihan petugas", "reason_en": "Staff training",
}  # fmt: skip


def booked(slot: Slot, *cast: people.Person) -> Application:
    application = file(*cast)
    booking.hold(application, slot.pk, by=None, at=MORNING)
    confirm(application)
    return application


def seen(head: Client, **changes: Any) -> str:
    return page(head, f"{CLOSURE}?{urlencode({**SHUT, **changes}, doseq=True)}")


def shown(told: str) -> str:
    return told.partition('name="shown" value="')[2].partition('"')[0]


def shut(head: Client, **changes: Any) -> None:
    """See it first, then do it."""
    go(head, CLOSURE, **{**SHUT, **changes, "shown": shown(seen(head, **changes))})


def where(application: Application) -> set[int]:
    active = Appointment.objects.filter(application=application, state__in=Appointment.ACTIVE)
    return set(active.values_list("slot", flat=True))


def test_it_is_told_first_who_goes_where_and_who_must_choose(head: Client) -> None:
    monday, tuesday = hour(5), hour(2, on=MONDAY + timedelta(days=1))
    family, alone = booked(monday, *FAMILY), booked(monday, stranger(1))
    told = seen(head)
    assert "4 orang terkena" in told
    assert family.reference in told
    assert "Harus memilih" in told
    assert "Sel 6 Jan, 09.00" in told
    assert people.RATNA.full_name not in told
    assert where(family) == where(alone) == {monday.pk}
    assert tuesday.pk not in where(family)
    assert not ClosedDay.objects.filter(office=people.denpasar()).exists()


def test_the_day_is_shut_and_people_are_moved_as_was_shown(head: Client) -> None:
    monday, tuesday = hour(5), hour(2, on=MONDAY + timedelta(days=1))
    family, alone = booked(monday, *FAMILY), booked(monday, stranger(1))
    shut(head)
    assert ClosedDay.objects.get(office=people.denpasar()).reason_en == "Staff training"
    assert where(alone) == {tuesday.pk}
    assert where(family) == {monday.pk}, "she keeps it until she chooses"
    told = page(head, "/office/quotas?from=2026-01-05")
    assert "1 berkas dipindah. 1 berkas diminta memilih." in told
    assert "Pelatihan petugas" in told


def test_what_changed_since_it_was_shown_is_shown_again(head: Client) -> None:
    monday = hour(5)
    before = shown(seen(head))
    booked(monday, stranger(1))
    told = refused(head, CLOSURE, 409, **{**SHUT, "shown": before})
    assert "Akibatnya berubah" in told
    assert "1 orang terkena" in told
    assert not ClosedDay.objects.filter(office=people.denpasar()).exists()
    refused(head, CLOSURE, 409, **SHUT)


def test_single_hours_are_shut_and_opened_again(head: Client) -> None:
    nine, ten = hour(5), hour(5, start=10, release=published(people.denpasar()))
    alone = booked(nine, stranger(1))
    assert "1 orang" in seen(head)
    shut(head, hours=[nine.pk])
    assert where(alone) == {ten.pk}
    nine.refresh_from_db()
    assert nine.closed
    assert not ClosedDay.objects.filter(office=people.denpasar()).exists()
    assert "Jam yang sudah ditutup hari itu" in seen(head)
    assert "tutup" in page(head, "/office/quotas?from=2026-01-05")
    go(head, "/office/quotas/hours/reopening", slot=[nine.pk], on_day="5", on_month="1", on_year="2026")
    nine.refresh_from_db()
    assert not nine.closed


def test_hours_cannot_be_shut_for_one_kind_of_passport(head: Client) -> None:
    slot = hour(5)
    sent = {**SHUT, "hours": [slot.pk], "passport_kind": "electronic"}
    assert "hanya seluruh hari" in refused(head, CLOSURE, 422, **sent)


def test_the_hours_of_another_office_cannot_be_shut(head: Client) -> None:
    theirs = hour(5, office=people.jayapura())
    refused(head, CLOSURE, 422, **{**SHUT, "hours": [theirs.pk]})
    go(head, "/office/quotas/hours/reopening", slot=[theirs.pk], on_day="5", on_month="1", on_year="2026")


def test_a_day_is_shut_once(head: Client) -> None:
    shut(head)
    told = refused(head, CLOSURE, 409, **{**SHUT, "shown": "0-0-0"})
    assert "Sudah ditutup" in told


def test_a_day_gone_by_is_not_shut(head: Client) -> None:
    refused(head, CLOSURE, 422, **{**SHUT, "on_day": "1"})


def test_a_shut_day_needs_its_reasons_in_both_languages(head: Client) -> None:
    refused(head, CLOSURE, 422, **{**SHUT, "reason_en": ""})


def test_the_office_opens_again_what_it_shut_itself(head: Client) -> None:
    shut(head)
    own = ClosedDay.objects.get(office=people.denpasar())
    national = ClosedDay.objects.filter(office=None).first() or ClosedDay.objects.create(
        on=date(2026, 1, 5), kind="holiday", reason="Libur", reason_en="Holiday"
    )
    assert head.post(f"/office/quotas/closures/{national.pk}/reopening").status_code == 404
    go(head, f"/office/quotas/closures/{own.pk}/reopening")
    assert not ClosedDay.objects.filter(office=people.denpasar()).exists()
