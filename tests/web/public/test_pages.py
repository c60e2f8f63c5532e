"""What anyone may read: prices, papers, places, figures, whether the service works; in both languages, cheaply."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mpaspor import gateways
from mpaspor.core.clock import now
from mpaspor.gateways.link import Check
from mpaspor.offices.models import Office
from mpaspor.reports import standing
from mpaspor.stages.appointments.models import Slot
from mpaspor.stages.passports.models import Passport
from tests import factories, people
from tests.stages.appointments.scene import published

pytestmark = pytest.mark.django_db

PARTS = ("population", "watchlist", "snap", "mail", "storage")
PAGES = ["/", "/help", "/privacy", "/brokers", "/status", "/figures", "/offices", "/sign-in", "/sign-up"]
MOST_STATEMENTS = 12


@pytest.fixture(autouse=True)
def _outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    answers = [Check(name, answers=name != "snap", remark="", milliseconds=1) for name in PARTS]
    monkeypatch.setattr(gateways, "check_all", lambda: answers)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def denpasar() -> Office:
    return people.denpasar()


def read(client: Client, page: str) -> str:
    return " ".join(client.get(page).content.decode().split())


def places(office: Office, count: int, *, hours_ahead: int = 48) -> None:
    start = now() + timedelta(hours=hours_ahead)
    Slot.objects.create(
        office=office,
        release=published(office),
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        service_class="regular",
        capacity=count,
    )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_open_page_is_read_in_both_languages_and_costs_little(page: str, language: str) -> None:
    people.jayapura()
    places(people.denpasar(), 12)
    client = Client(headers={"accept-language": language})
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()
    assert answer.content.decode().count("<h1") == 1
    assert len(asked) <= MOST_STATEMENTS


def test_the_front_page_names_prices_papers_and_the_offices_with_room(client: Client, denpasar: Office) -> None:
    people.jayapura()
    places(denpasar, 12)
    page = read(client, "/")
    assert "12 tempat" in page
    assert "Jayapura" not in page
    assert "Rp650.000" in page
    assert "PP 45/2024" in page
    assert "Kartu Keluarga (KK)" in page
    assert "Usia 60 tahun ke atas" in page


def test_the_front_page_without_any_place_says_so(client: Client) -> None:
    assert "Saat ini semua tempat penuh" in read(client, "/")


def test_the_front_page_says_only_of_the_last_minutes_that_all_is_well(client: Client) -> None:
    assert "Layanan berjalan normal" not in read(client, "/")
    standing.look(at=now())
    assert "Sebagian layanan sedang tidak menjawab. Diperiksa Jumat 2 Januari 2026, 08.00 WIB." in read(client, "/")


def test_the_status_names_the_part_that_does_not_answer(client: Client) -> None:
    page = read(client, "/status")
    assert "Sebagian layanan tidak menjawab" in page
    assert page.count("Tidak menjawab") == 1
    assert page.index("Pembayaran") < page.index("Tidak menjawab") < page.index("E-mail")


def test_the_status_asks_the_outside_once_however_many_look(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(gateways, "check_all", lambda: asked.append("asked") or [])  # type: ignore[func-returns-value]
    read(client, "/status")
    read(client, "/status")
    assert asked == ["asked"]


def test_offices_are_found_by_name_or_city(client: Client, denpasar: Office) -> None:
    people.jayapura()
    places(denpasar, 1200)
    page = read(client, "/offices")
    assert "2 kantor" in page
    assert "1.200 tempat" in page
    assert "mulai Min 4 Jan" in page
    assert page.index("Bali") < page.index("Papua")
    found = read(client, "/offices?q=kota+den")
    assert "Denpasar" in found
    assert "Jayapura" not in found
    assert 'value="kota den"' in found


@pytest.mark.parametrize("search", ["zzz", "%00", "%", "'; DROP", "<script>", "a" * 5000])
def test_any_search_is_answered(client: Client, denpasar: Office, search: str) -> None:
    answer = client.get("/offices", {"q": search})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_an_office_nobody_finds_says_what_to_try(client: Client, denpasar: Office) -> None:
    assert "Tidak ada kantor dengan nama itu. Coba nama kota." in read(client, "/offices?q=zzz")


def test_office_hours_are_told_as_each_language_does(denpasar: Office) -> None:
    assert "08.00–16.00" in read(Client(), "/offices")
    assert "08:00–16:00" in read(Client(headers={"accept-language": "en"}), "/offices")


def test_the_figures_are_those_of_the_year_asked_for(client: Client, denpasar: Office) -> None:
    for on in (date(2025, 12, 31), date(2026, 1, 2)):
        Passport.objects.create(
            applicant=factories.draft().people.get(), office=denpasar, kind="electronic", replaces=True,
            issued_on=on, queued_at=now(),
        )  # fmt: skip
    page = read(client, "/figures")
    assert "1 paspor terbit pada 2026" in page
    assert '<a href="?year=2025">' in page
    assert "1 paspor terbit pada 2025" in read(client, "/figures?year=2025")


@pytest.mark.parametrize("year", ["", "0", "abc", "-1", "9" * 5000, "²", "2022"])
def test_a_year_without_books_shows_the_current_one(client: Client, year: str) -> None:
    assert "paspor terbit pada 2026" in client.get("/figures", {"year": year}).content.decode()


def test_the_rules_on_the_help_page_come_from_the_table(client: Client) -> None:
    page = read(client, "/help")
    assert "Bayar dalam 120 menit" in page
    assert "paling lama 4 hari kerja" in page
    assert "Anda punya 7 hari" in page


def test_no_page_brings_style_or_script_of_its_own(client: Client) -> None:
    for page in PAGES:
        answer = client.get(page)
        assert " style=" not in answer.content.decode()
        assert "default-src 'self'" in answer["Content-Security-Policy"]
