"""What is found out about a person before any money: matched, doubtful, or to be settled elsewhere first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from mpaspor.gateways.population.port import Answer, FieldMatch, State
from mpaspor.stages.applications import register
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.web import pace
from mpaspor.web.portal.applications import questions
from tests import factories, people
from tests.web.portal.conftest import Registry
from tests.web.portal.test_questions import page_of

pytestmark = pytest.mark.django_db


def card(application: Application, phone: Client, **changes: Any) -> Any:
    ratna = people.RATNA
    typed = {"nik": ratna.nik, "kk": ratna.kk, "sex": ratna.sex, "birth_place": ratna.birth_place, **changes}
    phone.post(page_of(application, "identity", "card"), typed)
    typed = {"citizenship": "birth", "name_changed": "no"}
    return phone.post(page_of(application, "identity", "nationality"), typed, follow=True)


def test_an_identity_without_a_birth_date_asks_nobody_yet(phone: Client, registry: Registry) -> None:
    assert card(factories.draft(), phone).status_code == 200
    assert registry.asked == 0


def test_the_registry_is_asked_when_the_identity_is_complete(phone: Client, registry: Registry) -> None:
    application = factories.answered().application
    card(application, phone)
    assert registry.asked == 1
    assert application.people.get().population_state == Applicant.Population.MATCHED


def test_what_differs_is_a_remark_and_does_not_stop(phone: Client, registry: Registry) -> None:
    registry.answer = Answer(State.DIFFERS, {"full_name": FieldMatch(agrees=False, score=70)}, None)
    application = factories.answered().application
    page = card(application, phone).content.decode()
    assert "Sebagian data berbeda dengan data kependudukan" in page
    assert "Sudah benar, lanjut" in page


def test_a_registry_that_is_away_does_not_stop(phone: Client, registry: Registry) -> None:
    registry.answer = None
    page = card(factories.answered().application, phone).content.decode()
    assert "NIK belum diperiksa" in page
    assert "Sudah benar, lanjut" in page


def test_whoever_tries_out_numbers_is_told_to_wait_and_loses_nothing(
    phone: Client, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "ASKING_THE_REGISTRY", pace.Pace("registry", 4, timedelta(days=1)))
    cache.clear()
    registry.answer = Answer(State.NOT_FOUND, {}, None)
    application = factories.answered().application
    for _once in range(2):
        assert "sudah sering memeriksa NIK" not in card(application, phone).content.decode()
    page = card(application, phone).content.decode()
    assert registry.asked == 4
    assert "sudah sering memeriksa NIK" in page
    person = application.people.get()
    assert person.population_state == Applicant.Population.UNCHECKED
    assert person.population_asked_at
    assert person.nik == people.RATNA.nik


@pytest.mark.parametrize("state", [State.NOT_FOUND, State.INACTIVE, State.DECEASED])
def test_who_is_not_in_the_registry_is_told_where_to_turn(phone: Client, registry: Registry, state: State) -> None:
    registry.answer = Answer(state, {}, None)
    page = card(factories.answered().application, phone).content.decode()
    assert "Belum bisa dilanjutkan" in page
    assert "Dukcapil" in page
    assert "Sudah benar, lanjut" not in page


def test_whoever_held_a_passport_is_told_it_is_a_replacement(phone: Client) -> None:
    register.enter_earlier(
        nik=people.RATNA.nik,
        full_name=people.RATNA.full_name,
        birth_on=people.RATNA.birth_on,
        number="X1234567",
        kind="ordinary",
        office_name="Denpasar",
        issued_on=date(2016, 3, 1),
        expires_on=date(2021, 3, 1),
    )
    application = factories.answered().application
    page = card(application, phone).content.decode()
    assert "Sudah pernah ada paspor, jadi ini ganti paspor" in page
    assert "Terbit 1 Maret 2016 di Denpasar" in page
    assert application.people.get().service == "expired"


def test_what_the_register_cannot_tell_is_asked_after_all(phone: Client) -> None:
    register.enter_earlier(
        nik=people.RATNA.nik,
        full_name="Nama Lain",
        birth_on=date(1980, 1, 1),
        number="X1234567",
        kind="ordinary",
        office_name="Denpasar",
        issued_on=date(2016, 3, 1),
        expires_on=date(2021, 3, 1),
    )
    application = factories.answered().application
    page = card(application, phone).content.decode()
    assert page_of(application, "service", "old") in page


def test_the_other_file_of_the_same_nik_is_one_step_away(phone: Client) -> None:
    first = factories.ready()
    page = card(factories.answered().application, phone).content.decode()
    assert "Sudah ada permohonan lain dengan NIK ini" in page
    assert f"/applications/{first.reference}" in page


def test_a_child_begins_with_what_the_file_knows_of_its_parents(phone: Client) -> None:
    application = factories.family()
    Applicant.objects.filter(application=application, order=3).update(answers={})
    page = phone.get(page_of(application, "details", "parents", order=3)).content.decode()
    assert 'value="Ratna Wulandari"' in page
    assert 'value="Bagus Pramono"' in page


def test_a_nik_that_cannot_be_one_stays_in_its_field(phone: Client) -> None:
    application = factories.answered().application
    answer = phone.post(
        page_of(application, "identity", "card"),
        {"nik": "5171", "kk": people.KK, "sex": "F", "birth_place": "Denpasar"},
    )
    assert answer.status_code == 422
    assert 'value="5171"' in answer.content.decode()


@pytest.mark.parametrize("condition", ["lost", "damaged", "changed"])
def test_lost_damaged_and_changed_are_sent_to_the_desk(phone: Client, condition: str) -> None:
    application = factories.answered().application
    phone.post(page_of(application, "service", "held"), {"ever_held": "yes"})
    page = phone.post(
        page_of(application, "service", "condition"), {"condition": condition}, follow=True
    ).content.decode()
    assert "Ini diurus di loket kantor" in page
    assert "Bawa yang asli" in page
