"""Papers, interview, photo and fingers, from their pages."""

from __future__ import annotations

import pytest
from django.test import Client

from mpaspor.audit.models import Entry
from mpaspor.demo.pictures import sample_fingerprint
from mpaspor.stages.applications.models import Document
from mpaspor.stages.visits.models import Fingerprint, Interview
from tests import factories, people
from tests.cases import office_day
from tests.web.backoffice.asking import go, page, picture, refused

pytestmark = pytest.mark.django_db


def test_a_paper_is_shown_to_one_pair_of_eyes_and_each_look_is_kept(wayan: Client) -> None:
    visit = office_day.called()
    document = visit.applicant.documents.get(kind="kk")
    answer = wayan.get(f"/office/papers/{document.pk}")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "image/jpeg"
    look = Entry.objects.get(act="document.seen")
    assert (look.by, look.kind, look.new, look.place) == (people.wayan(), "seen", {"kind": "kk"}, "Denpasar, loket 3")
    assert "Dokumen dilihat: Kartu Keluarga (KK)" in page(wayan, f"/office/visits/{visit.pk}/examination")


def test_a_small_picture_of_it_is_kept_as_a_look_too(wayan: Client) -> None:
    document = office_day.called().applicant.documents.get(kind="kk")
    assert wayan.get(f"/office/papers/{document.pk}?small").status_code == 200
    assert Entry.objects.filter(act="document.seen").count() == 1


def test_a_verdict_is_needed_and_a_difference_needs_a_note(wayan: Client) -> None:
    visit = office_day.called()
    address = f"/office/visits/{visit.pk}/examination/verdicts"
    assert "Pilih satu keputusan" in refused(wayan, address, 422, paper="kk", note="x")
    told = refused(wayan, address, 422, paper="kk", verdict="different")
    assert "Catatan perlu diisi" in told
    assert 'value="different" id="verdict_different" checked' in told
    go(wayan, address, paper="kk", verdict="different", note="Nama ibu berbeda")
    assert Document.objects.get(applicant=visit.applicant, kind="kk").verdict_note == "Nama ibu berbeda"


def test_the_next_step_waits_for_every_paper(wayan: Client) -> None:
    visit = office_day.called()
    assert "Ke wawancara: 3 belum diputuskan" in page(wayan, f"/office/visits/{visit.pk}/examination")
    refused(wayan, f"/office/visits/{visit.pk}/examination/end", 409)


def test_a_paper_is_photographed_again_at_the_counter(wayan: Client) -> None:
    visit = office_day.called()
    address = f"/office/visits/{visit.pk}/examination/papers"
    refused(wayan, address, 422, paper="kk")
    refused(wayan, address, 422, paper="kk", file=picture(b"bukan gambar"))
    refused(wayan, address, 422, paper="police_report", file=picture(factories.tiny_paper("kk")))
    go(wayan, address, paper="kk", file=picture(factories.tiny_paper("kk")))
    document = Document.objects.get(applicant=visit.applicant, kind="kk")
    assert (document.verdict, document.uploaded_by) == ("same", people.wayan())


def test_nobody_is_examined_before_being_called(wayan: Client) -> None:
    [visit] = office_day.here()
    assert "Simpan keputusan" not in page(wayan, f"/office/visits/{visit.pk}/examination")
    refused(wayan, f"/office/visits/{visit.pk}/examination/verdicts", 409, paper="kk", verdict="same")


def test_what_differs_from_the_registry_is_marked(wayan: Client) -> None:
    visit = office_day.called()
    visit.applicant.population_state = "differs"
    visit.applicant.population_answer = {"birth_place": [False, 40], "full_name": [True, 100]}
    visit.applicant.save()
    told = page(wayan, f"/office/visits/{visit.pk}/examination")
    assert "1 data berbeda." in told
    assert "<mark>Denpasar</mark>" in told
    assert "berbeda, mirip 40 %" in told


def test_a_doubt_needs_words_and_keeps_what_was_typed(komang: Client) -> None:
    visit = office_day.examined()
    address = f"/office/visits/{visit.pk}/interview"
    assert "Pilih kesimpulan" in refused(komang, address, 422, text="Ragu-ragu")
    told = refused(komang, address, 422, conclusion="doubt", now_destination="Kamboja")
    assert 'value="Kamboja"' in told
    go(komang, address, conclusion="doubt", text="Tujuan berubah", now_destination="Kamboja")
    assert Interview.objects.get().notes["differs"] == {"destination": "Kamboja"}


def test_the_interview_waits_for_the_papers(komang: Client) -> None:
    visit = office_day.called()
    assert "dokumen diperiksa dulu" in page(komang, f"/office/visits/{visit.pk}/interview")
    refused(komang, f"/office/visits/{visit.pk}/interview", 409, conclusion="clear")


def test_a_portrait_must_be_a_picture(komang: Client) -> None:
    visit = office_day.interviewed()
    refused(komang, f"/office/visits/{visit.pk}/portrait", 422)
    refused(komang, f"/office/visits/{visit.pk}/portrait", 422, portrait=picture(b"%PDF-1.4"))


def test_a_weak_portrait_is_taken_with_a_reason(komang: Client) -> None:
    visit = office_day.interviewed()
    refused(komang, f"/office/visits/{visit.pk}/portrait/acceptance", 409, why="Tidak ada foto")
    go(komang, f"/office/visits/{visit.pk}/portrait", portrait=picture(factories.tiny_paper("ktp")))
    assert "Foto terlalu kecil. Dekatkan kamera." in page(komang, f"/office/visits/{visit.pk}/interview")
    refused(komang, f"/office/visits/{visit.pk}/portrait/acceptance", 422, why=" ")
    go(komang, f"/office/visits/{visit.pk}/portrait/acceptance", why="Kamera rusak, foto dari studio")
    assert "Diterima karena: Kamera rusak" in page(komang, f"/office/visits/{visit.pk}/interview")


def test_a_portrait_is_seen_by_officers_and_the_look_is_kept(komang: Client) -> None:
    visit = office_day.captured()
    assert komang.get(f"/office/portraits/{visit.pk}")["Cache-Control"] == "no-store"
    assert Entry.objects.filter(act="capture.portrait_seen").count() == 1


def test_without_a_portrait_there_is_nothing_to_see(komang: Client) -> None:
    assert komang.get(f"/office/portraits/{office_day.examined().pk}").status_code == 404


def test_fingers_come_by_name_or_by_field_and_a_weak_one_gets_advice(komang: Client) -> None:
    visit = office_day.interviewed()
    address = f"/office/visits/{visit.pk}/fingers"
    several = [picture(office_day.PRINTS[at], f"scan_{at:02}.png") for at in (1, 2)]
    go(komang, address, fingers=several, finger_7=picture(sample_fingerprint(7, dry=True)))
    assert set(Fingerprint.objects.values_list("position", flat=True)) == {1, 2, 7}
    told = page(komang, f"/office/visits/{visit.pk}/interview")
    assert "Telunjuk kiri: terlalu kering" in told
    assert "Percobaan 1 dari 3." in told


def test_a_file_that_names_no_finger_is_refused_and_nothing_is_kept(komang: Client) -> None:
    visit = office_day.interviewed()
    address = f"/office/visits/{visit.pk}/fingers"
    refused(komang, address, 422)
    wrong = [picture(office_day.PRINTS[1], "01.png"), picture(office_day.PRINTS[2], "jari.png")]
    assert "Jari tidak dikenal" in refused(komang, address, 422, fingers=wrong)
    refused(komang, address, 422, finger_1=picture(b"bukan gambar"))
    assert not Fingerprint.objects.exists()


def test_a_finger_that_is_not_there_has_its_reason(komang: Client) -> None:
    visit = office_day.interviewed()
    address = f"/office/visits/{visit.pk}/fingers/absence"
    refused(komang, address, 422, position="3", why="")
    refused(komang, address, 422, position="12", why="x")
    refused(komang, address, 422, position="satu", why="x")
    go(komang, address, position="3", why="Diperban")
    assert "Diperban" in page(komang, f"/office/visits/{visit.pk}/interview")


def test_nobody_goes_home_before_all_is_taken(komang: Client) -> None:
    visit = office_day.interviewed()
    assert "Selesai: belum lengkap" in page(komang, f"/office/visits/{visit.pk}/interview")
    refused(komang, f"/office/visits/{visit.pk}/enrolment", 409)


def test_pressing_finish_twice_finishes_once(komang: Client) -> None:
    visit = office_day.captured()
    go(komang, f"/office/visits/{visit.pk}/enrolment")
    refused(komang, f"/office/visits/{visit.pk}/enrolment", 409)
