"""The waiting list as Ratna sees it: how she gets on it, her turn, and what she is offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.core.clock import now
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Slot, Waiting
from mpaspor.stages.appointments.waiting import joining, offering
from tests import factories, people
from tests.stages.appointments import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(denpasar: Office) -> Application:
    return factories.ready()


@pytest.fixture
def full(denpasar: Office) -> Slot:
    """Monday's only hour at Denpasar, taken by somebody else."""
    slot = scene.hour(1)
    booking.hold(scene.file(scene.stranger(1)), slot.pk, by=None, at=now())
    return slot


def address(application: Application, page: str = "waiting") -> str:
    return f"/applications/{application.reference}/{page}"


def read(client: Client, page: str) -> str:
    return " ".join(client.get(page).content.decode().split())


def join(client: Client, file: Application, **more: str) -> Any:
    return client.post(address(file), {"office": "5171", "within_km": "0", **more})


def offered(file: Application, full: Slot) -> Waiting:
    """What somebody gave back is offered to her."""
    joining.join(file, full.office, by=file.owner, at=now())
    other = full.appointments.get().application
    booking.release(other, by=None, at=now(), why="changed her mind")
    assert offering.offer_freed(at=now()) == 1
    waiting = joining.of(file)
    assert waiting
    return waiting


def test_a_full_office_leads_to_its_waiting_list(phone: Client, file: Application, full: Slot) -> None:
    assert f"{address(file)}?office=5171" in read(phone, address(file, "offices/5171"))
    page = read(phone, address(file) + "?office=5171")
    assert "Masuk daftar tunggu?" in page
    assert "Hanya Denpasar" in page


def test_where_else_one_would_go_is_asked_with_the_offices_it_brings(
    phone: Client, file: Application, full: Slot
) -> None:
    far = people.jayapura()
    Office.objects.filter(pk=far.pk).update(name="Gianyar", latitude="-8.540", longitude="115.330")
    page = read(phone, address(file) + "?office=5171")
    assert "Sampai 25 km dari sana" in page
    assert "1 kantor lain: Gianyar" in page
    assert "Sampai 50 km" not in page


def test_joining_gives_a_number(phone: Client, file: Application, full: Slot) -> None:
    joining.join(scene.file(scene.stranger(2)), full.office, by=None, at=now() - timedelta(hours=1))
    answer = join(phone, file)
    assert answer["Location"] == address(file)
    page = read(phone, address(file))
    assert "Anda nomor 2 di daftar tunggu" in page
    assert "<b>12 jam</b>" in page


def test_joining_twice_is_one_place_in_the_list(phone: Client, file: Application, full: Slot) -> None:
    join(phone, file)
    join(phone, file)
    assert Waiting.objects.count() == 1


def test_days_that_cannot_be_are_told_beside_what_was_typed(phone: Client, file: Application, full: Slot) -> None:
    answer = join(phone, file, first_on_day="31", first_on_month="2", first_on_year="2026")
    assert answer.status_code == 422
    assert 'value="31"' in answer.content.decode()
    backwards = join(
        phone, file, first_on_day="9", first_on_month="1", first_on_year="2026",
        last_on_day="5", last_on_month="1", last_on_year="2026",
    )  # fmt: skip
    assert backwards.status_code == 409
    assert "Hari terakhir harus sesudah hari pertama" in backwards.content.decode()
    assert not Waiting.objects.exists()


@pytest.mark.parametrize("km", ["", "-1", "7", "999999", "abc", "\0"])
def test_a_distance_that_is_no_choice_is_refused(phone: Client, file: Application, full: Slot, km: str) -> None:
    assert join(phone, file, within_km=km).status_code == 422
    assert not Waiting.objects.exists()


def test_what_one_waits_for_can_be_changed_without_losing_the_turn(
    phone: Client, file: Application, full: Slot
) -> None:
    join(phone, file)
    joined_at = Waiting.objects.get().joined_at
    assert "Urutan Anda tetap." in read(phone, address(file, "waiting/change"))
    join(phone, file, last_on_day="9", last_on_month="1", last_on_year="2026")
    waiting = Waiting.objects.get()
    assert str(waiting.last_on) == "2026-01-09"
    assert waiting.joined_at == joined_at
    assert "sampai 9 Januari 2026" in read(phone, address(file))


def test_one_can_stop_waiting(phone: Client, file: Application, full: Slot) -> None:
    join(phone, file)
    assert "Anda mulai dari belakang" in read(phone, address(file, "waiting/departure"))
    phone.post(address(file, "waiting/departure"))
    assert joining.of(file) is None
    assert phone.post(address(file, "waiting/departure")).status_code == 302


def test_the_file_leads_to_the_list_and_home_says_so(phone: Client, file: Application, full: Slot) -> None:
    join(phone, file)
    assert phone.get(f"/applications/{file.reference}")["Location"] == address(file)
    page = read(phone, "/applications")
    assert "Daftar tunggu" in page
    assert "Lihat daftar tunggu" in page


def test_an_offer_is_taken_by_one_tap(phone: Client, file: Application, full: Slot) -> None:
    offered(file, full)
    assert phone.get(f"/applications/{file.reference}")["Location"] == address(file)
    assert "Ada tempat" in read(phone, "/applications")
    page = read(phone, address(file))
    assert "Ada tempat untuk Anda" in page
    assert "Senin 5 Januari 2026, 09.00 WITA" in page
    assert "Ambil tempat ini" in page
    assert "Masih boleh dilewatkan 2 kali lagi" in page
    answer = phone.post(address(file, "offer"), follow=True)
    assert answer.redirect_chain[-1][0] == address(file, "payment")
    assert Waiting.objects.get().state == "placed"
    again = phone.post(address(file, "offer"), follow=True)
    assert again.redirect_chain[-1][0] == address(file, "payment")


def test_an_offer_may_be_let_go(phone: Client, file: Application, full: Slot) -> None:
    offered(file, full)
    page = phone.post(address(file, "offer/refusal"), follow=True).content.decode()
    assert "Tempat itu ditawarkan ke nomor berikutnya" in page
    assert "Anda nomor 1 di daftar tunggu" in page
    assert phone.post(address(file, "offer/refusal")).status_code == 302


def test_the_last_offer_says_that_it_is_the_last(phone: Client, file: Application, full: Slot) -> None:
    waiting = offered(file, full)
    Waiting.objects.filter(pk=waiting.pk).update(offers_let_go=2)
    assert "Ini tawaran terakhir" in read(phone, address(file))


def test_whoever_waits_is_shown_the_nearest_offices_with_room(phone: Client, file: Application, full: Slot) -> None:
    near = people.jayapura()
    Office.objects.filter(pk=near.pk).update(name="Gianyar", latitude="-8.540", longitude="115.330")
    scene.hour(7, office=Office.objects.get(pk=near.pk))
    join(phone, file)
    for page in (address(file), address(file, "offices/5171")):
        told = read(phone, page)
        assert "Kantor terdekat yang masih ada tempat" in told
        assert "17 km dari sana" in told
        assert "7 tempat" in told


def test_an_unfinished_file_does_not_wait(phone: Client, full: Slot) -> None:
    draft = factories.draft(people.BAGUS, owner=people.ratna())
    assert phone.get(address(draft) + "?office=5171").status_code == 302
    assert join(phone, draft).status_code == 302
    assert not Waiting.objects.exists()


@pytest.mark.parametrize("page", ["waiting", "waiting/change", "waiting/departure"])
def test_another_persons_list_does_not_exist(stranger: Client, file: Application, full: Slot, page: str) -> None:
    assert stranger.get(address(file, page)).status_code == 404


@pytest.mark.parametrize("page", ["waiting", "offer", "offer/refusal", "waiting/departure"])
def test_nobody_answers_for_another(
    client_of: Callable[[User], Client], file: Application, full: Slot, page: str
) -> None:
    offered(file, full)
    other = client_of(people.suparman())
    assert other.post(address(file, page), {"office": "5171", "within_km": "0"}).status_code == 404
    assert Waiting.objects.get().state == "offered"


@pytest.mark.parametrize("state", ["none", "waiting", "offered"])
def test_each_costs_at_most_twelve_statements(
    phone: Client, file: Application, full: Slot, django_assert_max_num_queries: Any, state: str
) -> None:
    if state == "waiting":
        join(phone, file)
    elif state == "offered":
        offered(file, full)
    phone.get(address(file) + "?office=5171")
    with django_assert_max_num_queries(12):
        assert phone.get(address(file) + "?office=5171").status_code == 200
