"""Deciding from the page: alone, in twos, and never on somebody one interviewed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from mpaspor.accounts.models import User
from mpaspor.audit.models import Entry
from mpaspor.cases import enrolment
from mpaspor.core.clock import now
from mpaspor.demo import pictures
from mpaspor.stages.applications import papers
from mpaspor.stages.decisions import screening
from mpaspor.stages.visits import interview
from tests import people
from tests.cases import office_day
from tests.web.backoffice.asking import go, page, refused

pytestmark = pytest.mark.django_db


def test_a_choice_is_needed_and_words_are_kept(pertiwi: Client) -> None:
    decision = office_day.to_decide()
    told = refused(pertiwi, f"/office/decisions/{decision.pk}/opinion", 422, words="Semua sesuai")
    assert "Semua sesuai" in told


def test_a_refusal_names_its_reason_and_tells_the_applicant(pertiwi: Client) -> None:
    decision = office_day.to_decide()
    address = f"/office/decisions/{decision.pk}/opinion"
    assert "Dasar hukum perlu dipilih" in refused(pertiwi, address, 422, verdict="refuse", words="Tidak")
    assert "Kata-kata untuk pemohon" in refused(pertiwi, address, 422, verdict="refuse", reason="unclear_purpose")
    go(pertiwi, address, verdict="refuse", reason="unclear_purpose", words="Tujuan tidak dapat dijelaskan.")
    told = page(pertiwi, f"/office/decisions/{decision.pk}")
    assert "Tujuan tidak jelas" in told
    assert "Tujuan tidak dapat dijelaskan." in told
    refused(pertiwi, address, 409, verdict="grant")


def test_papers_are_asked_for_and_the_decision_waits(pertiwi: Client) -> None:
    decision = office_day.to_decide()
    address = f"/office/decisions/{decision.pk}"
    refused(pertiwi, f"{address}/opinion", 422, verdict="papers", words="Perlu KK")
    go(pertiwi, f"{address}/opinion", verdict="papers", kinds=["kk"], words="KK terbaru, ya.")
    assert "Menunggu sampai Jumat 9 Januari 2026" in page(pertiwi, address)
    assert "Dokumen yang diminta belum semua ada" in refused(pertiwi, f"{address}/papers", 409)


def test_papers_that_came_open_it_again(pertiwi: Client) -> None:
    decision = office_day.to_decide()
    address = f"/office/decisions/{decision.pk}"
    go(pertiwi, f"{address}/opinion", verdict="papers", kinds=["kk"], words="KK terbaru, ya.")
    picture = pictures.sample_paper("kk", name="Ratna", number="1")
    papers.receive(decision.applicant, "kk", picture, "kk.jpg", by=None, at=now(), also=["kk"])
    go(pertiwi, f"{address}/papers")
    decision.refresh_from_db()
    assert decision.state == "ready"


def test_who_interviewed_is_told_kindly_that_another_decides(client_of: Callable[[User], Client]) -> None:
    made = people.pertiwi()
    visit = office_day.captured()
    interview.record(visit, "Ikut bertanya.", {}, "clear", by=made, at=now())
    decision = enrolment.finish(visit, by=people.komang(), at=now())
    screening.record(decision, office_day.NOBODY, at=now())
    pertiwi = client_of(made)
    told = page(pertiwi, f"/office/decisions/{decision.pk}")
    assert "Anda mewawancarai orang ini" in told
    assert 'name="verdict"' not in told
    refused(pertiwi, f"/office/decisions/{decision.pk}/opinion", 409, verdict="grant")


def test_the_first_of_two_opinions_is_sealed_for_the_second(
    pertiwi: Client, client_of: Callable[[User], Client]
) -> None:
    decision = office_day.to_decide(answer=office_day.somebody_alike())
    address = f"/office/decisions/{decision.pk}"
    told = page(pertiwi, address)
    assert "Surat cegah R-1/2025, diminta Kejaksaan, berlaku sampai 30 April 2026." in told
    assert "<mark>Medan</mark>" in told
    go(pertiwi, f"{address}/opinion", verdict="grant", words="Orang lain: tanggal lahir berbeda.")
    assert "Keputusan Anda sudah tercatat" in page(pertiwi, address)
    assert "Orang lain" in page(pertiwi, address)
    refused(pertiwi, f"{address}/opinion", 409, verdict="refuse", reason="prevented", words="x")

    second = client_of(people.second_adjudicator())
    told = page(second, address)
    assert "I Dewa Ayu Pertiwi sudah memutuskan" in told
    assert "Orang lain" not in told
    go(second, f"{address}/opinion", verdict="refuse", reason="prevented", words="Mungkin orangnya.")

    decision.refresh_from_db()
    assert decision.state == "ready"
    head_of_section = client_of(people.supervisor())
    go(head_of_section, f"{address}/opinion", verdict="grant", words="Bukan orangnya.")
    decision.refresh_from_db()
    assert decision.state == "granted"


def test_each_look_at_the_evidence_is_in_the_trail_without_what_was_seen(pertiwi: Client) -> None:
    decision = office_day.to_decide(answer=office_day.somebody_alike())
    page(pertiwi, f"/office/decisions/{decision.pk}")
    look = Entry.objects.get(act="decision.evidence")
    assert (look.by, look.kind, look.old, look.new) == (people.pertiwi(), "seen", {}, {})


def test_nothing_of_the_watchlist_shows_in_the_case_file(wayan: Client) -> None:
    decision = office_day.to_decide(answer=office_day.somebody_alike())
    told = page(wayan, f"/office/cases/{decision.applicant.application.reference}")
    assert "Kejaksaan" not in told
    assert "mirip" not in told


def test_what_is_not_screened_yet_waits(pertiwi: Client) -> None:
    decision = office_day.enrolled()
    assert "Masih ditanyakan" in page(pertiwi, f"/office/decisions/{decision.pk}")
    refused(pertiwi, f"/office/decisions/{decision.pk}/opinion", 409, verdict="grant")


def test_the_list_shows_who_needs_two(pertiwi: Client) -> None:
    office_day.to_decide(answer=office_day.somebody_alike())
    assert "Perlu dua penelaah" in page(pertiwi, "/office/decisions")
