"""Who comes along; and the last look at everything before a place."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mpaspor.core.clock import now
from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.applications import filing
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from tests import factories, people
from tests.cases import office_day
from tests.stages.appointments import scene

pytestmark = pytest.mark.django_db


def people_of(application: Application) -> str:
    return f"/applications/{application.reference}/people"


def summary_of(application: Application) -> str:
    return f"/applications/{application.reference}/summary"


def test_each_person_has_her_own_state(phone: Client) -> None:
    application = factories.ready()
    filing.add_person(application, "child", by=application.owner, at=now())
    page = phone.get(people_of(application)).content.decode()
    assert "Lengkap" in page
    assert "Belum lengkap" in page


def test_a_person_is_added_and_asked_who_it_is(phone: Client) -> None:
    application = factories.ready()
    answer = phone.post(people_of(application), {"relation": "child"})
    assert answer["Location"] == f"{people_of(application)}/2/who/person"


def test_a_double_click_adds_one_person(phone: Client) -> None:
    application = factories.ready()
    phone.post(people_of(application), {"relation": "child"})
    phone.post(people_of(application), {"relation": "child"})
    assert application.people.count() == 2


@pytest.mark.parametrize("relation", ["", "self", "neighbour"])
def test_a_relation_must_be_chosen(phone: Client, relation: str) -> None:
    application = factories.ready()
    assert phone.post(people_of(application), {"relation": relation}).status_code == 422
    assert application.people.count() == 1


def test_a_file_takes_so_many_and_no_more(phone: Client) -> None:
    Rule.objects.filter(key="application.max_people").update(value=1)
    policy.forget()
    application = factories.ready()
    answer = phone.post(people_of(application), {"relation": "child"})
    assert answer.status_code == 409
    assert "paling banyak 1 orang" in answer.content.decode()
    policy.forget()


def test_what_is_shared_is_not_asked_of_the_second_person(phone: Client) -> None:
    application = factories.ready()
    phone.post(people_of(application), {"relation": "spouse"})
    second = application.people.select_related("application").get(order=2)
    factories.answer(second, people.BAGUS, relation="spouse")
    answer = phone.post(f"{people_of(application)}/2/service/held", {"ever_held": "no"})
    assert answer["Location"] == f"{people_of(application)}/2/service/book"


def test_somebody_is_removed_after_she_confirmed(phone: Client) -> None:
    application = factories.family(people.RATNA, people.KIRANA)
    removal = f"{people_of(application)}/2/removal"
    assert "Kirana Pramono" in phone.get(removal).content.decode()
    assert application.people.count() == 2
    phone.post(removal)
    assert application.people.count() == 1
    assert phone.post(removal).status_code == 404


def test_somebody_who_had_a_place_once_stays_in_the_books(phone: Client) -> None:
    application = factories.family(people.RATNA, people.KIRANA)
    booking.hold(application, scene.hour().pk, by=application.owner, at=now())
    booking.release(application, by=application.owner, at=now(), why="")
    page = phone.post(f"{people_of(application)}/2/removal", follow=True).content.decode()
    assert "Kirana pernah punya tempat lewat permohonan ini" in page
    application.refresh_from_db()
    assert (application.people.count(), application.state) == (2, Application.READY)


def test_the_last_person_stays(phone: Client) -> None:
    application = factories.ready()
    page = phone.post(f"{people_of(application)}/1/removal", follow=True).content.decode()
    assert "paling sedikit satu orang" in page


def test_nobody_is_removed_once_a_place_is_held(phone: Client) -> None:
    application = office_day.held(people.RATNA, people.BAGUS)
    assert phone.post(f"{people_of(application)}/2/removal").status_code == 409
    assert application.people.count() == 2


def test_the_last_look_shows_every_answer_but_no_whole_nik(phone: Client) -> None:
    application = factories.family()
    page = phone.get(summary_of(application)).content.decode()
    assert "Ratna Wulandari" in page
    assert "Singapura" in page
    assert people.RATNA.nik not in page
    assert people.RATNA.nik[-4:] in page


def test_what_the_family_shares_is_told_once(phone: Client) -> None:
    application = factories.family()
    page = phone.get(summary_of(application)).content.decode()
    assert page.count("Singapura") == 1
    assert page.count("Sama dengan Ratna") == 2


def test_what_is_missing_is_listed_with_its_way(phone: Client) -> None:
    application = factories.answered().application
    page = phone.get(summary_of(application)).content.decode()
    assert "3 hal belum beres" in page
    assert f"{people_of(application)}/1/papers" in page


def test_an_unfinished_file_is_not_closed(phone: Client) -> None:
    application = factories.answered().application
    answer = phone.post(summary_of(application))
    application.refresh_from_db()
    assert answer.status_code == 422
    assert application.state == Application.DRAFT


def test_a_complete_file_goes_on_to_the_offices(phone: Client) -> None:
    application = factories.ready()
    filing.reopen(application, by=application.owner, at=now())
    answer = phone.post(summary_of(application))
    assert answer["Location"] == f"/applications/{application.reference}/offices"
    again = phone.post(summary_of(application))
    assert again["Location"] == answer["Location"]


def test_the_second_file_of_one_nik_is_told_so(phone: Client) -> None:
    factories.ready()
    second = factories.answered()
    factories.bring_papers(second)
    answer = phone.post(summary_of(second.application))
    assert answer.status_code in {409, 422}
    assert "Sudah ada permohonan" in answer.content.decode()


def test_another_persons_family_does_not_exist(stranger: Client) -> None:
    application = factories.ready()
    assert stranger.get(people_of(application)).status_code == 404
    assert stranger.post(people_of(application), {"relation": "child"}).status_code == 404
    assert stranger.get(summary_of(application)).status_code == 404
    assert stranger.post(summary_of(application)).status_code == 404
    assert stranger.get(f"{people_of(application)}/1/checks").status_code == 404


def test_nobody_reads_a_family_without_signing_in(client: Client) -> None:
    application = factories.ready()
    assert client.get(people_of(application)).status_code == 302
    assert client.get(summary_of(application)).status_code == 302


@pytest.mark.parametrize("page", ["people", "summary", "people/3/checks"])
def test_each_costs_at_most_twelve_statements(phone: Client, django_assert_max_num_queries: Any, page: str) -> None:
    application = factories.family()
    address = f"/applications/{application.reference}/{page}"
    phone.get(address)
    with django_assert_max_num_queries(12):
        phone.get(address)
