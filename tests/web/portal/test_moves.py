"""Moving a paid place as Ratna does it: what is told before, to another office, and out of a closed hour."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.payments import billing
from tests import factories, people
from tests.cases import office_day
from tests.stages.appointments import scene
from tests.stages.appointments.scene import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def gianyar(denpasar: Office) -> Office:
    """Seventeen kilometres away."""
    office = people.jayapura()
    Office.objects.filter(pk=office.pk).update(
        name="Gianyar", latitude="-8.540", longitude="115.330", zone="Asia/Makassar"
    )
    return Office.objects.get(pk=office.pk)


@pytest.fixture
def paid(denpasar: Office) -> Application:
    """Ratna's file, Monday at nine in Denpasar."""
    application = factories.ready()
    booking.hold(application, scene.hour(5).pk, by=application.owner, at=now())
    application.refresh_from_db()
    office_day.pay(billing.issue(application, by=application.owner, at=now()))
    return application


def address(application: Application, page: str = "move") -> str:
    return f"/applications/{application.reference}/{page}"


def read(client: Client, page: str) -> str:
    return " ".join(client.get(page).content.decode().split())


def where(application: Application) -> list[int]:
    return [place.slot_id for place in booking.active(application)]


def test_the_limits_are_told_before(phone: Client, paid: Application) -> None:
    page = read(phone, address(paid))
    assert "Masih boleh pindah 1 kali, paling lambat Minggu 4 Januari 2026" in page
    assert "antara Jum 2 Jan dan Jum 6 Mar" in page
    assert "sampai 150 km" in page


def test_offices_near_enough_are_offered_with_their_distance(phone: Client, paid: Application, gianyar: Office) -> None:
    scene.hour(4, office=gianyar, on=MONDAY + timedelta(days=1))
    page = read(phone, address(paid, "move/offices"))
    assert "Gianyar" in page
    assert "17 km dari sana" in page
    assert address(paid, "move/offices/9171") in page


def test_an_office_too_far_away_is_not(phone: Client, paid: Application) -> None:
    far = people.jayapura()
    Office.objects.filter(pk=far.pk).update(latitude="-2.530", longitude="140.710")
    target = scene.hour(4, office=Office.objects.get(pk=far.pk), on=MONDAY + timedelta(days=1))
    assert "Belum ada kantor dekat yang punya tempat" in read(phone, address(paid, "move/offices"))
    before = where(paid)
    assert phone.post(address(paid, "move/offices/9171"), {"slot": target.pk, "key": "1" * 32}).status_code == 409
    assert where(paid) == before


def test_a_place_moves_to_another_office(phone: Client, paid: Application, gianyar: Office) -> None:
    target = scene.hour(4, office=gianyar, on=MONDAY + timedelta(days=1))
    page = read(phone, address(paid, "move/offices/9171?on=2026-01-06"))
    assert "Kantor Imigrasi Gianyar" in page
    assert "Sekarang Senin 5 Januari 2026, 09.00 WITA" in page
    answer = phone.post(address(paid, "move/offices/9171"), {"slot": target.pk, "key": "1" * 32})
    assert answer["Location"] == address(paid, "proof")
    assert where(paid) == [target.pk]
    assert "Gianyar" in read(phone, address(paid, "proof"))


def test_the_own_office_has_one_address(phone: Client, paid: Application) -> None:
    assert phone.get(address(paid, "move/offices/5171"))["Location"] == address(paid)


def test_out_of_a_closed_hour_one_moves_freely(phone: Client, paid: Application) -> None:
    closed = Slot.objects.get()
    Slot.objects.filter(pk=closed.pk).update(closed=True)
    target = scene.hour(4, on=MONDAY + timedelta(days=1))
    page = read(phone, address(paid))
    assert "Kantor menutup jam Anda" in page
    assert "perpindahan ini tidak dihitung" in page
    phone.post(address(paid), {"slot": target.pk, "key": "1" * 32})
    assert where(paid) == [target.pk]
    assert booking.active(paid)[0].moves == 0


def test_without_a_place_there_is_nothing_to_move(phone: Client, denpasar: Office) -> None:
    file = factories.ready()
    for page in ("move", "move/offices", "move/offices/5171"):
        assert phone.get(address(file, page)).status_code == 302


@pytest.mark.parametrize("page", ["move", "move/offices", "move/offices/9171"])
def test_another_persons_move_does_not_exist(stranger: Client, paid: Application, gianyar: Office, page: str) -> None:
    assert stranger.get(address(paid, page)).status_code == 404


@pytest.mark.parametrize("page", ["move", "move?on=2026-01-06", "move/offices", "move/offices/9171?on=2026-01-06"])
def test_each_costs_at_most_twelve_statements(
    phone: Client, paid: Application, gianyar: Office, django_assert_max_num_queries: Any, page: str
) -> None:
    scene.hour(4, office=gianyar, on=MONDAY + timedelta(days=1))
    scene.hour(4, on=MONDAY + timedelta(days=1))
    phone.get(address(paid, page))
    with django_assert_max_num_queries(12):
        assert phone.get(address(paid, page)).status_code == 200
