"""Where the passport is, what to show at the office, who looked, and taking it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mpaspor.audit import trail
from mpaspor.audit.models import Seal
from mpaspor.cases import adjudicate
from mpaspor.core.clock import now
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.decisions import adjudication, screening
from mpaspor.stages.payments import outcomes
from mpaspor.web.portal import trail_words
from tests import edges, people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def address(application: Application, page: str = "") -> str:
    return f"/applications/{application.reference}" + (f"/{page}" if page else "")


def read(phone: Client, application: Application, page: str = "") -> str:
    answer = phone.get(address(application, page))
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_file_that_is_not_paid_opens_where_it_is(phone: Client) -> None:
    application = office_day.held()
    assert phone.get(address(application))["Location"] == address(application, "payment")


def test_a_paid_file_says_when_to_come(phone: Client) -> None:
    page = read(phone, office_day.paid())
    assert "Datang Jumat 2 Januari 2026, 09.00 WITA" in page
    assert "Buka bukti daftar" in page
    assert page.count('aria-current="step"') == 1


def test_in_the_hall_the_page_tells_number_and_hour(phone: Client) -> None:
    visit = office_day.here()[0]
    assert "Nomor 09-01, perkiraan dipanggil 09.00 WITA" in read(phone, visit.applicant.application)


def test_the_called_are_told_where_to_go(phone: Client) -> None:
    visit = office_day.called()
    assert "Silakan ke loket 3" in read(phone, visit.applicant.application)


def test_the_day_of_the_book_comes_with_its_reason(phone: Client) -> None:
    page = read(phone, office_day.queued().applicant.application)
    assert "Paspor Anda sedang dicetak" in page
    assert "Mengapa tanggal itu?" in page
    assert "Batas aturan: 4 hari kerja sejak wawancara" in page


def test_a_book_that_is_ready_says_who_may_fetch_it(phone: Client) -> None:
    page = read(phone, office_day.ready().applicant.application)
    assert "Ambil paspor paling lambat" in page
    assert "surat kuasa bermeterai" in page


def test_a_refusal_comes_with_its_reason_and_the_way_to_object(phone: Client) -> None:
    decision = office_day.to_decide()
    adjudication.refuse(decision, "data_mismatch", "Nama di akta berbeda.", by=people.pertiwi(), at=now())
    page = read(phone, decision.applicant.application)
    assert "Permohonan Anda ditolak" in page
    assert "Nama di akta berbeda." in page
    assert "21 hari kerja" in page


def test_whoever_was_refused_reads_what_became_of_the_fee(phone: Client) -> None:
    decision = office_day.to_decide()
    person = decision.applicant
    assert "biayanya" not in read(phone, person.application)
    adjudication.refuse(decision, "data_mismatch", "Nama di akta berbeda.", by=people.pertiwi(), at=now())
    assert "Rp950.000 tidak kembali, karena tarif negara" in read(phone, person.application)
    person.refresh_from_db()
    outcomes.give_back(person, "Loket salah membaca akta.", by=people.head(), at=now())
    page = read(phone, person.application)
    assert "Rp950.000 menjadi saldo Anda, bisa dipakai lagi" in page
    assert "tidak kembali" not in page


def test_each_of_the_family_has_her_own_timeline(phone: Client) -> None:
    visit = office_day.called(people.RATNA, people.BAGUS)
    application = visit.applicant.application
    assert "Bagus Pramono" in read(phone, application)
    assert "Paspor Bagus Pramono" in read(phone, application, "people/2")
    assert phone.get(address(application, "people/3")).status_code == 404


def test_the_ticket_says_when_where_who_and_what_to_bring(phone: Client) -> None:
    application = office_day.paid(people.RATNA, people.BAGUS, people.KIRANA)
    page = read(phone, application, "proof")
    assert "Jumat 2 Januari 2026" in page
    assert "09.00–10.00 WITA, datang 08.50" in page
    assert "Ratna, Bagus, Kirana" in page
    assert "KTP: Ratna, Bagus" in page
    assert "Kirana ikut hadir bersama kedua orang tua" in page
    assert application.reference in page


def test_the_ticket_carries_its_number_once_there_is_one(phone: Client) -> None:
    visit = office_day.here()[0]
    page = read(phone, visit.applicant.application, "proof")
    assert "Nomor antrean" in page
    assert "09-01" in page


def test_the_sheet_is_a_pdf_with_its_receipt(phone: Client) -> None:
    application = office_day.paid(people.RATNA, people.KIRANA)
    answer = phone.get(address(application, "proof.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert application.reference in answer["Content-Disposition"]


def test_without_a_sure_place_there_is_no_ticket(phone: Client) -> None:
    application = office_day.held()
    assert phone.get(address(application, "proof")).status_code == 302
    assert phone.get(address(application, "proof.pdf")).status_code == 302


def test_the_trail_names_every_officer_and_what_she_did(phone: Client) -> None:
    visit = office_day.called()
    page = read(phone, visit.applicant.application, "trail")
    assert "Dipanggil ke loket" in page
    assert "Wayan Suarniti, Petugas loket" in page
    assert "Permohonan dibuka" in page


def test_every_move_of_a_file_has_its_words_or_is_left_out_on_purpose() -> None:
    of_nobody = {"message"}
    acts = {
        f"{record._meta.model_name}.{state}"
        for record in edges.records()
        if record._meta.model_name not in of_nobody
        for following in record.TRANSITIONS.values()
        for state in following
    }
    assert acts - set(trail_words.ACTS) - trail_words.LEFT_OUT == set()


def test_a_look_is_counted_and_told(phone: Client) -> None:
    application = office_day.paid()
    trail.saw(application, "case.seen", by=people.wayan(), at=now(), why="pemeriksaan di loket")
    page = read(phone, application, "trail")
    assert "dibuka <b>1 kali oleh petugas</b>" in page
    assert "Berkas dibuka" in page
    assert "pemeriksaan di loket" in page


def test_the_trail_can_be_narrowed_to_officers(phone: Client) -> None:
    visit = office_day.called()
    page = read(phone, visit.applicant.application, "trail?who=officer")
    assert "Dipanggil ke loket" in page
    assert "Permohonan dibuka" not in page


def test_a_clean_and_a_similar_watchlist_answer_leave_the_same_trail(phone: Client) -> None:
    told = []
    for person, answer in ((people.RATNA, office_day.NOBODY), (people.BAGUS, office_day.somebody_alike())):
        decision = office_day.to_decide(person, answer=answer)
        application = decision.applicant.application
        Application.objects.filter(pk=application.pk).update(owner=people.ratna())
        first = people.pertiwi()
        screening.look(decision, by=first, at=now())
        adjudicate.grant(decision, "Sesuai.", by=first, at=now())
        if decision.needs_two:
            adjudicate.grant(decision, "Sesuai.", by=people.second_adjudicator(), at=now())
        since_the_door = read(phone, application, "trail").split("<h2>")[1].split("Datang ke kantor")[0]
        told.append([line.strip() for line in since_the_door.splitlines() if "<b>" in line])
    assert told[0] == told[1]


def test_the_fingerprint_of_the_trail_is_shown(phone: Client) -> None:
    application = office_day.paid()
    Seal.objects.create(at=now(), upto=1, entries=1, previous="0" * 64, digest="9f2c41ae07d3" + "0" * 52)
    assert "Sidik catatan 9F2C·41AE·07D3" in read(phone, application, "trail")


def test_the_consequences_stand_before_the_withdrawal(phone: Client) -> None:
    application = office_day.paid(people.RATNA, people.BAGUS)
    page = read(phone, application, "withdrawal")
    assert "tidak bisa dibuka lagi" in page
    assert "Berlaku untuk 2 orang" in page
    assert "tidak kembali, karena tarif negara dibayar untuk layanannya" in page
    assert len(booking.active(application)) == 2


def test_a_file_is_taken_back_once(phone: Client) -> None:
    application = office_day.held()
    phone.post(address(application, "withdrawal"))
    page = phone.post(address(application, "withdrawal"), follow=True).content.decode()
    assert application.people.get().close_reason == Applicant.Close.WITHDRAWN
    assert booking.active(application) == []
    assert "Ditarik" in page
    assert "Permohonan ditarik atas permintaan Anda" in read(phone, application)


def test_after_the_visit_nothing_is_taken_back(phone: Client) -> None:
    application = office_day.enrolled().applicant.application
    assert phone.get(address(application, "withdrawal")).status_code == 302
    answer = phone.post(address(application, "withdrawal"))
    assert answer.status_code == 409
    assert "tidak bisa ditarik lagi" in answer.content.decode()


@pytest.mark.parametrize("page", ["", "people/1", "proof", "proof.pdf", "trail", "withdrawal"])
def test_another_persons_file_does_not_exist(stranger: Client, page: str) -> None:
    application = office_day.paid()
    assert stranger.get(address(application, page)).status_code == 404


def test_nobody_else_takes_a_file_back(stranger: Client) -> None:
    application = office_day.paid()
    assert stranger.post(address(application, "withdrawal")).status_code == 404
    assert application.people.get().stage == "visit"


@pytest.mark.parametrize("page", ["", "people/1", "proof", "proof.pdf", "trail", "withdrawal"])
def test_nobody_opens_a_file_without_signing_in(client: Client, page: str) -> None:
    assert client.get(address(office_day.paid(), page)).status_code == 302


@pytest.mark.parametrize("reference", ["7kq2-m9xd", "nothing", "7KQ2M9XD", "%00", "a" * 300])
def test_a_reference_that_is_none_is_not_found(phone: Client, reference: str) -> None:
    assert phone.get(f"/applications/{reference}").status_code == 404


def test_a_reference_typed_by_hand_is_understood(phone: Client) -> None:
    application = office_day.paid()
    assert phone.get(f"/applications/{application.reference.lower()}").status_code == 200


@pytest.mark.parametrize("far", ["paid", "here", "enrolled", "queued", "printed", "ready"])
def test_a_timeline_costs_at_most_twelve_statements(
    phone: Client, django_assert_max_num_queries: Any, far: str
) -> None:
    record = getattr(office_day, far)(people.RATNA, people.BAGUS)
    record = record[0] if isinstance(record, list) else record
    application = record if isinstance(record, Application) else record.applicant.application
    phone.get(address(application))
    with django_assert_max_num_queries(12):
        phone.get(address(application))


@pytest.mark.parametrize("page", ["proof", "trail", "withdrawal"])
def test_each_costs_at_most_twelve_statements(phone: Client, django_assert_max_num_queries: Any, page: str) -> None:
    application = office_day.paid(people.RATNA, people.BAGUS, people.KIRANA)
    phone.get(address(application, page))
    with django_assert_max_num_queries(12):
        phone.get(address(application, page))
