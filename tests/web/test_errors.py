"""Errors as a person reads them; above all a database that is away, wherever in the request it is missed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import psycopg_pool
import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import DatabaseError, OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from psycopg.errors import DeadlockDetected, SerializationFailure

from mpaspor.audit import states
from mpaspor.core.clock import now
from mpaspor.stages.applications import papers
from mpaspor.stages.appointments import booking
from mpaspor.stages.decisions import adjudication
from mpaspor.web import errors
from tests import factories, people
from tests.cases import office_day
from tests.web.conftest import Unpriced


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """PostgreSQL does not answer any more."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(DatabaseWrapper, "create_cursor", refuse)
    monkeypatch.setattr(DatabaseWrapper, "_savepoint", refuse)
    yield
    monkeypatch.undo()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/", "/offices", "/figures", "/sign-in/code", "/applications", "/office", "/status"])
@pytest.mark.usefixtures("stopped")
def test_a_page_without_its_database_says_so_and_when_to_come_back(page: str) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32
    answer = client.get(page)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert "Isian yang sudah tersimpan aman" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("stopped")
def test_a_form_sent_without_the_database_gets_the_same_words() -> None:
    client = Client(raise_request_exception=False)
    answer = client.post("/sign-in", {"email": "ratna@contoh.id"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


@pytest.mark.django_db
def test_a_session_that_cannot_be_kept_is_an_outage_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The session is written after the page was made, where no page can catch it."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("terminating connection")

    monkeypatch.setattr(SessionStore, "save", refuse)
    answer = Client(raise_request_exception=False).post("/sign-in", {"email": "ratna@contoh.id"})
    assert answer.status_code == 503


@pytest.mark.django_db
@pytest.mark.usefixtures("stopped")
def test_an_address_that_is_not_there_without_the_database_is_no_broken_page() -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32
    assert client.get("/tidak-ada").status_code in {404, 503}


@pytest.mark.django_db
def test_the_watcher_reads_whether_web_and_database_work(client: Client) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"web": "ok", "database": "ok"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.usefixtures("stopped")
def test_the_watcher_reads_that_the_database_is_away(client: Client) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"web": "ok", "database": "away"})


def test_an_outage_is_told_from_a_mistake_of_ours() -> None:
    assert errors.is_outage(OperationalError())
    assert errors.is_outage(psycopg_pool.PoolTimeout())
    assert not errors.is_outage(DatabaseError())
    assert not errors.is_outage(refused_by_database(DeadlockDetected))
    assert not errors.is_collision(OperationalError())
    assert not errors.is_outage(ValueError())
    assert not errors.is_outage(None)


@pytest.mark.django_db
def test_a_mistake_of_ours_shows_no_trace_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: Any, **__: Any) -> None:
        raise ValueError("a secret detail")

    monkeypatch.setattr("mpaspor.stages.appointments.offers.most_room", stumble)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert "Kesalahan di pihak kami" in answer.content.decode()
    assert "secret detail" not in answer.content.decode()


def refused_by_database(reason: type[psycopg.Error]) -> OperationalError:
    problem = OperationalError("refused")
    problem.__cause__ = reason()
    return problem


MOVED, AGAIN = "Berkas ini baru saja berubah", "Coba sekali lagi"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("problem", "title"),
    [
        (states.StateChanged(), MOVED),
        (states.ForbiddenMove(), MOVED),
        (papers.Closed(), MOVED),
        (adjudication.AlreadyDecided(), MOVED),
        (refused_by_database(DeadlockDetected), AGAIN),
        (refused_by_database(SerializationFailure), AGAIN),
    ],
)
def test_whoever_was_slower_is_told_so_and_led_back(
    monkeypatch: pytest.MonkeyPatch, problem: Exception, title: str
) -> None:
    def stumble(*_: Any, **__: Any) -> None:
        raise problem

    monkeypatch.setattr("mpaspor.stages.appointments.offers.most_room", stumble)
    answer = Client().get("/?from=2026-01-05")
    assert answer.status_code == 409
    assert f"<h1>{title}</h1>" in answer.content.decode()
    assert 'href="/?from=2026-01-05"' in answer.content.decode()


@pytest.mark.django_db
def test_a_slower_form_leads_back_to_the_page_it_was_sent_from(
    monkeypatch: pytest.MonkeyPatch, client_of: Callable[..., Client]
) -> None:
    def stumble(*_: Any, **__: Any) -> None:
        raise states.StateChanged

    monkeypatch.setattr("mpaspor.web.portal.own.application", stumble)
    came_from = {"referer": "http://testserver/applications/7KQ2-M9XD/bill"}
    answer = client_of(people.ratna()).post("/applications/7KQ2-M9XD/bill/inquiry", headers=came_from)
    assert answer.status_code == 409
    assert 'href="/applications/7KQ2-M9XD/bill"' in answer.content.decode()


@pytest.mark.django_db
def test_whoever_would_pay_what_has_no_price_is_told_so_and_not_billed(
    client_of: Callable[..., Client], unpriced: Unpriced
) -> None:
    file = factories.ready()
    booking.hold(file, office_day.slot(people.denpasar(), hour=13).pk, by=file.owner, at=now())
    unpriced("electronic_10")
    phone, address = client_of(people.ratna()), f"/applications/{file.reference}"
    for answer in (phone.get(f"{address}/payment"), phone.post(f"{address}/bill")):
        assert answer.status_code == 503
        assert "Tarif hari ini belum menyebut harga: Paspor elektronik, 10 tahun." in answer.content.decode()
    assert not file.bills.exists()
    assert [place.state for place in file.appointments.all()] == ["held"]


@pytest.mark.parametrize("problem", [states.StateChanged(), refused_by_database(DeadlockDetected)])
def test_a_machine_that_was_slower_is_asked_to_call_again(problem: Exception) -> None:
    request = RequestFactory().post("/callbacks/treasury/notice")
    request.resolver_match = resolve(reverse("callbacks:treasury"))
    answer = errors.of(request, problem)
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


@pytest.mark.django_db
def test_what_is_larger_than_any_page_needs_is_refused_by_its_length(client: Client) -> None:
    came_from = "http://testserver/sign-up"
    answer = client.post("/sign-up", {"email": "x"}, CONTENT_LENGTH=str(64 * 1024 * 1024 + 1), HTTP_REFERER=came_from)
    assert answer.status_code == 413
    told = answer.content.decode()
    assert "Lebih dari 64 MB tidak kami terima" in told
    assert "Isian dan dokumen yang sudah tersimpan masih ada" in told
    assert 'href="/sign-up"' in told


@pytest.mark.django_db
def test_an_address_that_is_not_there(client: Client) -> None:
    answer = client.get("/tidak-ada")
    assert answer.status_code == 404
    assert "Halaman ini tidak ada" in answer.content.decode()


@pytest.mark.django_db
def test_an_address_that_only_takes_a_form_and_one_that_only_shows(client: Client) -> None:
    answer = client.get("/language")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Halaman ini tidak dibuka langsung" in answer.content.decode()
    assert client.post("/help").status_code == 405


@pytest.mark.django_db
def test_a_form_from_elsewhere_changes_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in", {"email": "ratna@contoh.id"})
    assert answer.status_code == 403
    assert "terlalu lama terbuka" in answer.content.decode()


@pytest.mark.django_db
def test_a_role_that_may_not_is_told_so(client_of: Callable[..., Client]) -> None:
    answer = client_of(people.ratna()).get("/office")
    assert answer.status_code == 403
    assert "bukan untuk peran Anda" in answer.content.decode()


@pytest.mark.django_db
def test_too_many_sign_ups_from_one_place_are_told_to_wait(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "signup": "1/m/ip"}
    cache.clear()
    assert client.post("/sign-up", {}).status_code == 422
    answer = client.post("/sign-up", {})
    assert answer.status_code == 429
    assert "Tunggu satu menit" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_error_is_drawn_in_both_languages(language: str) -> None:
    client = Client(headers={"accept-language": language})
    assert f'<html lang="{language}">' in client.get("/tidak-ada").content.decode()
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    for page in (errors.bad_request, errors.too_many, errors.wrong_way):
        assert page(request).status_code >= 400
    assert connection.is_usable()
