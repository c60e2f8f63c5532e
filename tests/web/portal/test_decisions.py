"""The papers an officer asked for, sent from home."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mpaspor.core.clock import now
from mpaspor.stages.decisions import adjudication
from mpaspor.stages.decisions.models import Decision
from tests import factories, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(db: None) -> Decision:
    asked = office_day.to_decide()
    adjudication.want_papers(asked, ["kk", "custody"], "Nama ayah belum terbaca.", by=people.pertiwi(), at=now())
    return asked


def address(decision: Decision, kind: str = "") -> str:
    page = f"/applications/{decision.applicant.application.reference}/people/1/wanted"
    return f"{page}/{kind}" if kind else page


def file(content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("kk.jpg", content or factories.tiny_paper("kk"), "image/jpeg")


def test_the_page_says_what_why_and_until_when(phone: Client, decision: Decision) -> None:
    page = phone.get(address(decision)).content.decode()
    assert "Kirim dokumen ini paling lambat Jumat 9 Januari 2026" in page
    assert "Nama ayah belum terbaca." in page
    assert "Kartu Keluarga" in page


def test_the_timeline_leads_to_it(phone: Client, decision: Decision) -> None:
    page = phone.get(f"/applications/{decision.applicant.application.reference}").content.decode()
    assert address(decision) in page
    assert "Kirim 2 dokumen paling lambat Jumat 9 Januari 2026" in page


def test_with_the_last_paper_the_file_goes_back_to_those_who_decide(phone: Client, decision: Decision) -> None:
    phone.post(address(decision, "kk"), {"file": file()})
    decision.refresh_from_db()
    assert decision.state == "papers_wanted"
    phone.post(address(decision, "custody"), {"file": file()})
    decision.refresh_from_db()
    assert decision.state == "ready"
    assert phone.get(address(decision)).status_code == 302


def test_what_cannot_be_read_is_told_so(phone: Client, decision: Decision) -> None:
    answer = phone.post(address(decision, "kk"), {"file": file(b"MZ" + bytes(900))})
    assert answer.status_code == 422
    assert "bukan foto atau PDF" in answer.content.decode()


def test_nothing_chosen_is_told_so(phone: Client, decision: Decision) -> None:
    assert phone.post(address(decision, "kk")).status_code == 422


def test_a_paper_nobody_asked_for_is_refused(phone: Client, decision: Decision) -> None:
    assert phone.post(address(decision, "ktp"), {"file": file()}).status_code == 409


def test_sent_again_after_all_came_nothing_more_happens(phone: Client, decision: Decision) -> None:
    phone.post(address(decision, "kk"), {"file": file()})
    phone.post(address(decision, "custody"), {"file": file()})
    assert phone.post(address(decision, "custody"), {"file": file()}).status_code == 302


def test_where_nothing_was_asked_for_there_is_no_page(phone: Client) -> None:
    application = factories.ready()
    assert phone.get(f"/applications/{application.reference}/people/1/wanted").status_code == 404


def test_nobody_else_sees_or_sends(stranger: Client, client: Client, decision: Decision) -> None:
    assert stranger.get(address(decision)).status_code == 404
    assert stranger.post(address(decision, "kk"), {"file": file()}).status_code == 404
    assert client.get(address(decision)).status_code == 302


def test_it_costs_at_most_twelve_statements(
    phone: Client, decision: Decision, django_assert_max_num_queries: Any
) -> None:
    phone.get(address(decision))
    with django_assert_max_num_queries(12):
        phone.get(address(decision))
