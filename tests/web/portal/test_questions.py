"""One part of the form to a page; what is typed stays, whatever is wrong with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from mpaspor.gateways.population.port import Answer, FieldMatch, State
from mpaspor.stages.applications import register
from mpaspor.stages.applications.models import Applicant, Application
from tests import factories, people
from tests.cases import office_day
from tests.web.portal.conftest import Registry

pytestmark = pytest.mark.django_db

WHO = {
    "relation": "self",
    "full_name": "Ratna Wulandari",
    "birth_on_day": "5",
    "birth_on_month": "7",
    "birth_on_year": "1990",
}


def page_of(application: Application, step: str, part: str, order: int = 1) -> str:
    return f"/applications/{application.reference}/people/{order}/{step}/{part}"


def test_an_answer_is_kept_and_the_next_question_follows(phone: Client) -> None:
    application = factories.draft()
    answer = phone.post(page_of(application, "who", "person"), WHO)
    assert answer["Location"] == page_of(application, "who", "civil")
    assert application.people.get().birth_on == people.RATNA.birth_on


def test_what_is_wrong_is_told_above_and_beside_and_stays_in_its_field(phone: Client) -> None:
    application = factories.draft()
    answer = phone.post(page_of(application, "who", "person"), {**WHO, "birth_on_year": "2090"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Satu jawaban perlu diperbaiki" in page
    assert 'value="2090"' in page
    assert 'value="Ratna Wulandari"' in page


def test_what_was_typed_wrongly_is_there_on_return(phone: Client) -> None:
    application = factories.draft()
    phone.post(page_of(application, "who", "person"), {**WHO, "birth_on_month": "13"})
    page = phone.get(page_of(application, "who", "person")).content.decode()
    assert 'value="13"' in page
    assert 'value="1990"' in page


def test_an_empty_page_is_told_what_it_lacks(phone: Client) -> None:
    application = factories.draft()
    answer = phone.post(page_of(application, "who", "person"), {})
    assert answer.status_code == 422
    assert "3 jawaban perlu diperbaiki" in answer.content.decode()


def test_every_field_is_kept_as_it_is_left(phone: Client) -> None:
    application = factories.draft()
    answer = phone.post(
        f"{page_of(application, 'who', 'person')}/draft", {"field": "full_name", "full_name": "Ratna W"}
    )
    assert answer.status_code == 200
    assert answer.content.decode() == "Tersimpan 08.00 WIB. Boleh ditutup kapan saja."
    assert 'value="Ratna W"' in phone.get(page_of(application, "who", "person")).content.decode()


def test_half_a_date_is_kept_too(phone: Client) -> None:
    application = factories.draft()
    typed = {"field": "birth_on_day", "birth_on_day": "31", "birth_on_month": "", "birth_on_year": ""}
    phone.post(f"{page_of(application, 'who', 'person')}/draft", typed)
    assert 'value="31"' in phone.get(page_of(application, "who", "person")).content.decode()


def test_a_file_opens_where_it_was_left(phone: Client) -> None:
    application = factories.draft()
    phone.post(page_of(application, "who", "person"), WHO)
    assert phone.get(f"/applications/{application.reference}")["Location"] == page_of(application, "who", "civil")


def test_a_question_that_is_not_asked_leads_to_the_one_that_is(phone: Client) -> None:
    application = factories.draft()
    answer = phone.get(page_of(application, "details", "guardian"))
    assert answer.status_code == 302


@pytest.mark.parametrize("address", ["who/nothing", "nothing/person", "papers/nothing/deeper"])
def test_a_page_that_never_was_is_not_found(phone: Client, address: str) -> None:
    application = factories.draft()
    assert phone.get(f"/applications/{application.reference}/people/1/{address}").status_code == 404


def test_another_persons_questions_do_not_exist(stranger: Client) -> None:
    application = factories.draft()
    assert stranger.get(page_of(application, "who", "person")).status_code == 404
    assert stranger.post(page_of(application, "who", "person"), WHO).status_code == 404
    assert stranger.post(f"{page_of(application, 'who', 'person')}/draft", {"field": "full_name"}).status_code == 404


def test_nobody_reads_questions_without_signing_in(client: Client) -> None:
    application = factories.draft()
    assert client.get(page_of(application, "who", "person")).status_code == 302


def test_a_person_who_is_not_in_the_file_is_not_found(phone: Client) -> None:
    application = factories.draft()
    assert phone.get(page_of(application, "who", "person", order=2)).status_code == 404


def test_the_price_stands_beside_each_passport(phone: Client) -> None:
    applicant = factories.answered()
    page = phone.get(page_of(applicant.application, "service", "book")).content.decode()
    assert "Elektronik, 10 tahun" in page
    assert "Rp950.000" in page


def test_a_child_is_offered_five_years_only(phone: Client) -> None:
    application = factories.draft()
    factories.answer(child := application.people.get(), people.KIRANA)
    page = phone.get(page_of(application, "service", "book")).content.decode()
    assert child.years == 5
    assert "Elektronik, 5 tahun" in page
    assert "10 tahun" not in page.split("<form")[-1].split("hint")[0]


def test_kind_and_years_are_chosen_at_once(phone: Client) -> None:
    applicant = factories.answered()
    phone.post(page_of(applicant.application, "service", "book"), {"book": "ordinary-5"})
    applicant.refresh_from_db()
    assert (applicant.passport_kind, applicant.years) == ("ordinary", 5)


def test_a_choice_nobody_offered_is_refused(phone: Client) -> None:
    applicant = factories.answered()
    assert phone.post(page_of(applicant.application, "service", "book"), {"book": "golden-99"}).status_code == 422


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


def test_an_answer_changed_from_the_summary_leads_back_to_it(phone: Client) -> None:
    application = factories.ready()
    answer = phone.post(page_of(application, "service", "book"), {"book": "ordinary-5", "then": "summary"})
    assert answer["Location"] == f"/applications/{application.reference}/summary"


def test_answers_stand_once_a_place_is_held(phone: Client) -> None:
    application = office_day.held()
    answer = phone.post(page_of(application, "service", "book"), {"book": "ordinary-5"})
    assert answer.status_code == 409
    assert application.people.get().passport_kind == "electronic"


def test_a_question_costs_at_most_twelve_statements(phone: Client, django_assert_max_num_queries: Any) -> None:
    application = factories.family()
    phone.get(page_of(application, "details", "home"))
    with django_assert_max_num_queries(12):
        phone.get(page_of(application, "details", "home", order=3))
