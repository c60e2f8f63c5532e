"""My files: each with its state and one next act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.core.clock import now
from mpaspor.stages.applications import filing
from mpaspor.stages.applications.models import Application
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def test_nobody_comes_in_unannounced(client: Client) -> None:
    answer = client.get("/applications")
    assert answer.status_code == 302
    assert "/applications" in answer["Location"]


def test_an_officer_has_no_business_here(client_of: Callable[[User], Client]) -> None:
    assert client_of(people.wayan()).get("/applications").status_code == 403


def test_whoever_has_no_file_is_told_what_to_have_at_hand(phone: Client) -> None:
    page = phone.get("/applications").content.decode()
    assert "Belum ada permohonan yang berjalan" in page
    assert "Kartu keluarga" in page


def test_each_file_has_its_state_and_one_next_act(phone: Client) -> None:
    factories.ready()
    page = phone.get("/applications").content.decode()
    assert "Lengkap" in page
    assert "Pilih tempat dan hari" in page


def test_a_paid_file_opens_its_proof(phone: Client) -> None:
    application = office_day.paid()
    page = phone.get("/applications").content.decode()
    assert f"/applications/{application.reference}/proof" in page


def test_another_persons_file_is_not_in_the_list(stranger: Client) -> None:
    reference = factories.ready().reference
    assert reference not in stranger.get("/applications").content.decode()


def test_a_new_file_begins_with_the_first_question(phone: Client, ratna: User) -> None:
    answer = phone.post("/applications", follow=True)
    assert answer.status_code == 200
    assert Application.objects.of(ratna).count() == 1
    assert "Langkah 1 dari 8" in answer.content.decode()


def test_a_double_click_opens_one_file(phone: Client, ratna: User) -> None:
    first = phone.post("/applications")
    second = phone.post("/applications")
    assert first["Location"] == second["Location"]
    assert Application.objects.of(ratna).count() == 1


def test_many_files_cost_no_more_statements(phone: Client, ratna: User, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        filing.open_application(ratna, by=ratna, at=now())
    phone.get("/applications")
    with django_assert_max_num_queries(12):
        phone.get("/applications")
