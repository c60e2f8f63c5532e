"""Which office, which day, which hour; held for the family together; moved as a swap."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client

from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking, quotas
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.payments import billing
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def slots(denpasar: Office) -> list[Slot]:
    """Two hours on Monday and two on Tuesday, five places each."""
    today = now().astimezone(denpasar.zoneinfo).date()
    days = [today + timedelta(days=3), today + timedelta(days=4)]
    hours = [(time(9), time(10)), (time(10), time(11))]
    quotas.open_hours(denpasar, days, hours, 5, by=None, at=now() - timedelta(days=1))
    return list(Slot.objects.order_by("starts_at"))


def address(application: Application, page: str) -> str:
    return f"/applications/{application.reference}/{page}"


def wish(slot: Slot, **more: str) -> dict[str, Any]:
    return {"slot": slot.pk, "office": "5171", "on": "2026-01-05", "key": "0" * 32, **more}


def test_offices_are_found_by_name_and_by_province(phone: Client, slots: list[Slot]) -> None:
    people.jayapura()
    application = factories.ready()
    everywhere = phone.get(address(application, "offices")).content.decode()
    assert "Denpasar" in everywhere
    assert "Jayapura" in everywhere
    assert "Jayapura" not in phone.get(address(application, "offices?q=denp")).content.decode()
    assert "Denpasar</a>" not in phone.get(address(application, "offices?province=91")).content.decode()


def test_the_province_where_the_family_lives_is_open(phone: Client, slots: list[Slot]) -> None:
    people.jayapura()
    page = phone.get(address(factories.ready(), "offices")).content.decode()
    assert page.count('<details class="fold" open>') == 1
    assert page.index("<summary>Bali") < page.index("<summary>Papua")


def test_a_search_that_finds_nothing_says_what_to_try(phone: Client, slots: list[Slot]) -> None:
    application = factories.ready()
    assert "Tidak ada kantor yang cocok" in phone.get(address(application, "offices?q=atlantis")).content.decode()


def test_an_unfinished_file_has_no_calendar_yet(phone: Client, slots: list[Slot]) -> None:
    application = factories.draft()
    assert phone.get(address(application, "offices")).status_code == 302
    assert phone.get(address(application, "offices/5171")).status_code == 302


def test_every_closed_day_says_why(phone: Client, denpasar: Office, slots: list[Slot]) -> None:
    quotas.close_day(
        denpasar, slots[0].starts_at.date(), "closure", "Listrik diperbaiki", "Power repair", by=people.head(), at=now()
    )
    page = phone.get(address(factories.ready(), "offices/5171")).content.decode()
    assert "Listrik diperbaiki" in page
    assert "Kantor tutup" in page


def test_a_day_shows_its_hours(phone: Client, slots: list[Slot]) -> None:
    page = phone.get(address(factories.ready(), "offices/5171?on=2026-01-05")).content.decode()
    assert "Senin 5 Januari 2026, jam berapa?" in page
    assert "09.00–10.00" in page
    assert "5 tempat" in page


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "9999-99-99", "0001-01-01", "2999-01-01"])
def test_a_day_that_cannot_be_is_no_day(phone: Client, slots: list[Slot], day: str) -> None:
    application = factories.ready()
    assert phone.get(address(application, f"offices/5171?on={day}")).status_code == 200
    assert phone.get(address(application, f"offices/5171?from={day}")).status_code == 200


@pytest.mark.parametrize("code", ["0000", "%00", "5171'"])
def test_an_office_that_is_none_is_not_found(phone: Client, slots: list[Slot], code: str) -> None:
    application = factories.ready()
    assert phone.get(address(application, f"offices/{code}")).status_code == 404
    assert phone.post(address(application, "appointment"), wish(slots[0], office=code)).status_code == 404


def test_a_hostile_search_finds_nothing(phone: Client, slots: list[Slot]) -> None:
    application = factories.ready()
    for hostile in ("%00", "%25%27--", "<script>"):
        answer = phone.get(address(application, f"offices?q={hostile}&province={hostile}"))
        assert answer.status_code == 200
        assert "<script>al" not in answer.content.decode()


def test_a_family_holds_its_hour_together(phone: Client, slots: list[Slot]) -> None:
    application = factories.family()
    answer = phone.post(address(application, "appointment"), wish(slots[0]))
    assert answer["Location"] == address(application, "payment")
    assert len(booking.active(application)) == 3


def test_a_double_click_holds_once(phone: Client, slots: list[Slot]) -> None:
    application = factories.ready()
    first = phone.post(address(application, "appointment"), wish(slots[0]))
    second = phone.post(address(application, "appointment"), wish(slots[0]), follow=True)
    assert first["Location"] == second.redirect_chain[-1][0]
    assert Appointment.objects.count() == 1


def test_a_family_too_large_for_any_hour_is_told_that_it_may_come_apart(phone: Client, slots: list[Slot]) -> None:
    Slot.objects.update(capacity=2)
    application = factories.family()
    page = phone.get(address(application, "offices/5171")).content.decode()
    assert "Masih 4 tempat, tetapi tidak ada jam untuk 3 orang sekaligus." in page
    assert f'<a href="/applications/{application.reference}/people">Datang terpisah?</a>' in page


def test_the_hours_of_a_calendar_name_their_zone(phone: Client, slots: list[Slot]) -> None:
    there = address(factories.ready(), "offices/5171")
    assert "Semua jam menurut WITA." in phone.get(there).content.decode()
    assert "All times are in WITA (UTC+8)." in phone.get(there, HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_a_full_hour_is_told_with_the_places_as_they_are(phone: Client, slots: list[Slot]) -> None:
    Slot.objects.filter(pk=slots[0].pk).update(capacity=1)
    application = factories.family()
    answer = phone.post(address(application, "appointment"), wish(slots[0]))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "kurang untuk 3 orang" in page
    assert "Isian Anda tersimpan" in page
    assert "10.00–11.00" in page
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("slot", ["", "0", "-1", "abc", "99999999999999999999", "9" * 17, "\0"])
def test_an_hour_that_is_none_is_refused(phone: Client, slots: list[Slot], slot: str) -> None:
    application = factories.ready()
    answer = phone.post(address(application, "appointment"), {**wish(slots[0]), "slot": slot})
    assert answer.status_code == 409
    assert not Appointment.objects.exists()


def test_whoever_has_a_place_gets_no_second(phone: Client, slots: list[Slot]) -> None:
    application = office_day.held()
    answer = phone.post(address(application, "appointment"), wish(slots[0]))
    assert answer.status_code == 302
    assert Appointment.objects.count() == 1


def test_a_place_can_be_given_up_before_it_is_paid(phone: Client) -> None:
    application = office_day.held()
    page = phone.post(address(application, "release"), follow=True).content.decode()
    assert "Tempat tadi sudah dilepas" in page
    assert booking.active(application) == []
    again = phone.post(address(application, "release"))
    assert again.status_code == 302


def test_a_paid_place_is_moved_as_a_swap(phone: Client, slots: list[Slot]) -> None:
    application = moved_from(slots[0])
    page = phone.get(address(application, "move?on=2026-01-06")).content.decode()
    assert "Tempat lama baru dilepas sesudah yang baru pasti" in page
    answer = phone.post(address(application, "move"), wish(slots[2]))
    assert answer["Location"] == address(application, "proof")
    assert [place.slot_id for place in booking.active(application)] == [slots[2].pk]


def test_an_hour_is_moved_once(phone: Client, slots: list[Slot]) -> None:
    application = moved_from(slots[0])
    phone.post(address(application, "move"), wish(slots[2]))
    answer = phone.post(address(application, "move"), wish(slots[3], key="1" * 32))
    assert answer.status_code == 409
    assert "Tempat Anda tetap aman" in answer.content.decode()
    assert phone.get(address(application, "move")).status_code == 409


def test_a_full_hour_leaves_the_old_place_as_it_is(phone: Client, slots: list[Slot]) -> None:
    application = moved_from(slots[0])
    Slot.objects.filter(pk=slots[2].pk).update(capacity=2, taken=2)
    answer = phone.post(address(application, "move"), wish(slots[2]))
    assert answer.status_code == 409
    assert "Tempat Anda yang lama tetap aman" in answer.content.decode()
    assert [place.slot_id for place in booking.active(application)] == [slots[0].pk]


def moved_from(slot: Slot) -> Application:
    """Ratna's file, paid, in this hour."""
    application = factories.ready()
    booking.hold(application, slot.pk, by=application.owner, at=now())
    application.refresh_from_db()
    bill = billing.issue(application, by=application.owner, at=now())
    office_day.pay(bill)
    return application


@pytest.mark.parametrize("page", ["offices", "offices/5171", "move"])
def test_another_persons_calendar_does_not_exist(stranger: Client, slots: list[Slot], page: str) -> None:
    assert stranger.get(address(factories.ready(), page)).status_code == 404


@pytest.mark.parametrize("page", ["appointment", "move", "release"])
def test_nobody_else_takes_or_gives_a_place(stranger: Client, slots: list[Slot], page: str) -> None:
    assert stranger.post(address(factories.ready(), page), wish(slots[0])).status_code == 404


@pytest.mark.parametrize("page", ["offices", "offices/5171", "move"])
def test_nobody_chooses_without_signing_in(client: Client, slots: list[Slot], page: str) -> None:
    assert client.get(address(factories.ready(), page)).status_code == 302


@pytest.mark.parametrize("page", ["offices", "offices/5171?on=2026-01-05"])
def test_a_calendar_costs_at_most_twelve_statements(
    phone: Client, slots: list[Slot], django_assert_max_num_queries: Any, page: str
) -> None:
    application = factories.family()
    phone.get(address(application, page))
    with django_assert_max_num_queries(12):
        phone.get(address(application, page))
