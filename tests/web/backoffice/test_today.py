"""The line of the day and coming in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from mpaspor.core.clock import now
from mpaspor.stages.visits.models import Visit
from tests import people
from tests.cases import office_day
from tests.web.backoffice.asking import go, page, read, refused

pytestmark = pytest.mark.django_db


def test_an_empty_day_says_so(wayan: Client) -> None:
    assert "tidak ada yang dipesan hari ini" in page(wayan, "/office")


def test_who_is_expected_stands_in_the_hour_she_booked(wayan: Client) -> None:
    office_day.paid()
    told = page(wayan, "/office")
    assert "09.00–10.00" in told
    assert "1 dipesan, 0 datang" in told
    assert "Belum datang" in told


def test_a_family_comes_in_with_one_number(wayan: Client) -> None:
    application = office_day.paid(people.RATNA, people.BAGUS, people.KIRANA)
    go(wayan, "/office/arrivals", code=f"https://contoh.id/check/{application.reference}")
    told = page(wayan, "/office")
    assert "+2 keluarga" in told
    assert "Nomor 09-01 untuk Ratna Wulandari, 3 orang." in told
    assert set(Visit.objects.values_list("ticket", flat=True)) == {"09-01"}


@pytest.mark.parametrize("typed", [people.RATNA.nik, "ratna wul"])
def test_who_has_no_code_gives_number_or_name(wayan: Client, typed: str) -> None:
    office_day.paid()
    go(wayan, "/office/arrivals", code=typed)
    assert Visit.objects.count() == 1


def test_an_unknown_code_stays_in_its_field(wayan: Client) -> None:
    told = refused(wayan, "/office/arrivals", 422, code="TIDAK-ADA")
    assert 'value="TIDAK-ADA"' in told


def test_a_name_of_two_files_asks_for_the_number(wayan: Client) -> None:
    first, second = office_day.paid(), office_day.paid(people.SUPARMAN)
    second.people.update(full_name="Ratna Kedua")
    told = refused(wayan, "/office/arrivals", 422, code="Ratna")
    assert first.reference in told
    assert second.reference in told


def test_who_has_not_paid_is_not_checked_in(wayan: Client) -> None:
    application = office_day.held()
    assert "Belum dibayar" in refused(wayan, "/office/arrivals", 409, code=application.reference)


def test_coming_twice_tells_the_number(wayan: Client) -> None:
    application = office_day.paid()
    go(wayan, "/office/arrivals", code=application.reference)
    assert "Nomornya 09-01." in refused(wayan, "/office/arrivals", 409, code=application.reference)


def test_coming_far_too_early_tells_the_hour(wayan: Client, clock: time_machine.Traveller) -> None:
    application = office_day.paid(hour=14)
    assert "Bisa check-in mulai" in refused(wayan, "/office/arrivals", 409, code=application.reference)


def test_coming_on_another_day_tells_the_day(wayan: Client, clock: time_machine.Traveller) -> None:
    application = office_day.paid()
    clock.shift(timedelta(days=1))
    assert "Jumat 2 Januari 2026, 09.00 WITA" in refused(wayan, "/office/arrivals", 409, code=application.reference)


def test_pressing_call_twice_calls_once(wayan: Client) -> None:
    [visit] = office_day.here()
    go(wayan, f"/office/visits/{visit.pk}/call")
    refused(wayan, f"/office/visits/{visit.pk}/call", 409)
    visit.refresh_from_db()
    assert (visit.state, visit.counter) == ("called", "3")


def test_called_in_vain_keeps_the_place_in_the_line(wayan: Client) -> None:
    visit = office_day.called()
    assert "Tidak datang ke loket" in page(wayan, "/office")
    go(wayan, f"/office/visits/{visit.pk}/recall")
    visit.refresh_from_db()
    assert visit.state == "waiting"


def test_put_aside_and_taken_up_again(wayan: Client) -> None:
    [visit] = office_day.here()
    go(wayan, f"/office/visits/{visit.pk}/parking", why="Mengambil KK")
    assert "Lanjutkan" in page(wayan, "/office")
    go(wayan, f"/office/visits/{visit.pk}/resumption")
    go(wayan, f"/office/visits/{visit.pk}/departure", why="Pulang")
    visit.refresh_from_db()
    assert visit.state == "left"
    refused(wayan, f"/office/visits/{visit.pk}/parking", 409)


def test_who_is_done_is_counted_and_shown_on_request(wayan: Client, clock: time_machine.Traveller) -> None:
    office_day.enrolled(people.SUPARMAN)
    office_day.here()
    assert "1 sudah selesai, tampilkan" in page(wayan, "/office")
    assert "Suparman" not in page(wayan, "/office")
    assert "Suparman" in page(wayan, "/office?done=1")


def test_lateness_is_told(wayan: Client, clock: time_machine.Traveller) -> None:
    office_day.here()
    clock.move_to(now() + timedelta(minutes=14))
    assert "Berjalan 14 menit di belakang jadwal." in page(wayan, "/office")


def test_search_finds_by_reference_nik_name_ticket_and_book(wayan: Client) -> None:
    passport = office_day.ready()
    reference = passport.applicant.application.reference
    for typed in (reference, people.RATNA.nik, "wulandari", "09-01", "X1234567"):
        assert reference in read(wayan.post("/office/search", {"q": typed})), typed
    assert reference in page(wayan, "/office/search?q=wulandari")


def test_a_nik_is_asked_for_in_the_form_and_never_in_the_address(wayan: Client) -> None:
    """Addresses stay in the browser's history and in the logs of every proxy."""
    office_day.ready()
    assert '<form class="search" role="search" action="/office/search" method="post">' in page(wayan, "/office")
    nik = people.RATNA.nik
    for written in (nik, f"{nik[:6]} {nik[6:]}", nik[:13]):
        answer = wayan.get("/office/search", {"q": written})
        assert answer.status_code == 400
        told = read(answer)
        assert "Ketik NIK di kolom pencarian" in told
        assert people.RATNA.full_name not in told
        assert f'value="{written}"' not in told


def test_search_of_another_office_finds_nothing(wayan: Client) -> None:
    application = office_day.paid()
    application.office = people.jayapura()
    application.save()
    assert "Tidak ada di kantor ini" in page(wayan, f"/office/search?q={application.reference}")
    refused(wayan, "/office/arrivals", 422, code=application.reference)


@pytest.mark.parametrize("typed", ["", "%00", "a" * 5000, "'; DROP", "%F0%9F%98%80"])
def test_hostile_questions_are_answered(wayan: Client, typed: str) -> None:
    assert wayan.get(f"/office/search?q={typed}").status_code == 200
    assert wayan.get(f"/office?ticket={typed}").status_code == 200
