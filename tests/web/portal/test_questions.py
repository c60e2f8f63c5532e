"""One part of the form to a page; what is typed stays, whatever is wrong with it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mpaspor.stages.applications.models import Application
from tests import factories, people
from tests.cases import office_day
from tests.web.conftest import Unpriced

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


def test_who_goes_to_work_abroad_pays_nothing_for_the_ordinary_one_and_is_told_so_beside_the_other(
    phone: Client,
) -> None:
    applicant = factories.answered(purpose="migrant_work")
    page = phone.get(page_of(applicant.application, "service", "book")).content.decode()
    electronic, ordinary = page.split("<form")[-1].split("Biasa, ")[0], page.split("<form")[-1].split("Biasa, ", 1)[1]
    assert "Rp950.000" in electronic
    assert "Tarif Rp0 pekerja migran hanya untuk paspor biasa" in electronic
    assert ordinary.count("Rp0") == 2
    assert "Rp350.000" not in ordinary


def test_work_abroad_with_a_passport_held_before_costs_as_for_everybody(phone: Client) -> None:
    applicant = factories.answered(purpose="migrant_work", ever_held="yes")
    page = phone.get(page_of(applicant.application, "service", "book")).content.decode()
    assert "Rp350.000" in page
    assert "Rp0" not in page


def test_a_book_without_a_price_today_can_be_asked_for_and_says_so(phone: Client, unpriced: Unpriced) -> None:
    applicant = factories.answered()
    unpriced("electronic_10")
    page = phone.get(page_of(applicant.application, "service", "book")).content.decode()
    assert "belum ada harganya" in page
    assert "Rp650.000" in page


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
